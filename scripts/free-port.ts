import { createServer } from 'node:net';

/** The number of ports that are tried in a row. If all are in use, something else is wrong. */
const MOST_TRIES = 200;

/**
 * Finds the first port from `from` on 127.0.0.1 on which no process listens. Pass one below 32768. Systems use higher
 * ports for outgoing connections, so a free one may be in use a moment later. Another process may still take the port
 * first, so callers try again.
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
