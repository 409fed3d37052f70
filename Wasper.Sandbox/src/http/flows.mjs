import { pageOf } from './page-of.mjs';

const name = { type: 'string', minLength: 1, maxLength: 500 };
const createSchema = {
  body: {
    type: 'object',
    required: ['displayName', 'projectId'],
    properties: { displayName: name, projectId: name, metadata: { type: 'object' } },
  },
};
const operationSchema = { body: { type: 'object', required: ['type'], properties: { type: name, request: { type: 'object' } } } };

/** /api/v1/flows: the flows of the user's project, changed by operations. */
export function flowRoutes({ flows, authenticate }) {
  return async (app) => {
    app.addHook('preHandler', authenticate);

    app.post('/', { schema: createSchema }, async (request, reply) => {
      reply.status(201);
      return await flows.create({ ...request.body, projectId: request.user.projectId });
    });
    app.get('/', async (request) => await flows.list(request.user.projectId, pageOf(request.query)));
    app.get('/:id', async (request) => await flows.get(request.user.projectId, request.params.id));
    app.post('/:id', { schema: operationSchema }, async ({ user, params, body }) =>
      await flows.apply({ projectId: user.projectId, userId: user.id, flowId: params.id, type: body.type, request: body.request ?? {} }),
    );
    app.delete('/:id', async (request, reply) => {
      await flows.remove(request.user.projectId, request.params.id);
      return reply.status(204).send();
    });
  };
}
