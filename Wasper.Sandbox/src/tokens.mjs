import { jwtVerify, SignJWT } from 'jose';

const algorithm = 'HS256';
const issuer = 'activepieces';
const lifetime = '7d';

/** The tokens of signed-in users: JWTs under AP_JWT_SECRET. */
export function createTokens(secret) {
  const key = new TextEncoder().encode(secret);
  return {
    issue: ({ id, projectId, platformId, tokenVersion }) =>
      new SignJWT({ id, type: 'USER', projectId, platform: { id: platformId }, tokenVersion })
        .setProtectedHeader({ alg: algorithm })
        .setIssuer(issuer)
        .setIssuedAt()
        .setExpirationTime(lifetime)
        .sign(key),

    /** What the token says; undefined where it is not one of ours, or too old. */
    async verify(token) {
      try {
        return (await jwtVerify(token, key, { algorithms: [algorithm], issuer })).payload;
      } catch {
        return undefined;
      }
    },
  };
}
