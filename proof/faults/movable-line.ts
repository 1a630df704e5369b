import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on this machine whose target can change, and that can be cut or stop answering. */
export type MovableLine = {
  readonly port: number;
  /** Directs new connections to this port. */
  readonly aim: (port: number) => void;
  /** Ends all connections without notice. */
  readonly cut: () => void;
  /** Stops passing data without closing connections, until `cut`. Neither side is notified. */
  readonly silence: () => void;
  readonly close: () => Promise<void>;
};

/** Opens a proxy to a port of this machine. */
export async function openMovableLine(port: number): Promise<MovableLine> {
  const state = { port, isSilent: false };
  const sockets = new Set<Socket>();
  const join = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('data', (bytes) => {
      if (!state.isSilent) to.write(bytes);
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      if (!state.isSilent) to.destroy();
    });
  };
  const server = createServer((near) => {
    const far = connect(state.port, '127.0.0.1');
    join(near, far);
    join(far, near);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The line has no address');
  const cut = () => {
    state.isSilent = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    aim: (to) => void (state.port = to),
    cut,
    silence: () => void (state.isSilent = true),
    close: () => {
      cut();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
