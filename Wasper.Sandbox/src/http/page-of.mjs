import { ApiError } from '../failures.mjs';

const mostRows = 100;

/** The part of a list that `?limit=&cursor=` ask for, newest first, in the form { data, next, previous }. */
export function pageOf({ limit = 10, cursor }) {
  const rowLimit = Math.min(Math.max(Number(limit) || 1, 1), mostRows);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  return {
    async read(pool, { text, where, values, created, id }) {
      const conditions = [...where];
      const parameters = [...values];
      if (after) {
        parameters.push(after.created, after.id);
        conditions.push(`(${created}, ${id}) < ($${parameters.length - 1}, $${parameters.length})`);
      }

      parameters.push(rowLimit + 1);
      // As text, because a Date would lose PostgreSQL's microseconds.
      const { rows } = await pool.query(
        `SELECT page.*, page.created::text AS "createdText" FROM (
           ${text} WHERE ${conditions.join(' AND ')} ORDER BY ${created} DESC, ${id} DESC LIMIT $${parameters.length}
         ) page`,
        parameters,
      );
      const last = rows.length > rowLimit ? rows[rowLimit - 1] : undefined;
      return {
        data: rows.slice(0, rowLimit).map(({ createdText: _, ...row }) => row),
        next: last ? Buffer.from(JSON.stringify([last.createdText, last.id])).toString('base64url') : null,
        previous: null,
      };
    },
  };
}

function readCursor(cursor) {
  try {
    const [created, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Number.isNaN(Date.parse(created)) && typeof id === 'string') {
      return { created, id };
    }
  } catch {
    // Not one of ours.
  }

  throw new ApiError(400, 'VALIDATION', "The 'cursor' is not one that a list gave as its 'next'.");
}
