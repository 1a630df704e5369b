import { inTenant, type Transaction } from '../../db/database.ts';
import { readClock, type TenantClock } from '../../journal/heads.ts';
import type { WritePorts } from '../../records/write-ports.ts';
import { horizonDays, passHorizon } from '../../records/erase/horizon.ts';

const dayMs = 86_400_000;
/**
 * K-6: in any 24 hours of running servers the horizon passes at most two days of a journal. They are a saved allowance
 * of at most half a day, and a new one of one and a half days. The new one exceeds one day so that a horizon behind
 * schedule catches up.
 */
const mostLeftMs = dayMs / 2;
const daysPerDay = 1.5;
/** Chosen: limits one search for the floor. The next search continues. */
const mostRows = 100_000;

/**
 * Moves the horizon of one tenant as far as its clock and its allowance permit, and erases the tombstones behind it. `totalMs`:
 * how long servers have run in total (`countRunningTime`). A horizon that is new to this function starts at its present place.
 */
export async function moveHorizon(ports: WritePorts, orgId: string, totalMs: number): Promise<void> {
  const floor = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const clock = await readClock(tx, orgId, 'locked');
    if (!clock) throw new Error(`There is no tenant ${orgId}`);
    const passedTo = await spendAllowance(tx, orgId, { clock, totalMs, nowMs: ports.clock.nowMs() });
    return passedTo === undefined ? 0 : floorAt(tx, orgId, { clock, passedTo });
  });
  if (floor === 0) return;
  for (let erased = 1; erased > 0;) erased = await passHorizon(ports, orgId, floor);
}

type Spending = { readonly clock: TenantClock; readonly totalMs: number; readonly nowMs: number };

/** Returns the instant that the horizon passes next; `undefined` where there is nothing to pass yet. */
async function spendAllowance(
  tx: Transaction,
  orgId: string,
  { clock, totalMs, nowMs }: Spending,
): Promise<string | undefined> {
  const [row] = await tx.query<{ passed_to: string; counted_ms: number; left_ms: number }>(
    'select passed_to, counted_ms, left_ms from store.horizon where org_id = $1',
    [orgId],
  );
  if (!row) {
    await tx.query(
      `insert into store.horizon (org_id, passed_to, counted_ms, left_ms)
       select $1, at, $2, 0 from store.journal where org_id = $1 and n = greatest($3::bigint, 1)`,
      [orgId, totalMs, clock.floor],
    );
    return undefined;
  }
  const passedMs = Date.parse(row.passed_to);
  const allowedMs = Math.min(mostLeftMs, row.left_ms + Math.max(0, totalMs - row.counted_ms) * daysPerDay);
  const stepMs = Math.min(Math.max(0, nowMs - horizonDays * dayMs - passedMs), allowedMs);
  const passedTo = new Date(passedMs + stepMs).toISOString();
  await tx.query('update store.horizon set passed_to = $2, counted_ms = $3, left_ms = $4 where org_id = $1', [
    orgId,
    passedTo,
    totalMs,
    Math.floor(allowedMs - stepMs),
  ]);
  return passedTo;
}

/**
 * Returns the last number up to which all rows are older than an instant. Rows written while the clock was wrong stop
 * the horizon. It never passes younger rows.
 */
async function floorAt(
  tx: Transaction,
  orgId: string,
  { clock, passedTo }: { readonly clock: TenantClock; readonly passedTo: string },
): Promise<number> {
  // The inner limit keeps Postgres from reading all younger rows by their time.
  const [row] = await tx.query<{ floor: number | null }>(
    `select coalesce(min(n) filter (where at >= $3) - 1, max(n)) as floor
     from (select n, at from store.journal where org_id = $1 and n > $2 order by n limit ${mostRows}) w`,
    [orgId, clock.floor, passedTo],
  );
  return Math.max(row?.floor ?? 0, clock.floor);
}
