import { createAccounts } from './accounts.mjs';
import { createConnections } from './connections.mjs';
import { connectDatabase } from './database.mjs';
import { createEncryption } from './encryption.mjs';
import { StartFailure } from './failures.mjs';
import { createFlowStore } from './flows/flow-store.mjs';
import { createProjectStores } from './flows/project-store.mjs';
import { authenticationRoutes } from './http/authentication.mjs';
import { connectionRoutes } from './http/connections.mjs';
import { flagRoutes } from './http/flags.mjs';
import { flowRunRoutes } from './http/flow-runs.mjs';
import { flowRoutes } from './http/flows.mjs';
import { frontPageRoutes } from './http/front-page.mjs';
import { requireUser } from './http/require-user.mjs';
import { createServer } from './http/server.mjs';
import { attachSockets } from './http/sockets.mjs';
import { webhookRoutes } from './http/webhooks.mjs';
import { newId } from './ids.mjs';
import { describe, log } from './log.mjs';
import { migrate } from './migrations.mjs';
import { connectRedis } from './redis.mjs';
import { createLive } from './runs/live.mjs';
import { createRunQueue } from './runs/run-queue.mjs';
import { createRunStore } from './runs/run-store.mjs';
import { createRunWorker } from './runs/run-worker.mjs';
import { createTokens } from './tokens.mjs';
import { version } from './version.mjs';

// At SIGTERM: what runs may end in the first two seconds, and after four nothing is waited for any more.
const graceMs = 2000;
const lastMs = 4000;

export { StartFailure };

/**
 * Starts the app, which ends the process with 0 after SIGTERM or SIGINT.
 * @throws {StartFailure} It can't start.
 */
export async function run(settings, telemetry) {
  log.info(`This is the Wasper stand-in for Activepieces ${version}. It is NOT Activepieces: it honours a part of its HTTP contract, for development and tests.`);
  let stop;
  const end = async () => {
    await stop?.();
    await telemetry?.stop();
    log.info('Stopped.');
    process.exit(0);
  };
  // Before anything is waited for: as a container's first process it would not hear of them otherwise.
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  stop = await start(settings);
}

async function start(settings) {
  const database = await connectDatabase(settings.postgres);
  await migrate(database);
  const redis = await connectRedis(settings.redis);

  const runs = createRunStore(database);
  const live = await createLive({ ...redis, instance: newId() });
  const connections = createConnections(database, createEncryption(settings.encryptionKey));
  const server = createServer(settings);
  const app = settings.isApp ? await addApp({ server, settings, database, redis, runs, live, connections }) : undefined;
  // Before the worker, which would begin runs that end with the process where the port is taken.
  await listen(server, settings);
  const worker = settings.isWorker
    ? createRunWorker({ redis: redis.worker, settings, runs, live, connections, stores: createProjectStores(database) })
    : undefined;
  await worker?.ready();
  return async () => {
    log.info('Stopping: no new requests and runs are taken.');
    setTimeout(() => {
      log.warn(`Not everything has ended after ${lastMs / 1000} s: what is left is cut off.`);
      process.exit(0);
    }, lastMs).unref();
    app?.sockets.close();
    // A sync request gets its answer when its run ends, or 204 when the run has to be put back.
    await Promise.all([worker ? worker.stop(graceMs).then(live.forgetAll) : setTimeout(live.forgetAll, graceMs), server.close()]);
    await app?.queue.close();
    Object.values(redis).forEach((client) => client.disconnect());
    await database.end();
  };
}

async function addApp({ server, settings, database, redis, runs, live, connections }) {
  const accounts = createAccounts(database);
  const tokens = createTokens(settings.jwtSecret);
  const flows = createFlowStore(database);
  const queue = createRunQueue(redis.commands);
  const authenticate = requireUser({ tokens, accounts });

  server.register(authenticationRoutes({ accounts, tokens, redis: redis.commands, settings }), { prefix: '/api/v1/authentication' });
  server.register(flagRoutes({ accounts, settings }), { prefix: '/api/v1/flags' });
  server.register(flowRoutes({ flows, authenticate }), { prefix: '/api/v1/flows' });
  server.register(flowRunRoutes({ runs, queue, authenticate }), { prefix: '/api/v1/flow-runs' });
  server.register(connectionRoutes({ connections, authenticate }), { prefix: '/api/v1/app-connections' });
  server.register(webhookRoutes({ flows, runs, queue, live, settings }), { prefix: '/api/v1/webhooks' });
  server.register(await frontPageRoutes());
  await live.listen();
  return { queue, sockets: attachSockets(server.server, { tokens, accounts, live }) };
}

async function listen(server, { host, port, frontendUrl }) {
  try {
    await server.listen({ host, port });
  } catch (error) {
    throw new StartFailure(`Port ${port} of ${host} can't be listened on (${describe(error)}): end what uses it, or set PORT.`);
  }

  log.info(`Listening on ${host}:${server.server.address().port}; browsers use ${frontendUrl}.`);
}
