import { ApiError } from '../failures.mjs';
import { describe, log } from '../log.mjs';

const triesPerWindow = 50;
const windowSeconds = 60;

const text = { type: 'string', minLength: 1, maxLength: 200 };
// bcrypt reads the first 72 bytes only; Activepieces asks for 8 characters.
const credentials = { email: { ...text, pattern: '^[^@\\s]+@[^@\\s]+$' }, password: { type: 'string', minLength: 8, maxLength: 64 } };
const signUpSchema = {
  body: {
    type: 'object',
    required: ['email', 'password', 'firstName', 'lastName'],
    properties: { ...credentials, firstName: text, lastName: text, trackEvents: { type: 'boolean' }, newsLetter: { type: 'boolean' } },
  },
};
const signInSchema = { body: { type: 'object', required: ['email', 'password'], properties: { email: text, password: { ...text, minLength: 0 } } } };

/** POST /api/v1/authentication/sign-up and /sign-in: a user, with the token that all other calls need. */
export function authenticationRoutes({ accounts, tokens, redis, settings }) {
  return async (app) => {
    app.addHook('onRequest', limitTries);

    app.post('/sign-up', { schema: signUpSchema }, async (request) => await signedIn(await accounts.signUp(request.body)));
    app.post('/sign-in', { schema: signInSchema }, async (request) => await signedIn(await accounts.signIn(request.body)));
  };

  async function signedIn({ password: _, tokenVersion, ...user }) {
    return { ...user, token: await tokens.issue({ ...user, tokenVersion }) };
  }

  // By the address that the edge vouches for, as Activepieces does: without an edge that sets the header, clients choose it themselves.
  async function limitTries(request) {
    const address = request.headers[settings.realIpHeader] ?? request.socket.remoteAddress;
    if ((await countTry(address)) > triesPerWindow) {
      throw new ApiError(429, 'RATE_LIMIT_EXCEEDED', `That were more than ${triesPerWindow} tries in ${windowSeconds} s: wait a minute.`);
    }
  }

  async function countTry(address) {
    const key = `wasper-sandbox:sign-in:${address}`;
    try {
      const [[, tries]] = await redis.multi().incr(key).expire(key, windowSeconds, 'NX').exec();
      return tries;
    } catch (error) {
      // Signing in needs no Redis.
      log.warn(`Tries to sign in are not counted: ${describe(error)}.`);
      return 0;
    }
  }
}
