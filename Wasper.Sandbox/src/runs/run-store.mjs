import { createHash } from 'node:crypto';
import { inTransaction } from '../database.mjs';
import { ApiError } from '../failures.mjs';
import { newId } from '../ids.mjs';

/** The `file.type` of a webhook's body as it came. Activepieces has no such rows: it keeps the body in the queue and the run's log. */
const payloadType = 'WEBHOOK_PAYLOAD';
const logType = 'FLOW_RUN_LOG';

const select = `
  SELECT r.id, r.created, r.updated, r."projectId", r."flowId", r."flowVersionId", r.environment, r."logsFileId", r.status, r."startTime",
         r."finishTime", r.duration, r."failedStepName", r.tags, v."displayName" AS "flowDisplayName"
  FROM flow_run r JOIN flow_version v ON v.id = r."flowVersionId"`;

/** Runs, their logs and the requests that they are of. */
export function createRunStore(pool) {
  return {
    /**
     * Keeps a request, byte for byte, before anything else is done with it: in a file with the run's own id, the bytes in `data`, all
     * the rest in `metadata`. The query stays as it came, because jsonb can't hold what %00 decodes to.
     */
    async keepPayload({ runId, projectId, flowId, method, headers, query, body }) {
      const sha256 = createHash('sha256').update(body).digest('hex');
      await pool.query(
        `INSERT INTO file (id, "projectId", data, type, location, size, metadata) VALUES ($1, $2, $3, $4, 'DB', $5, $6)`,
        [runId, projectId, body, payloadType, body.length, { flowId, flowRunId: runId, projectId, method, headers, query, sha256 }],
      );
    },

    async payload(runId) {
      const { rows } = await pool.query('SELECT data AS body, metadata FROM file WHERE id = $1 AND type = $2', [runId, payloadType]);
      return rows.length === 0 ? undefined : { body: rows[0].body, ...rows[0].metadata };
    },

    async keepSample({ flowId, projectId, output }) {
      await inTransaction(pool, async (client) => {
        const fileId = newId();
        const data = Buffer.from(JSON.stringify(output));
        await client.query(
          `INSERT INTO file (id, "projectId", data, type, location, size, metadata) VALUES ($1, $2, $3, 'TRIGGER_EVENT_FILE', 'DB', $4, $5)`,
          [fileId, projectId, data, data.length, { flowId, projectId }],
        );
        await client.query(
          'INSERT INTO trigger_event (id, "flowId", "projectId", "sourceName", "fileId") VALUES ($1, $2, $3, $4, $5)',
          [newId(), flowId, projectId, 'trigger', fileId],
        );
      });
    },

    /**
     * Makes the run's row, or finds the one of an earlier, interrupted try.
     * @returns The run and its version's trigger; undefined where the flow is gone or the run has already ended.
     */
    async begin({ runId, projectId, flowId, flowVersionId, environment }) {
      const { rows } = await pool.query(
        `INSERT INTO flow_run (id, "projectId", "flowId", "flowVersionId", environment, status, "startTime", tags, "failParentOnFailure")
         SELECT $1, $2, v."flowId", v.id, $5, 'RUNNING', now(), '{}', false FROM flow_version v WHERE v.id = $4 AND v."flowId" = $3
         ON CONFLICT (id) DO UPDATE SET status = 'RUNNING', updated = now() WHERE flow_run.status IN ('QUEUED', 'RUNNING')
         RETURNING (SELECT trigger FROM flow_version WHERE id = $4) AS trigger`,
        [runId, projectId, flowId, flowVersionId, environment],
      );
      return rows[0];
    },

    /** Writes a run's log and its end. The log's id is fixed with the job, so that a second try overwrites what the first one left. */
    async end({ runId, projectId, logsFileId, status, log, failedStepName, duration }) {
      await inTransaction(pool, async (client) => {
        await client.query(
          `INSERT INTO file (id, "projectId", data, type, location, size, metadata) VALUES ($1, $2, $3, $4, 'DB', $5, $6)
           ON CONFLICT (id) DO UPDATE SET data = excluded.data, size = excluded.size, updated = now()`,
          [logsFileId, projectId, log, logType, log.length, { flowRunId: runId, projectId }],
        );
        await client.query(
          `UPDATE flow_run SET status = $2, "logsFileId" = $3, "failedStepName" = $4, duration = $5, "finishTime" = now(), updated = now() WHERE id = $1`,
          [runId, status, logsFileId, failedStepName ?? null, duration],
        );
      });
    },

    async reopen(runId) {
      await pool.query(`UPDATE flow_run SET status = 'QUEUED', "finishTime" = NULL, updated = now() WHERE id = $1`, [runId]);
    },

    async giveUp(runId) {
      await pool.query(
        `UPDATE flow_run SET status = 'INTERNAL_ERROR', "finishTime" = now(), updated = now() WHERE id = $1 AND status IN ('QUEUED', 'RUNNING')`,
        [runId],
      );
    },

    /** The run without its steps. */
    async summary(runId) {
      const { rows } = await pool.query(`${select} WHERE r.id = $1`, [runId]);
      return rows[0];
    },

    async get(projectId, runId) {
      const run = await this.summary(runId);
      if (run?.projectId !== projectId) {
        throw new ApiError(404, 'ENTITY_NOT_FOUND', `There is no run '${runId}'.`);
      }

      const { rows } = await pool.query('SELECT data FROM file WHERE id = $1', [run.logsFileId]);
      return { ...run, steps: rows.length === 0 ? {} : JSON.parse(rows[0].data.toString()).executionState.steps };
    },

    async list(projectId, page, { flowId, status }) {
      const where = ['r."projectId" = $1'];
      const values = [projectId];
      for (const [column, filter] of [['"flowId"', flowId], ['status', status]]) {
        if (filter !== undefined) {
          values.push([filter].flat());
          where.push(`r.${column} = ANY($${values.length})`);
        }
      }

      return await page.read(pool, { text: select, where, values, created: 'r.created', id: 'r.id' });
    },
  };
}
