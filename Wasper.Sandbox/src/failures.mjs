/** The app can't start; the message is one sentence for the user, with the remedy. */
export class StartFailure extends Error {}

/** The answer to a request that can't be fulfilled. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.statusCode = status;
    this.code = code;
  }
}

const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN']);

// Of pg and of ioredis, which give these no code.
const uncoded = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Query read timeout',
  'Connection is closed',
  "Stream isn't writeable",
  'max retries per request',
  'Command timed out',
];

/** Whether PostgreSQL or Redis could not be asked, so that the same request may succeed later. */
export function isConnectionFailure(error) {
  return (
    connectionCodes.has(error.code) ||
    // PostgreSQL: connection exceptions (08), operator intervention such as a shutdown (57P), too many connections.
    /^(08|57P|53300)/.test(error.code ?? '') ||
    uncoded.some((text) => error.message.includes(text))
  );
}
