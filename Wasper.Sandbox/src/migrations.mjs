import { readFile } from 'node:fs/promises';
import { inTransaction } from './database.mjs';
import { log } from './log.mjs';

// Any number will do that nothing else in the database locks.
const lockId = 7_110_712;

const migrations = [{ timestamp: 1764000000000, name: 'StandInInitialSchema1764000000000', file: 'schema.sql' }];

/**
 * Brings the database to the schema, once, however many instances start at the same time. All or nothing: a start that is killed
 * leaves no trace, because PostgreSQL takes back its transaction and lets go of its lock.
 */
export async function migrate(pool) {
  await inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [lockId]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name character varying NOT NULL)',
    );
    const { rows } = await client.query('SELECT name FROM migrations');
    const done = new Set(rows.map((row) => row.name));
    if (rows.some((row) => !migrations.some((migration) => migration.name === row.name))) {
      // A restored backup, say. It has all the tables that are used here, and is to stay usable for Activepieces.
      log.info('The database was made by Activepieces: it is used as it is.');
      return;
    }

    for (const migration of migrations.filter(({ name }) => !done.has(name))) {
      await client.query(await readFile(new URL(migration.file, import.meta.url), 'utf8'));
      await client.query('INSERT INTO migrations ("timestamp", name) VALUES ($1, $2)', [migration.timestamp, migration.name]);
      log.info(`Migrated the database: ${migration.name}.`);
    }
  });
}
