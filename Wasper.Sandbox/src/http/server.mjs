import fastify from 'fastify';
import { ApiError, isConnectionFailure } from '../failures.mjs';
import { describe, log } from '../log.mjs';
import { traceRequests } from '../tracing.mjs';

// Of the real app: longer than the edge keeps its idle connections.
const keepAliveMs = 72_000;

/** The HTTP server with nothing but its health; the rest is registered where the process is an app. */
export function createServer({ bodyLimit }) {
  const app = fastify({
    bodyLimit,
    keepAliveTimeout: keepAliveMs,
    // Who asks is not answered differently for what a proxy may have put into X-Forwarded-*.
    trustProxy: false,
    logger: false,
  });
  // A webhook's body is kept for any method that has one.
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true });
  traceRequests(app);
  app.setErrorHandler(answerError);
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) {
      // Idle connections are closed at once; those that are not yet would stay for as long as the client likes.
      reply.header('connection', 'close');
    } else if (reply.statusCode === 413) {
      // Closing on a client that still sends would cost it the answer: read to the end, and throw away.
      reply.removeHeader('connection');
    }
  });
  // Neither database nor Redis is asked, as in the real app; it does not listen before its database is migrated.
  app.get('/api/v1/health', { config: { untraced: true } }, async () => ({ status: 'OK' }));
  return app;
}

function answerError(error, request, reply) {
  if (error instanceof ApiError || (error.statusCode >= 400 && error.statusCode < 500)) {
    return reply.status(error.statusCode).send({ code: error.validation ? 'VALIDATION' : error.code, message: error.message });
  }

  const place = `${request.method} ${request.routeOptions.url ?? ''}`;
  if (isConnectionFailure(error)) {
    log.warn(`${place} was refused: ${describe(error)}.`);
    return reply.status(503).header('retry-after', '5').send({ code: 'UNAVAILABLE', message: 'PostgreSQL or Redis does not answer: try again.' });
  }

  log.error(`${place} failed: ${describe(error)} ${error.stack?.split('\n')[1]?.trim() ?? ''}`);
  return reply.status(500).send({ code: 'INTERNAL', message: 'The stand-in failed; its log says why.' });
}
