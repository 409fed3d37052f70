import { ApiError } from '../failures.mjs';
import { Queue } from '../libraries.mjs';
import { carrier, inSpan, kinds } from '../tracing.mjs';

/** The queue that Activepieces uses, in the same BullMQ version: what watches the one can watch the other. */
export const queueName = 'workerJobs';

// Someone waits for a sync run.
const priorities = { sync: 1, async: 2 };

const attributes = { 'messaging.system': 'bullmq', 'messaging.destination.name': queueName };

// About ten minutes in all: long enough for PostgreSQL to come back.
const attempts = 30;

export function createRunQueue(redis) {
  const queue = new Queue(queueName, { connection: redis, skipVersionCheck: true });
  // Said once, by the connection itself.
  queue.on('error', () => {});
  return {
    /** Hands a run to the workers. Its id is the job's, so that one webhook is never two jobs. */
    async add(run, jobId = run.runId) {
      await inSpan(`${queueName} publish`, { kind: kinds.PRODUCER, attributes }, () =>
        queue.add('webhook', { ...run, trace: carrier() }, {
          jobId,
          attempts,
          backoff: { type: 'custom' },
          priority: run.replyTo ? priorities.sync : priorities.async,
          removeOnComplete: { count: 1000, age: 3600 },
          removeOnFail: { count: 1000 },
        }),
      );
    },

    /** @throws {ApiError} The run has a job that has not ended: it needs no other. */
    async ensureIdle(runId) {
      const state = await queue.getJobState(runId);
      if (!['unknown', 'completed', 'failed'].includes(state)) {
        throw new ApiError(409, 'RUN_NOT_ENDED', `The run '${runId}' is still in the queue (${state}).`);
      }
    },

    close: () => queue.close(),
  };
}

/** Before the next try of a job that failed, or was interrupted: half a second, doubled each time, 30 s at most. */
export function backoff(attempt) {
  return Math.min(500 * 2 ** Math.min(attempt - 1, 10), 30_000);
}
