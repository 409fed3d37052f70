// Stands in for Activepieces where its image cannot be had; see README.md.
if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`This is Node.js ${process.versions.node}: install Node.js 20 or later.`);
}

// Each import waits for what comes before it: nothing is loaded that a wrong variable makes useless.
const { readSettings } = await import('./src/settings.mjs');
const { settings, problems } = readSettings(process.env);
if (problems.length > 0) {
  fail(...problems);
}

// Before the libraries, because its hooks see only what is loaded after them; never without an endpoint, because it is slow to load.
const telemetry = process.env.OTEL_EXPORTER_OTLP_ENDPOINT ? (await import('./src/telemetry.mjs')).startTelemetry() : undefined;

const { run, StartFailure } = await import('./src/main.mjs');
try {
  await run(settings, telemetry);
} catch (error) {
  if (!(error instanceof StartFailure)) {
    throw error;
  }

  fail(error.message);
}

// At once, though connections may be open: nothing has begun that would have to end well.
function fail(...sentences) {
  sentences.forEach((sentence) => console.error(sentence));
  process.exit(1);
}
