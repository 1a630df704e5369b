import { randomBytes } from 'node:crypto';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import type { Biometrics, FaultLog, KeyStore, ReplicaPorts } from './device/ports.ts';
import { fetchTransport } from './sync/line/fetch-transport.ts';

/**
 * Measured: with fetch on an open connection a request of any size has been written after two turns of the event loop, but not
 * after one.
 */
const turnsOfRequest = 3;

/** Chosen: some 400 ids. */
const idBytes = 4_096;

/** Returns random bytes from batches: a call of the system's source takes 30 µs when an act follows a rest (measured). */
function fetchedAhead(random: RandomBytes): RandomBytes {
  let [fetched, used] = [random(0), 0];
  return (count) => {
    if (used + count > fetched.length) [fetched, used] = [random(Math.max(count, idBytes)), 0];
    used += count;
    return fetched.subarray(used - count, used);
  };
}

async function requestsLeft(): Promise<void> {
  for (let turn = 0; turn < turnsOfRequest; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
}

/**
 * Returns the real clock, ids, timers and network, for the `start.ts` of each process that runs the replica. Its timers do not
 * keep a process alive.
 */
export function nodePorts(given: {
  readonly keyStore: KeyStore | null;
  readonly biometrics?: Biometrics | null;
  readonly log: FaultLog;
}): ReplicaPorts {
  const clock = { nowMs: () => Date.now() };
  const { gc } = globalThis;
  return {
    clock,
    timers: {
      after: (delayMs, run) => {
        const timer = setTimeout(run, delayMs).unref();
        return () => clearTimeout(timer);
      },
    },
    ids: uuidV7Source(clock, fetchedAhead(randomBytes)),
    random: randomBytes,
    transportTo: fetchTransport,
    requestsLeft,
    // The flavour "last-resort" is the only one that also returns the pages that V8 keeps in reserve (measured: 40 MiB).
    ...(gc ? { collectGarbage: () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }) } : {}),
    keyStore: given.keyStore,
    biometrics: given.biometrics ?? null,
    log: given.log,
  };
}
