import { createServer } from 'node:net';

/** How many ports in a row are tried: more being taken points at something else being wrong. */
const MOST_TRIES = 200;

/**
 * The first port from `from` on that nobody listens on, on 127.0.0.1. Ask below 32768: above that, systems hand ports
 * out as the local end of any outgoing connection, and such a one may be taken a moment later.
 * Someone may still be quicker: callers retry when the port turns out to be taken.
 */
export async function findFreePort(from: number): Promise<number> {
  for (let port = from; port < from + MOST_TRIES; port += 1) {
    if (await isPortFree(port)) return port;
  }
  throw new Error(`No free port between ${from} and ${from + MOST_TRIES - 1} on 127.0.0.1.`);
}

function isPortFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
}
