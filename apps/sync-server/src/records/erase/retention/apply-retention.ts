import type { AuditClass } from '@outpost/domain/kernel/audit/audit-actions';
import { readTenantCatalogue } from '../../../catalogue/tenant-catalogue.ts';
import type { Tenant } from '../../../catalogue/tenant.ts';
import { inTenant, type Transaction } from '../../../db/database.ts';
import { noteEvent } from '../../../journal/events/note-event.ts';
import { readClock } from '../../../journal/heads.ts';
import { tellNews } from '../../../journal/news.ts';
import { readKeptDays } from '../../../journal/retention/kept-days.ts';
import { blankRows, type ErasePorts, writeErasure } from '../erase-records.ts';

/** The number of rows of each class that lost their content. */
export type Removed = Readonly<Record<AuditClass, number>>;

const dayMs = 86_400_000;
/** E-3: chosen; bounds one transaction and the row that names the emptied rows. */
const mostAtOnce = 5_000;
/** Makes servers and the operator's command work one after the other. The number is arbitrary but fixed. */
const retentionLock = 7_061_203;

/** The condition for the rows of each class, over the journal `j` and its entry `e`. Erasures are never emptied: they prove the others. */
const rowsOf: Readonly<Record<AuditClass, string>> = {
  security: `e.class = 'security' and j.kind <> 'erasure'`,
  compliance: `e.class = 'compliance' and j.kind <> 'erasure'`,
  change: `e.n is null and j.kind <> 'erasure'`,
};

/**
 * ADR 73: removes the content of journal rows that are older than their class is kept, like an erasure by law (ADR 19).
 * The digests stay, and one signed row names the rows, so the chain stays whole and verifiable. Works as the role
 * `outpost_eraser`. Returns how many rows it emptied. Call it again until there are none. `isDry`: only counts. `most`: the number of
 * rows of each class in this call.
 */
export function applyRetention(
  ports: ErasePorts,
  { orgId, isDry, most = mostAtOnce }: { readonly orgId: string; readonly isDry: boolean; readonly most?: number },
): Promise<Removed> {
  return inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const catalogue = await readTenantCatalogue(tx, orgId, ports.installed);
    const tenant: Tenant = { orgId, installed: ports.installed, ...catalogue };
    const kept = await readKeptDays(tx, tenant);
    if (Object.values(kept).every((days) => days === null)) return { security: 0, compliance: 0, change: 0 };
    await tx.query('select pg_advisory_xact_lock($1)', [retentionLock]);
    const clock = await readClock(tx, orgId, 'locked');
    if (!clock) throw new Error(`There is no tenant ${orgId}`);
    const nowMs = ports.clock.nowMs();
    const found = {
      security: await olderThan(tx, orgId, { of: 'security', days: kept.security, nowMs, most }),
      compliance: await olderThan(tx, orgId, { of: 'compliance', days: kept.compliance, nowMs, most }),
      change: await olderThan(tx, orgId, { of: 'change', days: kept.change, nowMs, most }),
    };
    const removed = {
      security: found.security.length,
      compliance: found.compliance.length,
      change: found.change.length,
    };
    const rows = Object.values(found)
      .flat()
      .sort((a, b) => a - b);
    if (rows.length === 0 || isDry) return removed;
    await blankRows(tx, orgId, rows);
    const input = {
      orgId,
      orderedBy: 'the settings of the organisation',
      reason: 'kept for as long as the settings say',
    };
    await writeErasure(tx, ports, { clock, input, known: [], rows });
    await noteEvent(tx, orgId, { action: 'retention/applied', nowMs, details: removed });
    await tellNews(tx, { orgId, n: clock.head + 1, names: 'everyone' });
    return removed;
  });
}

type Older = { readonly of: AuditClass; readonly days: number | null; readonly nowMs: number; readonly most: number }; // prettier-ignore

/** Returns the numbers of rows of a class from before the days that it is kept, oldest first. */
async function olderThan(tx: Transaction, orgId: string, { of, days, nowMs, most }: Older): Promise<readonly number[]> {
  if (days === null) return [];
  const before = new Date(nowMs - days * dayMs).toISOString();
  const rows = await tx.query<{ n: number }>(
    `select j.n from store.journal j left join store.audit_entry e on e.org_id = j.org_id and e.n = j.n
     where j.org_id = $1 and j.at < $2 and j.payload is not null and ${rowsOf[of]} order by j.n limit ${most}`,
    [orgId, before],
  );
  return rows.map(({ n }) => n);
}
