import { ApiError } from '../failures.mjs';
import { newId } from '../ids.mjs';
import { pageOf } from './page-of.mjs';

/** /api/v1/flow-runs: what became of the webhooks of the user's project. */
export function flowRunRoutes({ runs, queue, authenticate }) {
  return async (app) => {
    app.addHook('preHandler', authenticate);

    app.get('/', async ({ user, query }) => await runs.list(user.projectId, pageOf(query), query));
    app.get('/:id', async ({ user, params }) => await runs.get(user.projectId, params.id));

    // For runs that failed, and for those that a restored database shows as running though no queue knows of them.
    app.post('/:id/retry', async ({ user, params }) => {
      const run = await runs.get(user.projectId, params.id);
      if (!(await runs.payload(run.id))) {
        throw new ApiError(409, 'NO_PAYLOAD', `The request of the run '${run.id}' is not kept: it can't be done again.`);
      }

      await queue.ensureIdle(run.id);
      await runs.reopen(run.id);
      await queue.add(
        {
          runId: run.id,
          projectId: run.projectId,
          flowId: run.flowId,
          flowVersionId: run.flowVersionId,
          environment: run.environment,
          logsFileId: run.logsFileId ?? newId(),
        },
        `${run.id}-${newId()}`,
      );
      return await runs.summary(run.id);
    });
  };
}
