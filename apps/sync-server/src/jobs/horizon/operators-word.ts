import { type Database, inTenant } from '../../db/database.ts';
import { readClock } from '../../journal/heads.ts';
import type { WritePorts } from '../../records/apply-acts.ts';
import { countDead, horizonDays, passHorizon } from '../../records/horizon.ts';

/** How far the horizon of one tenant is. `passedTo` is null before it was first moved. */
export type HorizonOfTenant = {
  readonly organisation: string;
  readonly floor: number;
  readonly head: number;
  readonly passedTo: string | null;
};
/** `stopped`: how the wall clock jumped, where no operator has had a look yet. `ranHours`: how long servers have run in all. */
export type HorizonStatus = {
  readonly stopped: string | null;
  readonly ranHours: number;
  readonly organisations: readonly HorizonOfTenant[];
};

/** K-6: where the horizon stands, of all tenants. */
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

/** K-6: an operator has looked at the clocks: the horizon goes on, by whatever they say next. Answers whether it had been stopped. */
export async function resume(database: Database): Promise<{ readonly resumed: boolean }> {
  return database.transaction('write', async (tx) => {
    const [row] = await tx.query<{ stopped: string | null }>('select stopped from host.running_time for update');
    await tx.query('update host.running_time set stopped = null, seen_at_ms = null');
    return { resumed: typeof row?.stopped === 'string' };
  });
}

/**
 * What became of an operator's word. `too-young`: the row is not past the horizon by this machine's clock (`at`: when it was written).
 * `beyond-journal`: the journal is shorter (`head` is its end). `unknown-tenant`: there is none of this id.
 */
export type Passed =
  | { readonly ok: true; readonly floor: number; readonly erased: number }
  | {
      readonly ok: false;
      readonly why: 'unknown-tenant' | 'beyond-journal' | 'too-young';
      readonly head: number;
      readonly at: string | null;
    };

/** K-6: passes the horizon of one tenant up to a number of its journal, however far that is. A dry run only counts what would be erased. */
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
