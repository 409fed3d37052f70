import { newId } from '../ids.mjs';
import { toTriggerOutput } from '../payload.mjs';

const modes = {
  '/:flowId': {},
  '/:flowId/sync': { sync: true },
  '/:flowId/draft': { draft: true },
  '/:flowId/draft/sync': { draft: true, sync: true },
  '/:flowId/test': { draft: true, sample: true },
};

/** ANY /api/v1/webhooks/{flowId}…: requests that become runs, their bodies kept as they came. */
export function webhookRoutes({ flows, runs, queue, live, settings }) {
  return async (app) => {
    // Whatever the body says it is, its bytes are what counts. Fastify would refuse a type that is none before it asks a parser.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    app.decorateRequest('sentHeaders', null);
    app.addHook('onRequest', async (request) => {
      request.sentHeaders = { ...request.headers };
      delete request.headers['content-type'];
    });

    for (const [path, mode] of Object.entries(modes)) {
      app.all(path, async (request, reply) => await receive(request, reply, mode));
    }
  };

  async function receive(request, reply, { draft = false, sync = false, sample = false }) {
    const { flowId } = request.params;
    const flow = await flows.target(flowId);
    if (!flow) {
      return reply.status(410).send({});
    }

    const runId = newId();
    reply.header('x-webhook-id', runId);
    const flowVersionId = draft ? flow.latestVersionId : flow.publishedVersionId;
    if (!draft && (flow.status !== 'ENABLED' || !flowVersionId)) {
      return reply.status(404).send({});
    }

    const payload = {
      method: request.method,
      headers: request.sentHeaders,
      query: request.url.split('?').slice(1).join('?'),
      body: request.body ?? Buffer.alloc(0),
    };
    const { projectId } = flow;
    if (sample) {
      await runs.keepSample({ flowId, projectId, output: await toTriggerOutput(payload) });
      return {};
    }

    // In this order: what the queue knows of is always there, and a request that gets no answer leaves at most a body without a run.
    await runs.keepPayload({ runId, flowId, projectId, ...payload });
    const run = { runId, projectId, flowId, flowVersionId, environment: draft ? 'TESTING' : 'PRODUCTION', logsFileId: newId() };
    if (!sync) {
      await queue.add(run);
      return {};
    }

    return await answer(reply, await runAndWait(run));
  }

  async function runAndWait(run) {
    const response = live.waitForResponse(run.runId, settings.webhookTimeoutSeconds * 1000);
    try {
      await queue.add({ ...run, replyTo: live.instance });
    } catch (error) {
      live.forget(run.runId);
      throw error;
    }

    return await response;
  }

  async function answer(reply, response) {
    const { status, headers, body } = response ?? { status: 204, headers: {}, body: null };
    reply.status(status).headers(headers);
    return status === 204 || body === null ? reply.send() : reply.send(body);
  }
}
