import { automationsId } from '@outpost/domain/kernel/automation/automation-kinds';
import type { Transaction } from '../../db/database.ts';
import type { RunRow } from '../../gateway/automations/run-store.ts';
import type { JournalPayload } from '../../journal/chain.ts';

/** A run that a decision makes. */
export type MadeRun = Pick<RunRow, 'id' | 'automation_id' | 'version_id' | 'n' | 'entity' | 'record_id' | 'depth' | 'why' | 'cause'> & {
  readonly status: 'running' | 'ended';
}; // prettier-ignore

/** AUT-2: the id of a run is made of what started it, so each of them starts an automation once at most. Returns the number of new runs. */
export async function writeRuns(tx: Transaction, orgId: string, { made, at }: { readonly made: readonly MadeRun[]; readonly at: string }): Promise<number> {
  if (made.length === 0) return 0;
  const written = await tx.query(
    `insert into store.automation_run (org_id, id, automation_id, version_id, n, entity, record_id, depth, status, position, round, faults, why, cause, revision, made_at, changed_at)
     select $1, r.id, r.automation_id, r.version_id, r.n, r.entity, r.record_id, r.depth, r.status, '[0]', 0, 0, r.why, r.cause, 0, $3, $3
     from jsonb_to_recordset($2::jsonb) as r(id uuid, automation_id uuid, version_id uuid, n bigint, entity text, record_id uuid, depth integer, status text, why text, cause jsonb)
     on conflict do nothing returning id`,
    [orgId, JSON.stringify(made), at],
  );
  return written.length;
} // prettier-ignore

/** The runs whose acts some rows are, by id. `depth`: how many automations started each other. */
export type ParentRuns = ReadonlyMap<string, { readonly automationId: string; readonly depth: number }>;

export async function readParents(
  tx: Transaction,
  orgId: string,
  payloads: readonly JournalPayload[],
): Promise<ParentRuns> {
  const ids = payloads.flatMap(({ by, group }) => (by === automationsId && group !== null ? [group] : []));
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ id: string; automation_id: string; depth: number }>(
    'select id, automation_id, depth from store.automation_run where org_id = $1 and id = any($2::uuid[])',
    [orgId, [...new Set(ids)]],
  );
  return new Map(rows.map(({ id, automation_id: automationId, depth }) => [id, { automationId, depth }]));
}

/** Returns the runs of each automation that were made since a moment. */
export async function countRuns(tx: Transaction, orgId: string, since: string): Promise<Map<string, number>> {
  const rows = await tx.query<{ id: string; made: number }>(
    `select a.id, (select count(*) from store.automation_run r where r.org_id = $1 and r.automation_id = a.id and r.made_at >= $2) as made
     from store.automation a where a.org_id = $1`,
    [orgId, since],
  );
  return new Map(rows.map(({ id, made }) => [id, Number(made)]));
}
