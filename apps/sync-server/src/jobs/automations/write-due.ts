import type { Transaction } from '../../db/database.ts';
import type { ReadVersion } from '../../gateway/automations/run-store.ts';

type Followed = {
  /** The automation. */
  readonly id: string;
  /** The version that is live and not paused. */
  readonly version: ReadVersion | undefined;
  /** The time of the journal row that changed it: earlier moments start nothing (AUT-14, AUT-15). */
  readonly at: string;
};

/**
 * Begins to wait for the dates or the schedule of a live version, or stops to. A change that leaves the same version live, such as another
 * name, keeps the moments that are done.
 */
export async function writeDue(tx: Transaction, orgId: string, { id, version, at }: Followed): Promise<void> {
  const kind = version?.definition?.trigger.kind;
  if (version === undefined || (kind !== 'date' && kind !== 'schedule')) {
    await tx.query('delete from store.automation_due where org_id = $1 and automation_id = $2', [orgId, id]);
    return;
  }
  await tx.query(
    `insert into store.automation_due (org_id, automation_id, version_id, since, started) values ($1, $2, $3, $4, 0)
     on conflict (org_id, automation_id) do update set version_id = excluded.version_id, since = excluded.since, until = null, after = null, started = 0
     where store.automation_due.version_id <> excluded.version_id`,
    [orgId, id, version.id, at],
  );
}
