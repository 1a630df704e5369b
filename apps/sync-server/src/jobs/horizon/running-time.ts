import type { Clock, IdSource, MonotonicClock } from '@outpost/domain/kernel/ports';
import type { Logger } from 'pino';
import type { Database, Transaction } from '../../db/database.ts';

export type RunningTimePorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly monotonic: MonotonicClock;
  readonly ids: IdSource;
  readonly log: Logger;
};

/** `runs`: how long servers of this database have run in total. `stopped`: the wall clock jumped, and no operator has resumed. */
export type RunningTimeState = { readonly kind: 'runs'; readonly totalMs: number } | { readonly kind: 'stopped' };

/**
 * Chosen: a machine that slept over a long weekend is not a jump. Only the allowance limits the effect of smaller
 * jumps.
 */
const mostAheadMs = 3 * 86_400_000;
/** Chosen: clocks are corrected by seconds. Only a wrong clock goes back further. */
const mostBehindMs = 3_600_000;
/** Chosen: a keeper counts once a minute. After three minutes without a count it counts as gone. */
const takeOverAfterMs = 180_000;

type SharedRow = {
  readonly total_ms: number;
  readonly keeper: string | null;
  readonly beat: number;
  readonly seen_at_ms: number | null;
  readonly stopped: string | null;
};
/** The values that one process remembers between two rounds. */
type ClockReading = { readonly wallMs: number; readonly elapsedMs: number };
type Memory = {
  reading?: ClockReading;
  keeper?: { readonly beat: number; readonly sinceMs: number };
  hasTold: boolean;
};

/**
 * Counts how long servers have run, by their monotonic clocks, in a row that all servers of a database share. One
 * process counts at a time. When it has stopped, another takes over without adding the gap, so no time is counted twice
 * and a restart adds none. The returned function counts up to now. Call it once a minute. K-6: it also watches the wall
 * clock. A jump against the monotonic clock, or against the last shared time, raises the alarm `clock-jump` and stops
 * counting until an operator resumes.
 */
export function countRunningTime({
  database,
  clock,
  monotonic,
  ids,
  log,
}: RunningTimePorts): () => Promise<RunningTimeState> {
  const self = ids.newId();
  const memory: Memory = { hasTold: false };
  return () =>
    database.transaction('write', async (tx): Promise<RunningTimeState> => {
      const [row] = await tx.query<SharedRow>(
        'select total_ms, keeper, beat, seen_at_ms, stopped from host.running_time for update',
      );
      if (!row) throw new Error('The row of the running time is missing');
      const now: ClockReading = { wallMs: clock.nowMs(), elapsedMs: monotonic.elapsedMs() };
      const before = memory.reading;
      memory.reading = now;
      const jump = row.stopped ?? jumpOf(now, before, row.seen_at_ms);
      if (jump !== undefined) {
        delete memory.keeper;
        if (row.stopped === null) await tx.query('update host.running_time set stopped = $1', [jump]);
        if (row.stopped === null || !memory.hasTold) tellJump(log, jump);
        memory.hasTold = true;
        return { kind: 'stopped' };
      }
      memory.hasTold = false;
      return { kind: 'runs', totalMs: await count(tx, { self, memory, row, now, before }) };
    });
}

type Counting = {
  readonly self: string;
  readonly memory: Memory;
  readonly row: SharedRow;
  readonly now: ClockReading;
  readonly before: ClockReading | undefined;
};

/** Counts the time since this process's last round, if this process was the keeper then. */
async function count(tx: Transaction, { self, memory, row, now, before }: Counting): Promise<number> {
  const isKeeper = row.keeper === self;
  if (!isKeeper) {
    const known = memory.keeper;
    if (row.keeper !== null && known?.beat !== row.beat) {
      memory.keeper = { beat: row.beat, sinceMs: now.elapsedMs };
      return row.total_ms;
    }
    if (row.keeper !== null && known && now.elapsedMs - known.sinceMs < takeOverAfterMs) return row.total_ms;
  }
  const passedMs = isKeeper && before ? Math.max(0, Math.floor(now.elapsedMs - before.elapsedMs)) : 0;
  await tx.query(
    'update host.running_time set total_ms = total_ms + $1, keeper = $2, beat = beat + 1, seen_at_ms = $3',
    [passedMs, self, Math.floor(now.wallMs)],
  );
  return row.total_ms + passedMs;
}

/** Describes the wall clock's deviation from its expected time; `undefined` where it is small. */
function jumpOf(now: ClockReading, before: ClockReading | undefined, seenAtMs: number | null): string | undefined {
  const expectedMs = before ? before.wallMs + (now.elapsedMs - before.elapsedMs) : (seenAtMs ?? now.wallMs);
  const aheadMs = now.wallMs - expectedMs;
  const behindMs = Math.max(-aheadMs, (seenAtMs ?? now.wallMs) - now.wallMs);
  if (aheadMs <= mostAheadMs && behindMs <= mostBehindMs) return undefined;
  const expected = behindMs > mostBehindMs ? now.wallMs + behindMs : expectedMs;
  return `the clock says ${new Date(now.wallMs).toISOString()} where about ${new Date(expected).toISOString()} was expected`;
}

/** Logs the alarm at error level: only a person can decide which of the two times is right. */
const tellJump = (log: Logger, jump: string): void =>
  log.error(
    { alarm: 'clock-jump', jump },
    'The clock jumped, or no server ran for days. Deleted records are not erased until an operator has checked: set the clock right, then run `npm run -s horizon -- resume`.',
  );
