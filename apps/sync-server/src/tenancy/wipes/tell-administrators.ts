import { readAsker } from '../../access/asker.ts';
import { accessEntities, principalsBy } from '../../access/principal.ts';
import { pagesOfPeople, readRoles } from '../../access/token-holds.ts';
import type { Transaction } from '../../db/database.ts';
import { lostDeviceMail } from '../../identity/mail/account-mails.ts';
import { devicesLink } from '../../identity/mail/open-link.ts';
import { queueNotice } from '../../identity/mail/outbox.ts';
import { findAccounts } from '../../identity/sessions/signed-in.ts';
import { recordsOf } from '../../records/load/load.ts';
import type { ApiCaller } from '../act-as.ts';
import type { MemberPorts } from '../members.ts';
import { judgeActingOn, personNameOf, type SessionRow } from '../sessions-of-people.ts';

/**
 * Queues a mail to each administrator who may act on a device that the caller has reported as lost, in the transaction of the report:
 * those who administer the caller and have at least the caller's rights. The caller gets none. Call `accountMail.queued` after the
 * transaction.
 */
export async function tellAdministrators(
  tx: Transaction,
  ports: MemberPorts,
  { caller, session }: { readonly caller: ApiCaller; readonly session: SessionRow },
): Promise<void> {
  const { identity } = ports;
  const { orgId, userId: personId } = caller;
  if (!identity.accountMail) return;
  const { tenant } = await readAsker(tx, { ...caller, installed: ports.installed });
  const [person] = await recordsOf(tx, tenant, { entity: accessEntities.person, ids: [personId] });
  if (!person) return;
  const { serverUrl } = identity.accountMail;
  const link = serverUrl === undefined ? undefined : devicesLink(serverUrl, { orgId, personId });
  const lost = {
    person: personNameOf(person),
    device: session.device_name,
    at: new Date(identity.clock.nowMs()),
    link,
  };
  const roles = await readRoles(tx, orgId);
  const principalOf = principalsBy(roles);
  const personIds: string[] = [];
  for await (const people of pagesOfPeople(tx, orgId))
    for (const one of people) {
      const by = { catalogue: tenant.catalogue, principal: principalOf(one), roles };
      if (one.id !== personId && judgeActingOn(by, person).ok) personIds.push(one.id);
    }
  for (const { hasAddress, person: told, organisation } of await findAccounts(tx, { orgId, personIds })) {
    if (!hasAddress) continue;
    const to = { to: told.email, organisation: organisation.name, orgId };
    await queueNotice(tx, lostDeviceMail(to, { ...lost, timeZone: organisation.timeZone }), identity);
  }
}
