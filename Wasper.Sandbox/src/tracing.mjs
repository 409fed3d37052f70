import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { describe } from './log.mjs';

// Without the SDK (src/telemetry.mjs) all of this does nothing, at next to no cost.
const tracer = trace.getTracer('wasper-sandbox');

export const kinds = SpanKind;

/** Runs the work in a span of its own that ends, failed or not, with it. */
export function inSpan(name, options, work) {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: describe(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The trace that is under way, to be carried in a message or in the headers of a request. */
export function carrier() {
  const headers = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/** Runs the work as part of the trace that {@link carrier} gave. */
export function continueTrace(headers, work) {
  return context.with(propagation.extract(context.active(), headers ?? {}), work);
}

/** Makes each request a span, part of its caller's trace. Health requests are left out: they come every few seconds and say nothing. */
export function traceRequests(app) {
  app.decorateRequest('trace', null);
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.untraced) {
      done();
      return;
    }

    const route = request.routeOptions.url ?? 'unknown';
    const caller = propagation.extract(context.active(), request.headers);
    const span = tracer.startSpan(
      `${request.method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: { 'http.request.method': request.method, 'http.route': route, 'url.path': request.url.split('?')[0] },
      },
      caller,
    );
    request.trace = { span, context: trace.setSpan(caller, span) };
    done();
  });

  // Not in onRequest: between the two the body is read, in callbacks that have lost the context.
  app.addHook('preHandler', (request, _reply, done) => (request.trace ? context.with(request.trace.context, done) : done()));

  app.addHook('onResponse', (request, reply, done) => {
    const span = request.trace?.span;
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) {
      span?.setStatus({ code: SpanStatusCode.ERROR });
    }

    span?.end();
    done();
  });
  // Where the client leaves before the answer there is no response.
  app.addHook('onRequestAbort', (request, done) => {
    request.trace?.span.setAttribute('error.type', 'aborted').end();
    done();
  });
}
