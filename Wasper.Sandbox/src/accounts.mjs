import bcrypt from 'bcryptjs';
import { inTransaction } from './database.mjs';
import { ApiError } from './failures.mjs';
import { newId } from './ids.mjs';

const cost = 10;
const signUpLock = 7_110_713;

// What a password is compared with where there is no such user, so that the answer takes as long: of a text that nobody knows.
const nobody = '$2b$10$Ev0vw2sF.vzcFgOitIUIo.HMb6JEeF50JEBxH/AmQAMadJlqeYHza';

const select = `
  SELECT u.id, u.status, u."platformId", u."platformRole", i.email, i.password, i."firstName", i."lastName", i."tokenVersion", i.verified,
         i."trackEvents", i."newsLetter", p.id AS "projectId"
  FROM "user" u
  JOIN user_identity i ON i.id = u."identityId"
  JOIN project p ON p."platformId" = u."platformId" AND p.deleted IS NULL`;

/** Users, in the tables and with the password hashes of Activepieces. */
export function createAccounts(pool) {
  return {
    /** Makes the first user, with a platform and a project. There is no second one without an invitation, as in Activepieces. */
    async signUp({ email, password, firstName, lastName, trackEvents = false, newsLetter = false }) {
      const hash = await bcrypt.hash(password, cost);
      return await inTransaction(pool, async (client) => {
        await client.query('SELECT pg_advisory_xact_lock($1)', [signUpLock]);
        await refuseOthers(client, email);
        const [identityId, userId, platformId, projectId] = [newId(), newId(), newId(), newId()];
        await client.query(
          `INSERT INTO user_identity (id, email, password, "trackEvents", "newsLetter", verified, "firstName", "lastName", "tokenVersion", provider)
           VALUES ($1, $2, $3, $4, $5, true, $6, $7, $8, 'EMAIL')`,
          [identityId, normalize(email), hash, trackEvents, newsLetter, firstName, lastName, newId()],
        );
        await client.query(
          `INSERT INTO "user" (id, status, "platformId", "platformRole", "identityId") VALUES ($1, 'ACTIVE', $2, 'ADMIN', $3)`,
          [userId, platformId, identityId],
        );
        await client.query(
          `INSERT INTO platform (id, "ownerId", name, "primaryColor", "logoIconUrl", "fullLogoUrl", "favIconUrl", "filteredPieceNames",
             "filteredPieceBehavior", "allowedAuthDomains", "enforceAllowedAuthDomains", "emailAuthEnabled", "federatedAuthProviders", "pinnedPieces")
           VALUES ($1, $2, $3, '#3b5b7a', '', '', '', '{}', 'BLOCKED', '{}', false, true, '{}', '{}')`,
          [platformId, userId, `${firstName}'s Platform`],
        );
        await client.query('INSERT INTO project (id, "ownerId", "displayName", "platformId") VALUES ($1, $2, $3, $4)', [
          projectId,
          userId,
          `${firstName}'s Project`,
          platformId,
        ]);
        await client.query(`INSERT INTO flag (id, value) VALUES ('USER_CREATED', 'true') ON CONFLICT (id) DO NOTHING`);
        const { rows } = await client.query(`${select} WHERE u.id = $1`, [userId]);
        return rows[0];
      });
    },

    async signIn({ email, password }) {
      const { rows } = await pool.query(`${select} WHERE i.email = $1 AND u.status = 'ACTIVE' ORDER BY p.created LIMIT 1`, [normalize(email)]);
      if (!(await bcrypt.compare(password, rows[0]?.password ?? nobody)) || rows.length === 0) {
        throw new ApiError(401, 'INVALID_CREDENTIALS', 'The e-mail address or the password is wrong.');
      }

      return rows[0];
    },

    /** The user of a token; undefined where the token has outlived its user or its version. */
    async find({ id, tokenVersion }) {
      const { rows } = await pool.query(
        `${select} WHERE u.id = $1 AND u.status = 'ACTIVE' AND i."tokenVersion" IS NOT DISTINCT FROM $2 ORDER BY p.created LIMIT 1`,
        [id, tokenVersion ?? null],
      );
      return rows[0];
    },

    async exist() {
      const { rows } = await pool.query('SELECT EXISTS (SELECT FROM "user") AS exist');
      return rows[0].exist;
    },
  };
}

async function refuseOthers(client, email) {
  const { rows } = await client.query(
    'SELECT EXISTS (SELECT FROM user_identity WHERE email = $1) AS known, EXISTS (SELECT FROM platform) AS taken',
    [normalize(email)],
  );
  if (rows[0].known) {
    throw new ApiError(409, 'EXISTING_USER', 'There is already a user with this e-mail address: sign in.');
  }

  if (rows[0].taken) {
    throw new ApiError(403, 'INVITATION_ONLY_SIGN_UP', 'There is already a user, and others need an invitation: sign in as that user.');
  }
}

function normalize(email) {
  return email.trim().toLowerCase();
}
