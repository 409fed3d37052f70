import { setTimeout as delay } from 'node:timers/promises';
import { carrier, inSpan, kinds } from '../tracing.mjs';

const units = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

/** The steps that the stand-in has, by the names that they have in Activepieces. */
const actions = {
  '@activepieces/piece-http/send_request': sendRequest,
  '@activepieces/piece-data-mapper/advanced_mapping': ({ mapping }) => mapping ?? {},
  '@activepieces/piece-store/get': async ({ key, store_scope, defaultValue }, { store }) =>
    (await store.get(scoped(key, store_scope, store))) ?? defaultValue ?? null,
  '@activepieces/piece-store/put': async ({ key, store_scope, value }, { store }) => {
    await store.put(scoped(key, store_scope, store), value ?? null);
    return value ?? null;
  },
  '@activepieces/piece-delay/delayFor': async ({ unit = 'seconds', delayFor }, { signal }) => {
    const milliseconds = Number(delayFor) * (units[unit] ?? NaN);
    if (!(milliseconds >= 0)) {
      throw new Error(`'${delayFor} ${unit}' is not a time to wait: give a number and one of ${Object.keys(units).join(', ')}.`);
    }

    await delay(milliseconds, undefined, { signal });
    return { delayForInMs: milliseconds, success: true };
  },
  '@activepieces/piece-webhook/return_response': (input, { respond }) => {
    const response = toResponse(input);
    respond(response);
    return response;
  },
};

/** @throws {Error} The stand-in has no such step; the message says which it has. */
export function findAction({ type, settings = {} }) {
  const name = `${settings.pieceName}/${settings.actionName}`;
  if (type === 'PIECE' && Object.hasOwn(actions, name)) {
    return actions[name];
  }

  throw new Error(`The stand-in has no step '${type === 'PIECE' ? name : type}': it has ${Object.keys(actions).join(', ')}.`);
}

function scoped(key, scope = 'COLLECTION', { flowId, runId }) {
  const prefix = { COLLECTION: '', PROJECT: '', FLOW: `flow_${flowId}/`, RUN: `run_${runId}/` }[scope];
  const full = `${prefix}${key}`;
  if (prefix === undefined || !key || full.length > 128) {
    throw new Error(`A key of the store has 1 to 128 characters and the scope COLLECTION, FLOW or RUN, not '${scope}'.`);
  }

  return full;
}

// The piece has its content under 'fields'; a plain { status, headers, body } is taken as well.
function toResponse(input) {
  const { status = 200, headers = {}, body } = { ...input, ...input.fields };
  const code = Number(status);
  if (!Number.isInteger(code) || code < 200 || code > 599) {
    throw new Error(`'${status}' is not the status of a response: give one from 200 to 599.`);
  }

  return { status: code, headers, body: body ?? null };
}

async function sendRequest({ method = 'GET', url, headers: sent = {}, queryParams = {}, body, failsafe = false }, { signal }) {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new Error(`'${url}' is not an address that begins with http:// or https://.`);
  }

  const target = new URL(url);
  for (const [name, value] of Object.entries(queryParams)) {
    target.searchParams.append(name, value);
  }

  const content = body?.data ?? body;
  const attributes = { 'http.request.method': method, 'server.address': target.host };
  return await inSpan(method, { kind: kinds.CLIENT, attributes }, async (span) => {
    const response = await fetch(target, {
      method,
      signal,
      headers: {
        ...(content !== undefined && typeof content !== 'string' ? { 'content-type': 'application/json' } : {}),
        ...sent,
        ...carrier(),
      },
      body: content === undefined || method === 'GET' || method === 'HEAD' ? undefined : typeof content === 'string' ? content : JSON.stringify(content),
    });
    span.setAttribute('http.response.status_code', response.status);
    const text = await response.text();
    if (!response.ok && !failsafe) {
      throw new Error(`${method} ${target.origin} was answered with ${response.status}.`);
    }

    const { status, headers } = response;
    return { status, headers: Object.fromEntries(headers), body: parse(text, headers.get('content-type')) };
  });
}

function parse(text, contentType) {
  if (!/[/+]json\b/.test(contentType ?? '')) {
    return text;
  }

  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
