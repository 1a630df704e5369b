import type { Transaction } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { signOrder } from './signed-texts.ts';
import { openWipeKeys } from './wipe-keys.ts';

/** The reason why a device is wiped: somebody ordered it, or its person's access was suspended or removed. */
export type WipeReason = 'ordered' | 'suspended' | 'removed';

/** One person's session on one device, as a wipe is bound to it. */
export type WipedSession = {
  readonly orgId: string;
  readonly sessionId: string;
  readonly personId: string;
  readonly deviceId: string;
  readonly deviceName: string;
  /** The thumbprint of the session's key. */
  readonly proofKey: string;
};

type Ports = Pick<IdentityPorts, 'clock' | 'ids' | 'keys' | 'random' | 'origin'>;

async function signedOrder(tx: Transaction, id: string, session: WipedSession, ports: Ports): Promise<string> {
  const { orgId: org, personId: person, deviceId: device, proofKey: jkt } = session;
  const keys = await openWipeKeys(tx, org, ports);
  return signOrder({ id, org, person, device, jkt, at: instantOfMs(ports.clock.nowMs()), seal: keys.sealKey }, keys);
}

/**
 * Writes an order to wipe what a person has on a device. While an order is open, a second one only returns it. Returns its id.
 * The caller ends the sessions.
 */
export async function orderWipe(
  tx: Transaction,
  { session, why, by }: { readonly session: WipedSession; readonly why: WipeReason; readonly by: string | null },
  ports: Ports,
): Promise<string> {
  const { orgId, deviceId, personId } = session;
  const [open] = await tx.query<{ id: string }>(
    'select id from auth.device_wipe where org_id = $1 and device_id = $2 and person_id = $3 and session_id = $4 and withdrawn_at is null',
    [orgId, deviceId, personId, session.sessionId],
  );
  if (open) return open.id;
  const id = ports.ids.newId();
  const nowMs = ports.clock.nowMs();
  await tx.query(
    `insert into auth.device_wipe (org_id, id, device_id, person_id, session_id, device_name, proof_key, why, ordered_by, ordered_at, told)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      orgId,
      id,
      deviceId,
      personId,
      session.sessionId,
      session.deviceName,
      session.proofKey,
      why,
      by,
      instantOfMs(nowMs),
      await signedOrder(tx, id, session, ports),
    ],
  );
  const details = { why, device: session.deviceName };
  await noteEvent(tx, orgId, { action: 'device/wipe-ordered', nowMs, origin: ports.origin, by, about: personId, device: deviceId, details }); // prettier-ignore
  return id;
}

/**
 * Binds an open order to a new session of its person on its device, and returns whether there is one. The caller ends
 * that session: a person who signs in on a lost device gets the order, and no data.
 */
export async function rebindWipe(
  tx: Transaction,
  { proofKey, ...session }: Omit<WipedSession, 'proofKey'> & { readonly proofKey: string | undefined },
  ports: Ports,
): Promise<boolean> {
  const [open] = await tx.query<{ id: string }>(
    `select id from auth.device_wipe where org_id = $1 and device_id = $2 and person_id = $3
       and handed_over_at is null and wiped_at is null and withdrawn_at is null order by ordered_at desc limit 1`,
    [session.orgId, session.deviceId, session.personId],
  );
  if (!open) return false;
  if (proofKey === undefined) return true; // an older build: it cannot receive the order, and gets no data either
  await tx.query(
    'update auth.device_wipe set session_id = $3, proof_key = $4, told = $5 where org_id = $1 and id = $2',
    [
      session.orgId,
      open.id,
      session.sessionId,
      proofKey,
      await signedOrder(tx, open.id, { ...session, proofKey }, ports),
    ],
  );
  return true;
}

/** Returns the signed order for a session, and notes the contact; undefined where the device keeps its data. */
export async function tellOrder(
  tx: Transaction,
  { orgId, sessionId }: Pick<WipedSession, 'orgId' | 'sessionId'>,
  { clock, origin }: Pick<Ports, 'clock' | 'origin'>,
): Promise<string | undefined> {
  const [order] = await tx.query<{ id: string; told: string; contacted_at: string | null; device_id: string; person_id: string }>(
    'select id, told, contacted_at, device_id, person_id from auth.device_wipe where org_id = $1 and session_id = $2 and withdrawn_at is null',
    [orgId, sessionId],
  ); // prettier-ignore
  if (!order) return undefined;
  if (order.contacted_at === null) {
    const nowMs = clock.nowMs();
    await tx.query('update auth.device_wipe set contacted_at = $3 where org_id = $1 and id = $2', [
      orgId,
      order.id,
      instantOfMs(nowMs),
    ]);
    await noteEvent(tx, orgId, { action: 'device/wipe-told', nowMs, origin, about: order.person_id, device: order.device_id }); // prettier-ignore
  }
  return order.told;
}
