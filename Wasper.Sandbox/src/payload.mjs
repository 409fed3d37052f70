// Not text, even where the bytes happen to be some.
const binaryTypes = /^(?:image|audio|video|font)\/|^application\/(?:octet-stream|pdf|zip|gzip)$/;

/** What the trigger of a flow finds in a request: steps refer to it as {{trigger.body}}, {{trigger.headers}} and so on. */
export async function toTriggerOutput({ method, headers, query, body }) {
  return {
    method,
    headers,
    ...(await readBody(body, headers['content-type'] ?? '')),
    queryParams: toObject(new URLSearchParams(query)),
  };
}

// A body as a flow sees it: the value, and the text where it is one. The bytes themselves are kept elsewhere, whatever they hold.
async function readBody(bytes, contentType) {
  if (bytes.length === 0) {
    return { body: {}, rawBody: '' };
  }

  const type = contentType.split(';')[0].trim().toLowerCase();
  if (type === 'multipart/form-data') {
    return { body: (await readMultipart(bytes, contentType)) ?? describeBinary(bytes, type) };
  }

  const text = binaryTypes.test(type) ? undefined : decode(bytes);
  if (text === undefined) {
    return { body: describeBinary(bytes, type) };
  }

  if (type === 'application/json' || type.endsWith('+json')) {
    return { body: parseJson(text) ?? text, rawBody: text };
  }

  return { body: type === 'application/x-www-form-urlencoded' ? toObject(new URLSearchParams(text)) : text, rawBody: text };
}

// Names and values as an object; a name that comes more than once has all of its values.
function toObject(pairs) {
  const values = new Map();
  for (const [name, value] of pairs) {
    values.set(name, values.has(name) ? [values.get(name), value].flat() : value);
  }

  // Unlike an assignment, this makes even '__proto__' a property like any other.
  return Object.fromEntries(values);
}

function decode(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readMultipart(bytes, contentType) {
  try {
    const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
    return toObject([...form].map(([name, value]) => [name, typeof value === 'string' ? value : { filename: value.name, type: value.type, size: value.size }]));
  } catch {
    return undefined;
  }
}

function describeBinary(bytes, type) {
  return { type, size: bytes.length };
}
