import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { StartFailure } from './failures.mjs';
import { Redis } from './libraries.mjs';
import { describe, log } from './log.mjs';

const patienceMs = 5000;
const slowestRetryMs = 2000;
const quietMs = 5000;

/**
 * The connections to Redis. All of them connect again by themselves.
 * - `commands` fails at once without a connection, so that a webhook is refused instead of being held.
 * - `worker` and `subscriber` wait until there is one.
 */
export async function connectRedis({ address, place, options }) {
  const say = createLossReporter(place);
  const open = (more) => {
    const client = new Redis(address, {
      ...options,
      ...more,
      connectTimeout: patienceMs,
      retryStrategy: (attempt) => Math.min(100 * attempt, slowestRetryMs),
    });
    client.on('error', say.lost);
    client.on('ready', say.back);
    return client;
  };

  const connections = {
    commands: open({ enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 10_000 }),
    worker: open({ maxRetriesPerRequest: null }),
    subscriber: open({ maxRetriesPerRequest: null }),
  };
  await Promise.all(Object.values(connections).map((client) => untilReady(client, place)));
  return connections;
}

// Redis may come later: Activepieces waits for it, too. A password that it refuses will not become right by waiting.
async function untilReady(client, place) {
  let refusal;
  const listen = (error) => {
    if (isRefusal(error)) {
      refusal = error;
    }
  };
  client.on('error', listen);
  while (client.status !== 'ready') {
    const patience = new AbortController();
    await Promise.race([
      once(client, 'ready', { signal: patience.signal }),
      delay(patienceMs, undefined, { signal: patience.signal }),
      once(client, 'close', { signal: patience.signal }),
    ]).catch(() => {});
    patience.abort();
    if (refusal) {
      throw new StartFailure(`Redis at ${place} refuses the password given (${describe(refusal)}): check AP_REDIS_PASSWORD or AP_REDIS_URL.`);
    }
  }

  client.off('error', listen);
}

function isRefusal(error) {
  return /WRONGPASS|NOAUTH|invalid password/.test(error.message);
}

// Several connections try again several times a second: one line is enough.
function createLossReporter(place) {
  let lost = false;
  let last = 0;
  return {
    lost(error) {
      if (Date.now() - last > quietMs && !isRefusal(error)) {
        log.warn(`Redis at ${place} can't be reached (${describe(error)}): trying again.`);
        last = Date.now();
      }

      lost = true;
    },
    back() {
      if (lost) {
        log.info(`Redis at ${place} answers again.`);
      }

      lost = false;
      last = 0;
    },
  };
}
