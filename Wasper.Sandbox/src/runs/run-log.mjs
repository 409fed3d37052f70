// Beyond this a log would say what the payload's own row says, and to write it would hold up everything else.
const mostBytes = 4 * 1024 * 1024;

const leftOut = `(left out of the log: more than ${mostBytes / 1024 / 1024} MiB)`;

/** The log of a run in the form that Activepieces gives it: each step's input and output, unless they are too large. */
export function writeLog(steps, payloadSize) {
  const records = Object.entries(steps).map(([name, record]) => {
    const known = name === 'trigger' && payloadSize > mostBytes;
    const text = known ? undefined : JSON.stringify(record);
    return `${JSON.stringify(name)}:${text?.length <= mostBytes ? text : JSON.stringify(shorten(record))}`;
  });
  return Buffer.from(`{"executionState":{"steps":{${records.join(',')}}}}`);
}

function shorten(record) {
  const { method, headers, queryParams } = record.output ?? {};
  return { ...record, input: leftOut, output: record.type === 'PIECE_TRIGGER' ? { method, headers, body: leftOut, queryParams } : leftOut };
}
