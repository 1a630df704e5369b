import { type Database, inTenant } from '../../db/database.ts';
import { readClock } from '../../journal/heads.ts';
import type { WritePorts } from '../../records/write-ports.ts';
import { countDead, horizonDays, passHorizon } from '../../records/erase/horizon.ts';

/** The position of one tenant's horizon. `passedTo` is null before it first moves. */
export type HorizonOfTenant = {
  readonly organisation: string;
  readonly floor: number;
  readonly head: number;
  readonly passedTo: string | null;
};
/** `stopped`: how the wall clock jumped, while no operator has resumed. `ranHours`: how long servers have run in total. */
export type HorizonStatus = {
  readonly stopped: string | null;
  readonly ranHours: number;
  readonly organisations: readonly HorizonOfTenant[];
};

/** K-6: returns the position of every tenant's horizon. */
export async function readHorizon(database: Database): Promise<HorizonStatus> {
  const [tenants, [row]] = await database.transaction('snapshot', (tx) =>
    Promise.all([
      tx.query<{ org_id: string }>('select org_id from auth.tenant_ids()'),
      tx.query<{ total_ms: number; stopped: string | null }>('select total_ms, stopped from host.running_time'),
    ]),
  );
  const organisations: HorizonOfTenant[] = [];
  for (const { org_id: orgId } of tenants) {
    const [found] = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
      tx.query<{ floor: number; head: number; passed_to: string | null }>(
        'select c.floor, c.head, h.passed_to from store.clock c left join store.horizon h using (org_id) where c.org_id = $1',
        [orgId],
      ),
    );
    if (found)
      organisations.push({ organisation: orgId, floor: found.floor, head: found.head, passedTo: found.passed_to });
  }
  return { stopped: row?.stopped ?? null, ranHours: Math.floor((row?.total_ms ?? 0) / 3_600_000), organisations };
}

/**
 * K-6: resumes the horizon after an operator has checked the clocks. It then follows the present clock. Returns whether
 * it had been stopped.
 */
export async function resume(database: Database): Promise<{ readonly resumed: boolean }> {
  return database.transaction('write', async (tx) => {
    const [row] = await tx.query<{ stopped: string | null }>('select stopped from host.running_time for update');
    await tx.query('update host.running_time set stopped = null, seen_at_ms = null');
    return { resumed: typeof row?.stopped === 'string' };
  });
}

/**
 * The result of an operator's command. `too-young`: the row is not past the horizon by this machine's clock (`at`: when it was
 * written). `beyond-journal`: the journal is shorter (`head` is its end). `unknown-tenant`: no tenant has this id.
 */
export type Passed =
  | { readonly ok: true; readonly floor: number; readonly erased: number }
  | {
      readonly ok: false;
      readonly why: 'unknown-tenant' | 'beyond-journal' | 'too-young';
      readonly head: number;
      readonly at: string | null;
    };

/**
 * K-6: moves the horizon of one tenant to a number of its journal, without the usual limit. A dry run only counts the tombstones
 * that it would erase.
 */
export async function passByWord(
  ports: WritePorts,
  { orgId, upTo, isDry }: { readonly orgId: string; readonly upTo: number; readonly isDry: boolean },
): Promise<Passed> {
  const before = new Date(ports.clock.nowMs() - horizonDays * 86_400_000).toISOString();
  const judged = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx): Promise<Passed> => {
    const clock = await readClock(tx, orgId, 'locked');
    if (!clock) return { ok: false, why: 'unknown-tenant', head: 0, at: null };
    const [row] = await tx.query<{ at: string }>('select at from store.journal where org_id = $1 and n = $2', [
      orgId,
      upTo,
    ]);
    if (!row) return { ok: false, why: 'beyond-journal', head: clock.head, at: null };
    if (row.at >= before) return { ok: false, why: 'too-young', head: clock.head, at: row.at };
    const floor = Math.max(upTo, clock.floor);
    if (isDry) return { ok: true, floor, erased: await countDead(tx, { ...ports, orgId }, floor) };
    await tx.query('update store.horizon set passed_to = greatest(passed_to, $2) where org_id = $1', [orgId, row.at]);
    return { ok: true, floor, erased: 0 };
  });
  if (!judged.ok || isDry) return judged;
  let erased = 0;
  for (let more = 1; more > 0; erased += more) more = await passHorizon(ports, orgId, judged.floor);
  return { ...judged, erased };
}
