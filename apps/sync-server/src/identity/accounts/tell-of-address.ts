import { systemUserId } from '@outpost/domain/engine/act/author';
import { inTenant, type Transaction } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { addressMovedMail } from '../mail/account-mails.ts';
import { queueNotice } from '../mail/outbox.ts';

type Notice = {
  readonly person_id: string;
  readonly former: string;
  readonly next: string;
  readonly by_person: string;
  readonly changed_at: string;
};

/** E-3: chosen; an import may change the addresses of everybody. */
const mostAtOnce = 50;

/**
 * ADR 115: notes in the journal that somebody else changed the sign-in address of a person, and queues the mails to the former and the
 * new address. Returns whether more may be waiting. `moveAccount` writes the waiting rows.
 */
export async function tellOfAddresses(orgId: string, ports: IdentityPorts): Promise<'done' | 'more'> {
  const told = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    const notices = await tx.query<Notice>(
      `delete from auth.address_notice where org_id = $1 and id in (select id from auth.address_notice where org_id = $1 order by id limit ${mostAtOnce})
       returning person_id, former, next, by_person, changed_at`,
      [orgId],
    );
    for (const notice of notices) await tellOfAddress(tx, { orgId, notice }, ports);
    return notices.length;
  });
  if (told > 0) ports.accountMail?.queued();
  return told === mostAtOnce ? 'more' : 'done';
}

async function tellOfAddress(
  tx: Transaction,
  { orgId, notice }: { readonly orgId: string; readonly notice: Notice },
  ports: IdentityPorts,
): Promise<void> {
  const { person_id: about, by_person: by, former, next, changed_at: changedAt } = notice;
  await noteEvent(tx, orgId, { action: 'address/changed', nowMs: Date.parse(changedAt), by: by === systemUserId ? null : by, about }); // prettier-ignore
  const [named] = await tx.query<{ organisation: string; name: string | null; is_linked: boolean }>(
    `select t.name as organisation, p.fields ->> 'name' as name,
       exists (select 1 from auth.directory_person d where d.org_id = t.org_id and d.person_id = $3) as is_linked
     from store.tenants t left join store.platform_person p on p.org_id = t.org_id and p.id = $2 where t.org_id = $1`,
    [orgId, by, about],
  );
  if (!named) return;
  const { organisation, name, is_linked: isLinked } = named;
  for (const to of [former, next]) {
    const mail = addressMovedMail({ to, organisation }, { former, next, by: name, isLinked });
    await queueNotice(tx, mail, ports);
  }
}
