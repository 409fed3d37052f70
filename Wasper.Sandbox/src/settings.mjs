/**
 * Reads the AP_* variables that Activepieces reads, with its defaults.
 * @returns {{ settings: object, problems: string[] }} One sentence for each variable that is missing or malformed; none repeats a secret.
 */
export function readSettings(env) {
  const problems = [];
  const reader = createReader(env, problems);

  const containerType = reader.choice('AP_CONTAINER_TYPE', ['WORKER_AND_APP', 'APP', 'WORKER'], 'WORKER_AND_APP');
  // Read although nothing here depends on them: what stops Activepieces stops its stand-in.
  reader.choice('AP_EXECUTION_MODE', ['UNSANDBOXED', 'SANDBOX_PROCESS', 'SANDBOX_CODE_ONLY', 'SANDBOX_CODE_AND_PROCESS'], 'UNSANDBOXED');
  reader.choice('AP_PIECES_SYNC_MODE', ['NONE', 'OFFICIAL_AUTO'], 'OFFICIAL_AUTO');
  reader.choice('AP_TELEMETRY_ENABLED', ['true', 'false'], 'true');
  reader.number('AP_SANDBOX_MEMORY_LIMIT', 1048576);
  if (reader.choice('AP_FILE_STORAGE_LOCATION', ['DB', 'S3'], 'DB') === 'S3') {
    problems.push("AP_FILE_STORAGE_LOCATION is 'S3', which this stand-in does not have: set it to 'DB'.");
  }

  const settings = {
    isApp: containerType !== 'WORKER',
    isWorker: containerType !== 'APP',
    host: reader.optional('HOST') ?? '127.0.0.1',
    port: reader.number('PORT', 80, 0, 65535),
    environment: reader.choice('AP_ENVIRONMENT', ['prod', 'dev', 'test'], 'prod'),
    encryptionKey: reader.matching('AP_ENCRYPTION_KEY', /^[0-9a-fA-F]{32}$/, '32 hex characters (openssl rand -hex 16)'),
    jwtSecret: reader.required('AP_JWT_SECRET', 'a long random text (openssl rand -hex 32)'),
    frontendUrl: reader.url('AP_FRONTEND_URL', ['http:', 'https:'], 'the address that browsers use, such as https://localhost:8443')?.replace(/\/+$/, ''),
    realIpHeader: (reader.optional('AP_CLIENT_REAL_IP_HEADER') ?? 'x-real-ip').toLowerCase(),
    webhookTimeoutSeconds: reader.number('AP_WEBHOOK_TIMEOUT_SECONDS', 30),
    flowTimeoutSeconds: reader.number('AP_FLOW_TIMEOUT_SECONDS', 600),
    workerConcurrency: reader.number('AP_WORKER_CONCURRENCY', 10),
    bodyLimit: Math.max(25, reader.number('AP_MAX_FILE_SIZE_MB', 4) + 4) * 1024 * 1024,
    postgres: {
      host: reader.required('AP_POSTGRES_HOST', "the name of PostgreSQL's host"),
      port: reader.requiredPort('AP_POSTGRES_PORT', '5432'),
      database: reader.required('AP_POSTGRES_DATABASE', "the database's name"),
      user: reader.required('AP_POSTGRES_USERNAME', "the database user's name"),
      password: reader.required('AP_POSTGRES_PASSWORD', "the database user's password"),
    },
    redis: readRedis(reader),
  };
  return { settings, problems };
}

function readRedis(reader) {
  const password = reader.optional('AP_REDIS_PASSWORD');
  if (reader.optional('AP_REDIS_URL') !== undefined) {
    const url = reader.url('AP_REDIS_URL', ['redis:', 'rediss:'], 'the form redis://user:password@host:port/0');
    return url && { address: url, place: new URL(url).host, options: {} };
  }

  const host = reader.required('AP_REDIS_HOST', "the name of Redis' host (or AP_REDIS_URL instead)");
  const port = reader.requiredPort('AP_REDIS_PORT', '6379');
  return { address: '', place: `${host}:${port}`, options: { host, port, password } };
}

function createReader(env, problems) {
  const optional = (name) => env[name] || undefined;
  const required = (name, remedy) => {
    const value = optional(name);
    if (value === undefined) {
      problems.push(`${name} is not set: set it to ${remedy}.`);
    }

    return value;
  };
  const integer = (name, value, least, most) => {
    if (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) {
      return Number(value);
    }

    problems.push(`${name} is '${value}': set it to a whole number from ${least} to ${most}.`);
    return least;
  };

  return {
    optional,
    required,
    number: (name, fallback, least = 1, most = 2147483647) => integer(name, optional(name) ?? String(fallback), least, most),
    requiredPort(name, example) {
      const value = required(name, `its port, such as ${example}`);
      return value === undefined ? undefined : integer(name, value, 1, 65535);
    },
    choice(name, choices, fallback) {
      const value = optional(name) ?? fallback;
      if (!choices.includes(value)) {
        problems.push(`${name} is '${value}': set it to one of ${choices.join(', ')}.`);
      }

      return value;
    },
    matching(name, pattern, remedy) {
      const value = required(name, remedy);
      if (value !== undefined && !pattern.test(value)) {
        problems.push(`${name} has ${value.length} characters that are not what it needs: set it to ${remedy}.`);
      }

      return value;
    },
    url(name, protocols, remedy) {
      const value = required(name, remedy);
      if (value === undefined || (URL.canParse(value) && protocols.includes(new URL(value).protocol))) {
        return value;
      }

      // Not repeated: it may hold a password.
      problems.push(`${name} is not an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}: set it to ${remedy}.`);
      return undefined;
    },
  };
}
