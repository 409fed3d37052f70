import { pageOf } from './page-of.mjs';

const text = { type: 'string', minLength: 1, maxLength: 500 };
const upsertSchema = {
  body: {
    type: 'object',
    required: ['externalId', 'displayName', 'pieceName', 'projectId', 'type', 'value'],
    properties: {
      externalId: text,
      displayName: text,
      pieceName: text,
      projectId: text,
      type: { enum: ['SECRET_TEXT', 'BASIC_AUTH', 'CUSTOM_AUTH', 'NO_AUTH'] },
      value: { type: 'object' },
      metadata: { type: 'object' },
    },
  },
};

/** /api/v1/app-connections: secrets that steps refer to by {{connections['externalId']}}. */
export function connectionRoutes({ connections, authenticate }) {
  return async (app) => {
    app.addHook('preHandler', authenticate);

    app.post('/', { schema: upsertSchema }, async ({ user, body }, reply) => {
      reply.status(201);
      return await connections.upsert({ ...body, projectId: user.projectId, platformId: user.platformId, userId: user.id });
    });
    app.get('/', async ({ user, query }) => await connections.list(user.projectId, pageOf(query)));
    app.delete('/:id', async ({ user, params }, reply) => {
      await connections.remove(user.projectId, params.id);
      return reply.status(204).send();
    });
  };
}
