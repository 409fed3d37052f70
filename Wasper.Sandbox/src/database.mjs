import { setTimeout as delay } from 'node:timers/promises';
import { StartFailure } from './failures.mjs';
import { pg } from './libraries.mjs';
import { describe, log } from './log.mjs';

const reachLimitMs = 4500;
const betweenMs = 250;

// The worker's ten runs and as many requests; PostgreSQL's default is 100 connections for all of its clients.
const poolSize = 20;

/** Connects to PostgreSQL, which may itself be starting. Once connected, lost connections are replaced as they are needed. */
export async function connectDatabase(settings) {
  const pool = new pg.Pool({
    ...settings,
    max: poolSize,
    application_name: 'wasper-sandbox',
    connectionTimeoutMillis: reachLimitMs,
    query_timeout: 30_000,
    keepAlive: true,
  });
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', (error) => log.warn(`PostgreSQL: ${describe(error)}; connecting again when needed.`));
  await reach(pool, settings);
  return pool;
}

/** Runs the work in a transaction. */
export async function inTransaction(pool, work) {
  const client = await pool.connect();
  let broken;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure) => (broken = failure));
    throw error;
  } finally {
    client.release(broken);
  }
}

async function reach(pool, { host, port, database, user }) {
  const deadline = Date.now() + reachLimitMs;
  for (;;) {
    try {
      await pool.query('SELECT 1');
      return;
    } catch (error) {
      if (['28P01', '28000'].includes(error.code)) {
        throw new StartFailure(
          `PostgreSQL at ${host}:${port} refuses the user '${user}' with the password given: check AP_POSTGRES_USERNAME and AP_POSTGRES_PASSWORD.`,
        );
      }

      if (error.code === '3D000') {
        throw new StartFailure(`PostgreSQL at ${host}:${port} has no database '${database}': create it, or check AP_POSTGRES_DATABASE.`);
      }

      if (Date.now() + betweenMs > deadline) {
        throw new StartFailure(
          `PostgreSQL at ${host}:${port} can't be reached (${describe(error)}): start it, or check AP_POSTGRES_HOST and AP_POSTGRES_PORT.`,
        );
      }
    }

    await delay(betweenMs);
  }
}
