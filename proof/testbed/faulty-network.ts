import { createServer, type Server, type Socket, connect } from 'node:net';

/** A network between one device and the server that a test can cut: a plain TCP relay on this machine. */
export type FaultyNetwork = {
  /** The server's address for the device. */
  readonly url: string;
  /** Cuts every connection and refuses new ones, until `restore`. */
  readonly cut: () => void;
  readonly restore: () => void;
  /**
   * Lets this many more bytes of answers through and then cuts the connection in the middle of a body, once. Resolves after the
   * cut.
   */
  readonly cutAnswersAfter: (bytes: number) => Promise<void>;
  /** Cuts the connection in the middle of a request in the same way: the server gets only the first bytes. */
  readonly cutRequestsAfter: (bytes: number) => Promise<void>;
  readonly close: () => Promise<void>;
};

type Fuse = { left: number; readonly burnt: () => void };

/** Opens a relay to the server's address. */
export async function openFaultyNetwork(serverUrl: string): Promise<FaultyNetwork> {
  const target = new URL(serverUrl);
  const state = { isCut: false, answers: undefined as Fuse | undefined, requests: undefined as Fuse | undefined };
  const pairs = new Set<readonly [Socket, Socket]>();

  const passOn = (from: Socket, to: Socket, fuseOf: () => Fuse | undefined, burnt: () => void) => {
    from.on('data', (chunk: Buffer) => {
      const fuse = fuseOf();
      if (!fuse || chunk.length <= fuse.left) {
        if (fuse) fuse.left -= chunk.length;
        to.write(chunk);
        return;
      }
      to.write(chunk.subarray(0, fuse.left));
      burnt();
      fuse.burnt();
      from.destroy();
      to.destroy();
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  };

  const server: Server = createServer((device) => {
    if (state.isCut) return void device.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    const pair = [device, upstream] as const;
    pairs.add(pair);
    device.once('close', () => pairs.delete(pair));
    passOn(
      device,
      upstream,
      () => state.requests,
      () => (state.requests = undefined),
    );
    passOn(
      upstream,
      device,
      () => state.answers,
      () => (state.answers = undefined),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The relay has no address');

  const cutNow = () => {
    for (const [device, upstream] of pairs) {
      device.destroy();
      upstream.destroy();
    }
  };
  const fuse = (side: 'answers' | 'requests', bytes: number) =>
    new Promise<void>((burnt) => void (state[side] = { left: bytes, burnt }));
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut: () => {
      state.isCut = true;
      cutNow();
    },
    restore: () => void (state.isCut = false),
    cutAnswersAfter: (bytes) => fuse('answers', bytes),
    cutRequestsAfter: (bytes) => fuse('requests', bytes),
    close: () =>
      new Promise((resolve) => {
        cutNow();
        server.close(() => resolve());
      }),
  };
}
