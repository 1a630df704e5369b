import { randomBytes } from 'node:crypto';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { FaultLog, KeyStore, ReplicaPorts, Timers } from './ports.ts';
import { fetchTransport } from './sync/fetch-transport.ts';

const random: RandomBytes = (size) => randomBytes(size);

const timers: Timers = {
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/** The machine's clock, as every process' `start.ts` hands it on. */
export const systemClock: Clock = { nowMs: () => Date.now() };

/** The real ones, for a process' `start.ts`: the machine's clock and timers, cryptographic randomness, HTTP by fetch. */
export function realPorts({ log, keyStore }: { readonly log: FaultLog; readonly keyStore: KeyStore | null }): ReplicaPorts {
  return { clock: systemClock, timers, ids: uuidV7Source(systemClock, random), random, transportTo: fetchTransport, keyStore, log };
}

/** The id under which a fault is logged and shown: short enough to be read out, "OP-7F3K-2209". */
export function newFaultId(randomOf: RandomBytes): string {
  const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'; // 32 of them, none that is taken for another
  const text = Array.from(randomOf(8), (byte) => letters[byte % letters.length] ?? '').join('');
  return `OP-${text.slice(0, 4)}-${text.slice(4)}`;
}
