const token = /\{\{\s*(.+?)\s*\}\}/gs;
const onlyToken = /^\{\{\s*((?:(?!\}\}).)+?)\s*\}\}$/s;
const path = /^[A-Za-z_$][\w$]*(?:\.[\w$-]+|\[\d+\]|\['[^']*'\]|\["[^"]*"\])*$/;
const part = /[\w$-]+|'[^']*'|"[^"]*"/g;

/**
 * Replaces {{paths}} such as {{trigger.body.items[0]['full name']}} in every string below a value. They are paths and nothing
 * else: there is no code to run in them. A string that is one path becomes the value itself; a path that leads nowhere, ''.
 * @param look Gives the value at a path, from its parts.
 */
export function fill(value, look) {
  if (typeof value === 'string') {
    const only = onlyToken.exec(value);
    return only ? find(only[1], look) : value.replace(token, (_, expression) => toText(find(expression, look)));
  }

  if (Array.isArray(value)) {
    return value.map((item) => fill(item, look));
  }

  return value !== null && typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fill(item, look)]))
    : value;
}

/** The value at a path's parts. Only a value's own properties count: what it inherits belongs to the program. */
export function lookIn(root) {
  return (parts) => parts.reduce((value, name) => (value !== null && typeof value === 'object' && Object.hasOwn(value, name) ? value[name] : undefined), root);
}

function find(expression, look) {
  if (!path.test(expression)) {
    throw new Error(`'{{${expression}}}' is not a path such as {{trigger.body.name}} or {{step_1['key'][0]}}.`);
  }

  return look(expression.match(part).map((name) => name.replace(/^(['"])(.*)\1$/s, '$2'))) ?? '';
}

function toText(value) {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
