/** One line on standard output for each event, never with a secret or a request's body in it. */
export const log = {
  info: (message) => write('info', message),
  warn: (message) => write('warn', message),
  error: (message) => write('error', message),
};

/** What an error says, on one line. */
export function describe(error) {
  // Node joins the failures of several addresses into one error that has no message of its own.
  const text = error.message || error.errors?.map((inner) => inner.message).join(', ') || error.code || String(error);
  return text.replace(/\s*[\r\n]+\s*/g, ' / ');
}

function write(level, message) {
  process.stdout.write(`${new Date().toISOString()} ${level} ${message}\n`);
}
