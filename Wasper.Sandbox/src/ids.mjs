import { randomInt } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** An id of Activepieces' form: 21 letters and digits, 125 random bits. */
export function newId() {
  return Array.from({ length: 21 }, () => alphabet[randomInt(alphabet.length)]).join('');
}
