// A real socket.io client: connects through the gateway, tells when it is in, and prints the first run that it hears of.
import { createRequire } from 'node:module';

const [, , packages, address, path, token] = process.argv;
const { io } = createRequire(packages)('socket.io-client');

const socket = io(address, { path, transports: ['websocket'], auth: { token }, rejectUnauthorized: false, reconnection: false });
socket.on('connect', () => console.log('connected'));
socket.on('connect_error', (error) => {
  console.error(error.message);
  process.exit(1);
});
socket.on('UPDATE_RUN_PROGRESS', ({ runId }) => {
  console.log(runId);
  socket.close();
});
setTimeout(() => process.exit(2), 30_000).unref();
