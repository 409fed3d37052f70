import { ApiError } from '../failures.mjs';

const bearer = /^Bearer (.+)$/i;

/** A hook for routes that need a signed-in user: it sets `request.user`, and lets nobody see another project than their own. */
export function requireUser({ tokens, accounts }) {
  return async (request) => {
    const claims = await tokens.verify(bearer.exec(request.headers.authorization ?? '')?.[1] ?? '');
    const user = claims && (await accounts.find(claims));
    if (!user) {
      throw new ApiError(401, 'INVALID_BEARER_TOKEN', 'Sign in first, and send the token as "Authorization: Bearer …".');
    }

    const projectId = request.query?.projectId ?? request.body?.projectId;
    if (projectId !== undefined && projectId !== user.projectId) {
      throw new ApiError(403, 'AUTHORIZATION', `The project '${projectId}' is not yours.`);
    }

    request.user = user;
  };
}
