import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-cbc';

/**
 * The form in which Activepieces stores connections: JSON under AES-256-CBC, as { iv, data } in hex.
 * The 32 hex characters of AP_ENCRYPTION_KEY are not decoded: their own 32 bytes are the key.
 */
export function createEncryption(encryptionKey) {
  const key = Buffer.from(encryptionKey, 'utf8');
  return {
    encrypt(value) {
      const iv = randomBytes(16);
      const cipher = createCipheriv(algorithm, key, iv);
      const data = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
      return { iv: iv.toString('hex'), data: data.toString('hex') };
    },

    decrypt({ iv, data }) {
      const decipher = createDecipheriv(algorithm, key, Buffer.from(iv, 'hex'));
      return JSON.parse(Buffer.concat([decipher.update(Buffer.from(data, 'hex')), decipher.final()]).toString('utf8'));
    },
  };
}
