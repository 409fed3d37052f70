// Stands in for Activepieces where its image cannot be had; see README.md.
if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`This is Node.js ${process.versions.node}: install Node.js 20 or later.`);
  process.exit(1);
}

// First of all, because its hooks see only what is loaded after them; never without an endpoint, because it is slow to load.
const telemetry = process.env.OTEL_EXPORTER_OTLP_ENDPOINT
  ? (await import('./src/telemetry.mjs')).startTelemetry()
  : undefined;

const { run } = await import('./src/main.mjs');
await run(telemetry);
