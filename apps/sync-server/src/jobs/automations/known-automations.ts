import type { JournalPayload } from '../../journal/chain.ts';
import type { Transaction } from '../../db/database.ts';

/** The state of an automation at the reader's place in the journal. */
export type KnownAutomation = {
  readonly id: string;
  readonly versionId: string | null;
  readonly isPaused: boolean;
  readonly isGone: boolean;
  readonly pauseWhy: 'storm' | 'definition' | null;
  readonly pauseN: number | null;
};

export const answersChanges = ({ versionId, isPaused, isGone }: KnownAutomation): boolean =>
  versionId !== null && !isPaused && !isGone;

export async function readKnown(tx: Transaction, orgId: string): Promise<Map<string, KnownAutomation>> {
  const rows = await tx.query<{ id: string; version_id: string | null; is_paused: boolean; is_gone: boolean; pause_why: KnownAutomation['pauseWhy']; pause_n: number | null }>(
    'select id, version_id, is_paused, is_gone, pause_why, pause_n from store.automation where org_id = $1 order by id',
    [orgId],
  );
  return new Map(rows.map((row) => [row.id, { id: row.id, versionId: row.version_id, isPaused: row.is_paused, isGone: row.is_gone, pauseWhy: row.pause_why, pauseN: row.pause_n }]));
} // prettier-ignore

/** The change that a row of an automation's record makes to that state. */
export function followedBy(known: KnownAutomation | undefined, { record, changed }: Pick<JournalPayload, 'record' | 'changed'>): KnownAutomation {
  const before = known ?? { id: record ?? '', versionId: null, isPaused: false, isGone: false, pauseWhy: null, pauseN: null };
  const [live, paused, life] = ['live', 'pausedAt', 'life'].map((name) => (Object.hasOwn(changed, name) ? (changed[name]?.[1] ?? null) : undefined));
  return {
    ...before,
    ...(live === undefined ? {} : { versionId: typeof live === 'string' ? live : null }),
    ...(paused === undefined ? {} : { isPaused: paused !== null }),
    ...(life === undefined ? {} : { isGone: life !== 'alive' }),
  };
} // prettier-ignore

/** `n`: the last row that was read. The records of each automation on devices are compared with it later (`offerToDevices`). */
export async function writeKnown(tx: Transaction, orgId: string, { known, n }: { readonly known: readonly KnownAutomation[]; readonly n: number }): Promise<void> {
  if (known.length === 0) return;
  const rows = known.map(({ id, versionId, isPaused, isGone, pauseWhy, pauseN }) => ({ id, version_id: versionId, is_paused: isPaused, is_gone: isGone, pause_why: pauseWhy, pause_n: pauseN })); // prettier-ignore
  await tx.query(
    `insert into store.automation (org_id, id, version_id, is_paused, is_gone, pause_why, pause_n, button_n)
     select $1, k.id, k.version_id, k.is_paused, k.is_gone, k.pause_why, k.pause_n, $3
     from jsonb_to_recordset($2::jsonb) as k(id uuid, version_id uuid, is_paused boolean, is_gone boolean, pause_why text, pause_n bigint)
     on conflict (org_id, id) do update set version_id = excluded.version_id, is_paused = excluded.is_paused, is_gone = excluded.is_gone,
       pause_why = excluded.pause_why, pause_n = excluded.pause_n, button_n = excluded.button_n`,
    [orgId, JSON.stringify(rows), n],
  );
} // prettier-ignore
