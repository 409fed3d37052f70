import { ApiError } from './failures.mjs';
import { newId } from './ids.mjs';

const columns = `id, created, updated, "externalId", "displayName", "pieceName", "projectIds", "platformId", type, status, scope, "ownerId", metadata`;

/** The connections of a project. Their values are encrypted in the database and never leave by the API. */
export function createConnections(pool, encryption) {
  return {
    async upsert({ projectId, platformId, userId, externalId, displayName, pieceName, type, value, metadata }) {
      const encrypted = encryption.encrypt({ ...value, type });
      const { rows } = await pool.query(
        `WITH updated AS (
           UPDATE app_connection SET value = $5, "displayName" = $6, type = $7, status = 'ACTIVE', metadata = $8, updated = now()
           WHERE "platformId" = $1 AND "externalId" = $2 AND "projectIds" @> ARRAY[$3]::character varying[] RETURNING ${columns}
         ), inserted AS (
           INSERT INTO app_connection (id, "platformId", "externalId", "projectIds", "ownerId", value, "displayName", type, metadata, "pieceName", scope)
           SELECT $9, $1, $2, ARRAY[$3], $4, $5, $6, $7, $8, $10, 'PROJECT' WHERE NOT EXISTS (SELECT FROM updated) RETURNING ${columns}
         )
         SELECT * FROM updated UNION ALL SELECT * FROM inserted`,
        [platformId, externalId, projectId, userId, encrypted, displayName, type, metadata ?? null, newId(), pieceName],
      );
      return rows[0];
    },

    async list(projectId, page) {
      return await page.read(pool, {
        text: `SELECT ${columns} FROM app_connection`,
        where: ['"projectIds" @> ARRAY[$1]::character varying[]'],
        values: [projectId],
        created: 'created',
        id: 'id',
      });
    },

    async remove(projectId, id) {
      const { rowCount } = await pool.query('DELETE FROM app_connection WHERE id = $1 AND "projectIds" @> ARRAY[$2]::character varying[]', [id, projectId]);
      if (rowCount === 0) {
        throw new ApiError(404, 'ENTITY_NOT_FOUND', `There is no connection '${id}'.`);
      }
    },

    /** What steps get for {{connections.name}}: the text of a SECRET_TEXT, the properties of a CUSTOM_AUTH, else all of it. */
    async reveal(projectId, externalId) {
      const { rows } = await pool.query(
        'SELECT value FROM app_connection WHERE "externalId" = $1 AND "projectIds" @> ARRAY[$2]::character varying[]',
        [externalId, projectId],
      );
      if (rows.length === 0) {
        throw new Error(`There is no connection '${externalId}'.`);
      }

      const value = decrypt(externalId, rows[0].value);
      return { SECRET_TEXT: value.secret_text, CUSTOM_AUTH: value.props }[value.type] ?? value;
    },
  };

  function decrypt(externalId, value) {
    try {
      return encryption.decrypt(value);
    } catch {
      throw new Error(`The connection '${externalId}' can't be decrypted: AP_ENCRYPTION_KEY is not the key that it was stored under.`);
    }
  }
}
