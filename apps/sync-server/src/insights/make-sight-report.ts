import type { SignedDocument } from '@outpost/domain/kernel/audit/audit-report';
import { sightReportKind, type SightReport } from '@outpost/domain/kernel/audit/sight-report';
import type { Action } from '@outpost/domain/kernel/catalogue/role';
import type { IdSource } from '@outpost/domain/kernel/ports';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { inTenant } from '../db/database.ts';
import { asAdministrator, type JournalCaller } from '../journal/as-administrator.ts';
import { noteEvent } from '../journal/events/note-event.ts';
import { signDetached } from '../journal/exports/detached-jws.ts';
import type { AuditPorts } from '../journal/exports/export-journal.ts';
import { readClock } from '../journal/heads.ts';
import { keepDocument } from '../journal/reports/documents.ts';
import { namesOfPeople } from '../journal/search/names-of-people.ts';
import { askSeenBy } from './ask-seen-by.ts';
import { askAccess } from './explain-access.ts';
import type { InsightPorts } from './questions.ts';

export type SightReportPorts = InsightPorts & AuditPorts & { readonly ids: IdSource };
export type SightReportOrder = {
  readonly record: { readonly entity: string; readonly id: string };
  readonly of: { readonly person: string } | { readonly role: string } | null;
  readonly actions: readonly Action[];
};

/**
 * Makes a document of who sees one record now, signs it and keeps it with the reports of the journal. Making one is an entry of the
 * journal. Refuses as `askAccess` does, and `access/denied` to people who do not read the journal.
 */
export async function makeSightReport(
  ports: SightReportPorts,
  caller: JournalCaller,
  { record, of, actions }: SightReportOrder,
): Promise<Result<SignedDocument>> {
  const rights = of === null ? accept(null) : await askAccess(ports, caller, { record, actions, ...of });
  if (!rights.ok) return rights;
  const seenBy = await askSeenBy(ports, caller, record);
  if (!seenBy.ok) return seenBy;
  const { orgId, userId } = caller;
  const nowMs = ports.clock.nowMs();
  const madeAt = new Date(nowMs).toISOString();
  const about = of !== null && 'person' in of ? of.person : null;
  const read = await asAdministrator(ports, caller, async (tx, { tenant }): Promise<SightReport> => {
    const clock = await readClock(tx, orgId, 'unlocked');
    if (!clock) throw new Error(`There is no tenant ${orgId}`);
    const [row] = await tx.query<{ name: string }>('select name from store.tenants where org_id = $1', [orgId]);
    const names = await namesOfPeople(tx, tenant, [{ by: userId, about }]);
    const signature = await ports.signHead(orgId, [clock.head, clock.hash]);
    return {
      form: 1,
      kind: sightReportKind,
      organisation: { id: orgId, name: row?.name ?? '' },
      madeAt,
      madeBy: { id: userId, name: names.get(userId) ?? '' },
      head: { n: clock.head, hash: clock.hash, signature },
      record: { ...record, label: tenant.catalogue.entities.get(record.entity)?.label.one ?? record.entity },
      of: of === null || 'role' in of ? of : { person: of.person, name: names.get(of.person) ?? '' },
      rights: rights.value,
      seenBy: seenBy.value,
    };
  });
  if (!read.ok) return read;
  const content = `${JSON.stringify(read.value, null, 1)}\n`;
  const signature = await signDetached(content, ports.signing());
  const document = { id: ports.ids.newId(), kind: sightReportKind, from: madeAt, until: madeAt, madeAt, madeBy: userId, content, signature }; // prettier-ignore
  await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await keepDocument(tx, orgId, document);
    const { entity, id } = record;
    await noteEvent(tx, orgId, { action: 'report/made', nowMs, origin: ports.origin, by: userId, about, entity, record: id, details: { kind: sightReportKind } }); // prettier-ignore
  });
  return accept(document);
}
