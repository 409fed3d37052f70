// A real socket.io client: says on standard output what it hears. Arguments: the app's folder, its address, the path, the token.
import { createRequire } from 'node:module';

const [folder, address, path, token] = process.argv.slice(2);
const { io } = createRequire(`${folder}/server.mjs`)('socket.io-client');

const socket = io(address, { path, transports: ['websocket'], auth: token ? { token } : {}, reconnectionDelay: 200 });
socket.on('connect', () => console.log('connected'));
socket.on('connect_error', (error) => console.log(`refused ${error.message}`));
socket.on('disconnect', (reason) => console.log(`disconnected ${reason}`));
socket.on('UPDATE_RUN_PROGRESS', ({ runId, run }) => console.log(`run ${runId} ${run.status}`));
process.stdin.on('end', () => process.exit()).resume();
