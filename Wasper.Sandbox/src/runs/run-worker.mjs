import { isConnectionFailure } from '../failures.mjs';
import { runFlow } from '../flows/engine.mjs';
import { Worker, WaitingError } from '../libraries.mjs';
import { describe, log } from '../log.mjs';
import { toTriggerOutput } from '../payload.mjs';
import { continueTrace, inSpan, kinds } from '../tracing.mjs';
import { writeLog } from './run-log.mjs';
import { backoff, queueName } from './run-queue.mjs';

// A worker that is killed holds its jobs' locks for this long; then another, or its successor, does them again.
const lockMs = 6000;
const lockCheckMs = 2000;

// How often one job may lose its worker before it counts as the cause.
const mostInterruptions = 10;

// What the caller of a sync webhook gets where the flow has no response of its own.
const endings = {
  SUCCEEDED: { status: 204, headers: {}, body: null },
  FAILED: { status: 500, headers: {}, body: { message: 'The flow failed before it returned a response.' } },
  TIMEOUT: { status: 504, headers: {}, body: { message: 'The flow took too long and returned no response.' } },
};

/** Takes runs from the queue and does them. */
export function createRunWorker({ redis, settings, runs, live, connections, stores }) {
  const stopping = new AbortController();
  const worker = new Worker(queueName, work, {
    connection: redis,
    skipVersionCheck: true,
    concurrency: settings.workerConcurrency,
    lockDuration: lockMs,
    stalledInterval: lockCheckMs,
    maxStalledCount: mostInterruptions,
    settings: { backoffStrategy: backoff },
  });
  worker.on('error', (error) => {
    // A lost connection is reported by the connection itself.
    if (!isConnectionFailure(error)) {
      log.warn(`Worker: ${describe(error)}`);
    }
  });
  worker.on('stalled', (jobId) => log.warn(`Run ${jobId} lost its worker: it is done again.`));
  worker.on('failed', giveUpAfterTheLast);

  async function work(job, token) {
    return await continueTrace(job.data.trace, () =>
      inSpan(`${queueName} process`, { kind: kinds.CONSUMER, attributes: { 'wasper.run.id': job.data.runId } }, async () => {
        try {
          await execute(job.data);
        } catch (error) {
          if (!stopping.signal.aborted) {
            throw error;
          }

          // Back to the front of the queue, for the next start or another worker: not a failed attempt.
          await job.moveToWait(token);
          throw new WaitingError();
        }
      }),
    );
  }

  async function execute(run) {
    const begun = await runs.begin(run);
    const payload = await runs.payload(run.runId);
    if (!begun || !payload) {
      log.info(`Run ${run.runId}: nothing to do, because it has ended or its flow is gone.`);
      return;
    }

    const started = Date.now();
    await live.publishRun(await runs.summary(run.runId));
    let answered = false;
    const respond = (response) => {
      if (!answered) {
        answered = true;
        live.publishResponse(run.replyTo, run.runId, response);
      }
    };
    const result = await runFlow({
      trigger: begun.trigger,
      triggerOutput: await toTriggerOutput(payload),
      services: {
        respond,
        connection: (name) => connections.reveal(run.projectId, name),
        store: stores.of(run),
      },
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(settings.flowTimeoutSeconds * 1000)]),
    });
    const duration = Date.now() - started;
    await runs.end({ ...run, ...result, duration, log: writeLog(result.steps, payload.body.length) });
    respond(endings[result.status]);
    log.info(`Run ${run.runId} of flow ${run.flowId}: ${result.status} in ${duration} ms${result.failedStepName ? ` at ${result.failedStepName}` : ''}.`);
    await live.publishRun(await runs.summary(run.runId));
  }

  async function giveUpAfterTheLast(job, error) {
    if (!job) {
      return;
    }

    log.warn(`Run ${job.data.runId}: ${describe(error)} (attempt ${job.attemptsMade} of ${job.opts.attempts}).`);
    if (job.finishedOn) {
      await runs.giveUp(job.data.runId).catch((failure) => log.error(`Run ${job.data.runId} can't be marked as failed: ${describe(failure)}.`));
    }
  }

  return {
    ready: () => worker.waitUntilReady(),

    /** Takes no more runs, gives those that are under way `graceMs` to end, and puts the rest back into the queue. */
    async stop(graceMs) {
      const grace = setTimeout(() => stopping.abort(new Error('The app stops.')), graceMs);
      await worker.close();
      clearTimeout(grace);
    },
  };
}
