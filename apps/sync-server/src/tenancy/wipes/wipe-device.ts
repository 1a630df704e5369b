import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { type Asker, readAsker } from '../../access/asker.ts';
import { accessEntities } from '../../access/principal.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { endSession } from '../../identity/sessions/sessions.ts';
import { orderWipe } from '../../identity/wipes/wipe-orders.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { ApiCaller } from '../act-as.ts';
import type { MemberPorts } from '../members.ts';
import {
  deniedToOthers,
  findAdministered,
  findSession,
  judgePerson,
  personNameOf,
  noteOfPerson,
  notThere,
  type SessionRow,
} from '../sessions-of-people.ts';

/** `ordered`: people whose data on the device is wiped at its next contact. */
export type WipeOrdered = { readonly ordered: number };

/**
 * Orders to wipe the device of one of the caller's own sessions (D-5). The caller's sessions there end immediately. The
 * caller's data on it is handed over and wiped at its next contact. Refuses `request/not-found`, and `request/invalid`
 * for a device that cannot receive the order.
 */
export const wipeOwnDevice = (ports: MemberPorts, caller: ApiCaller, id: string): Promise<Result<WipeOrdered>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx) => {
    const session = await findSession(tx, caller.orgId, id);
    if (session?.person_id !== caller.userId) return notThere();
    const label = `Ordered to wipe ${session.device_name}`;
    return orderFor(tx, ports, { caller, session, people: [{ id: caller.userId, label }] });
  });

/**
 * Orders the same for the device of another person's session. The order covers every person there whom the caller
 * administers and who has no more rights than the caller. Refuses `access/denied` where the session's own
 * person is not among them.
 */
export const wipeDeviceOf = (ports: MemberPorts, caller: ApiCaller, id: string): Promise<Result<WipeOrdered>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx) => {
    const found = await findAdministered(tx, ports, { caller, id });
    if (!found.ok) return found;
    const { asker, session } = found.value;
    return orderFor(tx, ports, { caller, session, people: await peopleOn(tx, asker, session) });
  });

type Wiped = { readonly id: string; readonly label: string };

/** Returns the people with sessions on a session's device whom the asker may administer. */
async function peopleOn(tx: Transaction, asker: Asker, session: SessionRow): Promise<readonly Wiped[]> {
  const rows = await tx.query<{ person_id: string }>(
    'select distinct person_id from auth.session where org_id = $1 and device_id = $2 order by person_id',
    [asker.tenant.orgId, session.device_id],
  );
  const people: Wiped[] = [];
  for (const { person_id: id } of rows) {
    const judged = await judgePerson(tx, asker, id);
    if (judged.ok)
      people.push({ id, label: `Ordered to wipe ${session.device_name} of ${personNameOf(judged.value)}` });
  }
  return people;
}

async function orderFor(
  tx: Transaction,
  ports: MemberPorts,
  {
    caller,
    session,
    people,
  }: { readonly caller: ApiCaller; readonly session: SessionRow; readonly people: readonly Wiped[] },
): Promise<Result<WipeOrdered>> {
  const { orgId, userId } = caller;
  const { identity } = ports;
  let ordered = 0;
  for (const { id: personId, label } of people) {
    const sessions = await tx.query<{ id: string; device_name: string; proof_key: string | null; ended_at: string | null }>(
      'select id, device_name, proof_key, ended_at from auth.session where org_id = $1 and device_id = $2 and person_id = $3 order by created_at desc, id desc for update',
      [orgId, session.device_id, personId],
    ); // prettier-ignore
    for (const one of sessions)
      if (one.ended_at === null) await endSession(tx, { orgId, sessionId: one.id, why: 'wiped', by: userId }, identity);
    const [newest] = sessions; // the device has the key of this one only
    if (!newest?.proof_key) continue;
    const bound = {
      orgId,
      personId,
      sessionId: newest.id,
      deviceId: session.device_id,
      deviceName: newest.device_name,
      proofKey: newest.proof_key,
    };
    await orderWipe(tx, { session: bound, why: 'ordered', by: userId }, identity);
    await noteOfPerson(tx, ports, { caller, personId, label });
    ordered += 1;
  }
  return accept({ ordered });
}

/**
 * Withdraws an order before the device has received it. The sessions stay ended. Refuses `request/not-found`, `access/denied`,
 * and `request/invalid` once the device has been in contact.
 */
export const withdrawWipe = (ports: MemberPorts, caller: ApiCaller, id: string): Promise<Result<void>> =>
  inTenant(ports.database, { orgId: caller.orgId, mode: 'write' }, async (tx): Promise<Result<void>> => {
    const [wipe] = await tx.query<{ person_id: string; contacted_at: string | null; device_id: string; why: string }>(
      'select person_id, contacted_at, device_id, why from auth.device_wipe where org_id = $1 and id = $2 and withdrawn_at is null for update',
      [caller.orgId, id],
    );
    const asker = await readAsker(tx, { ...caller, installed: ports.installed });
    if (wipe?.person_id !== caller.userId) {
      if (!administers(asker.principal, entityOf(asker.tenant.catalogue, accessEntities.person)))
        return deniedToOthers();
      if (!wipe) return notThere();
      const judged = await judgePerson(tx, asker, wipe.person_id);
      if (!judged.ok) return judged;
    }
    if (wipe.contacted_at !== null)
      return refuse(
        'request/invalid',
        'The device has received the order already: it hands over its changes and wipes itself.',
        {
          path: 'id',
        },
      );
    const nowMs = ports.identity.clock.nowMs();
    await tx.query('update auth.device_wipe set withdrawn_at = $3 where org_id = $1 and id = $2', [
      caller.orgId,
      id,
      instantOfMs(nowMs),
    ]);
    const { person_id: about, device_id: device } = wipe;
    const { origin } = ports.identity;
    await noteEvent(tx, caller.orgId, { action: 'device/wipe-withdrawn', nowMs, origin, by: caller.userId, about, device }); // prettier-ignore
    return accept(undefined);
  });
