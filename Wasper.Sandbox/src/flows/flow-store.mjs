import { inTransaction } from '../database.mjs';
import { ApiError } from '../failures.mjs';
import { newId } from '../ids.mjs';
import { edit, editTypes, emptyTrigger } from './operations.mjs';

const schemaVersion = '8';

// The newest version of a flow is the one that is edited; a locked one is copied first.
const select = `
  SELECT f.id, f.created, f.updated, f."projectId", f."externalId", f."folderId", f.status, f."publishedVersionId", f.metadata, to_json(v) AS version
  FROM flow f
  JOIN LATERAL (SELECT * FROM flow_version WHERE "flowId" = f.id ORDER BY created DESC, id DESC LIMIT 1) v ON true`;

const known = [...editTypes, 'LOCK_FLOW', 'LOCK_AND_PUBLISH', 'CHANGE_STATUS'];

/** The flows of a project, in the form of Activepieces' API: the flow with its newest version. */
export function createFlowStore(pool) {
  return {
    async create({ projectId, displayName, metadata }) {
      const id = newId();
      await pool.query(
        `WITH created AS (
           INSERT INTO flow (id, "projectId", "externalId", metadata) VALUES ($1, $2, $3, $4) RETURNING id
         )
         INSERT INTO flow_version (id, "flowId", "displayName", trigger, valid, state, "schemaVersion", "connectionIds", "agentIds")
         SELECT $5, id, $6, $7, false, 'DRAFT', $8, '{}', '{}' FROM created`,
        [id, projectId, newId(), metadata ?? null, newId(), displayName, emptyTrigger, schemaVersion],
      );
      return await this.get(projectId, id);
    },

    async get(projectId, id) {
      return await getFlow(pool, projectId, id);
    },

    async list(projectId, page) {
      return await page.read(pool, {
        text: select,
        where: ['f."projectId" = $1'],
        values: [projectId],
        created: 'f.created',
        id: 'f.id',
      });
    },

    async remove(projectId, id) {
      const { rowCount } = await pool.query('DELETE FROM flow WHERE id = $1 AND "projectId" = $2', [id, projectId]);
      if (rowCount === 0) {
        throw flowNotFound(id);
      }
    },

    async apply({ projectId, userId, flowId, type, request }) {
      if (!known.includes(type)) {
        throw new ApiError(400, 'VALIDATION', `The stand-in has no operation '${type}': it has ${known.join(', ')}.`);
      }

      return await inTransaction(pool, async (client) => {
        // Two editors take turns.
        await client.query('SELECT id FROM flow WHERE id = $1 FOR UPDATE', [flowId]);
        const flow = await getFlow(client, projectId, flowId);
        if (type === 'LOCK_FLOW') {
          await lock(client, flow);
        } else if (type === 'LOCK_AND_PUBLISH') {
          await publish(client, flow, request.status ?? 'ENABLED');
        } else if (type === 'CHANGE_STATUS') {
          await changeStatus(client, flow, request.status);
        } else {
          await save(client, flow, edit(flow.version, type, request), userId);
        }

        return await getFlow(client, projectId, flowId);
      });
    },

    /** What a webhook needs to know: undefined where there is no such flow. */
    async target(flowId) {
      const { rows } = await pool.query(
        `SELECT f."projectId", f.status, f."publishedVersionId",
                (SELECT id FROM flow_version WHERE "flowId" = f.id ORDER BY created DESC, id DESC LIMIT 1) AS "latestVersionId"
         FROM flow f WHERE f.id = $1`,
        [flowId],
      );
      return rows[0];
    },
  };
}

async function getFlow(client, projectId, id) {
  const { rows } = await client.query(`${select} WHERE f.id = $1 AND f."projectId" = $2`, [id, projectId]);
  if (rows.length === 0) {
    throw flowNotFound(id);
  }

  return rows[0];
}

function flowNotFound(id) {
  return new ApiError(404, 'ENTITY_NOT_FOUND', `There is no flow '${id}'.`);
}

async function save(client, { id, version }, { displayName, trigger, valid }, userId) {
  if (version.state === 'LOCKED') {
    // clock_timestamp, because in one transaction now() stands still, and versions are ordered by it.
    await client.query(
      `INSERT INTO flow_version (id, created, "flowId", "displayName", trigger, valid, state, "updatedBy", "schemaVersion", "connectionIds", "agentIds")
       VALUES ($1, clock_timestamp(), $2, $3, $4, $5, 'DRAFT', $6, $7, '{}', '{}')`,
      [newId(), id, displayName, trigger, valid, userId, schemaVersion],
    );
    return;
  }

  await client.query(
    'UPDATE flow_version SET "displayName" = $2, trigger = $3, valid = $4, "updatedBy" = $5, updated = now() WHERE id = $1',
    [version.id, displayName, trigger, valid, userId],
  );
}

async function lock(client, { version }) {
  await client.query(`UPDATE flow_version SET state = 'LOCKED', updated = now() WHERE id = $1`, [version.id]);
}

async function publish(client, flow, status) {
  if (!flow.version.valid) {
    throw new ApiError(409, 'FLOW_OPERATION_INVALID', 'The flow has no trigger yet, or a step that is not valid: change it, then publish.');
  }

  await lock(client, flow);
  await client.query('UPDATE flow SET "publishedVersionId" = $2, updated = now() WHERE id = $1', [flow.id, flow.version.id]);
  await changeStatus(client, { ...flow, publishedVersionId: flow.version.id }, status);
}

async function changeStatus(client, flow, status) {
  if (!['ENABLED', 'DISABLED'].includes(status)) {
    throw new ApiError(400, 'VALIDATION', `'${status}' is not a status: it is ENABLED or DISABLED.`);
  }

  if (status === 'ENABLED' && !flow.publishedVersionId) {
    throw new ApiError(409, 'FLOW_OPERATION_INVALID', 'The flow has no published version: LOCK_AND_PUBLISH makes one.');
  }

  await client.query('UPDATE flow SET status = $2, updated = now() WHERE id = $1', [flow.id, status]);
}
