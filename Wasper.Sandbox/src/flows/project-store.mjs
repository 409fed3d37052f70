import { newId } from '../ids.mjs';

/** What flows keep from one run to the next: a row of "store-entry" for each key. */
export function createProjectStores(pool) {
  return {
    of: ({ projectId, flowId, runId }) => ({
      flowId,
      runId,
      async get(key) {
        const { rows } = await pool.query('SELECT value FROM "store-entry" WHERE "projectId" = $1 AND key = $2', [projectId, key]);
        return rows[0]?.value;
      },
      async put(key, value) {
        await pool.query(
          `INSERT INTO "store-entry" (id, "projectId", key, value) VALUES ($1, $2, $3, $4)
           ON CONFLICT ("projectId", key) DO UPDATE SET value = excluded.value, updated = now()`,
          // Not left to pg, which makes arrays of its own of JSON's.
          [newId(), projectId, key, JSON.stringify(value)],
        );
      },
    }),
  };
}
