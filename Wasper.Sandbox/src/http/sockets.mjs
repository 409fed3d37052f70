import { Server } from 'socket.io';

const paths = ['/api/socket.io', '/socket.io'];

/**
 * socket.io for pages that show runs as they happen. WebSockets only: as in Activepieces, long polling is refused with 400. Clients
 * say who they are in the handshake's `auth.token`; those who don't are let in, and hear nothing.
 */
export function attachSockets(server, { tokens, accounts, live }) {
  const io = new Server({ transports: ['websocket'], serveClient: false });
  const engines = paths.map((path) => {
    io.attach(server, { path });
    return io.engine;
  });

  io.use(async (socket, next) => {
    const { token } = socket.handshake.auth;
    if (token === undefined) {
      next();
      return;
    }

    try {
      const claims = await tokens.verify(String(token));
      const user = claims && (await accounts.find(claims));
      if (user) {
        socket.join(user.projectId);
      }

      next(user ? undefined : new Error('INVALID_BEARER_TOKEN'));
    } catch {
      next(new Error('UNAVAILABLE'));
    }
  });
  live.onRun((run) => io.to(run.projectId).emit('UPDATE_RUN_PROGRESS', { runId: run.id, run }));

  return {
    // The transports only: clients that are told to go would not come back after the restart.
    close: () => engines.forEach((engine) => engine.close()),
  };
}
