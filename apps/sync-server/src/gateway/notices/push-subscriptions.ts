import { createHash } from 'node:crypto';
import type { Clock, IdSource } from '@outpost/domain/kernel/ports';
import { z } from 'zod';
import { instantOfMs } from '../../db/instant-at.ts';
import type { Transaction } from '../../db/database.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import { openSecret, resealTable, type ResealSecretPorts, sealSecret } from '../../identity/keys/tenant-secrets.ts';
import type { PushPlace } from './notice-ways.ts';

/** A browser or an app that gets the pushes of a person. `service`: the host of its push service. `deviceName`: of the session that made it. */
export type PushSubscription = {
  readonly id: string;
  readonly sessionId: string;
  readonly service: string;
  readonly deviceName: string;
  readonly madeAt: string;
};

/** Chosen: more than the browsers of one person. */
export const mostSubscriptions = 20;

const placeSchema = z.strictObject({ endpoint: z.string(), p256dh: z.string(), auth: z.string() });
const purposeOf = (id: string): string => `push subscription ${id}`;
const hashOf = (endpoint: string): Buffer => createHash('sha256').update(endpoint).digest();

type Whose = { readonly orgId: string; readonly personId: string; readonly nowMs: number };
type Row = { readonly id: string; readonly session_id: string; readonly service: string; readonly device_name: string; readonly made_at: string }; // prettier-ignore

/** The subscriptions of a person whose session goes on: a person who signed out gets no push there. */
const living = `from store.push_subscription p join auth.session s on s.org_id = p.org_id and s.id = p.session_id
  where p.org_id = $1 and p.person_id = $2 and s.person_id = $2 and s.ended_at is null and s.expires_at > $3`;

/** Returns the subscriptions of a person, the oldest first. */
export async function listSubscriptions(tx: Transaction, { orgId, personId, nowMs }: Whose): Promise<readonly PushSubscription[]> {
  const rows = await tx.query<Row>(`select p.id, p.session_id, p.service, s.device_name, p.made_at ${living} order by p.made_at, p.id`, [orgId, personId, instantOfMs(nowMs)]);
  return rows.map((row) => ({ id: row.id, sessionId: row.session_id, service: row.service, deviceName: row.device_name, madeAt: row.made_at }));
} // prettier-ignore

/** Returns the places of a person's subscriptions by their ids. Throws where one does not open. */
export async function readPushPlaces(
  tx: Transaction,
  { orgId, personId, nowMs }: Whose,
  ports: { readonly keys: Pick<KeyRing, 'unseal'> },
): Promise<ReadonlyMap<string, PushPlace>> {
  const rows = await tx.query<{ id: string; sealed: string }>(`select p.id, p.sealed ${living} order by p.made_at, p.id`, [orgId, personId, instantOfMs(nowMs)]); // prettier-ignore
  const places = new Map<string, PushPlace>();
  for (const { id, sealed } of rows) {
    const text = await openSecret(tx, { orgId, sealed, purpose: purposeOf(id) }, ports);
    if (text === undefined) throw new Error(`The push subscription ${id} cannot be decrypted`);
    places.set(id, placeSchema.parse(JSON.parse(text)));
  }
  return places;
}

/**
 * NTF-7: keeps a subscription, in place of one with the same endpoint: a browser belongs to the person who uses it now. Returns false where the person has
 * too many. Subscriptions of ended sessions are removed.
 */
export async function addSubscription(
  tx: Transaction,
  { orgId, personId, sessionId, place }: Omit<Whose, 'nowMs'> & { readonly sessionId: string; readonly place: PushPlace }, // prettier-ignore
  { ids, clock }: { readonly ids: IdSource; readonly clock: Clock },
): Promise<boolean> {
  const now = instantOfMs(clock.nowMs());
  const hash = hashOf(place.endpoint);
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 2))', [`push ${orgId} ${personId}`]); // simultaneous requests are counted
  await tx.query('delete from store.push_subscription where org_id = $1 and endpoint_hash = $2', [orgId, hash]);
  await tx.query(
    `delete from store.push_subscription p where p.org_id = $1 and p.person_id = $2 and not exists
       (select 1 from auth.session s where s.org_id = p.org_id and s.id = p.session_id and s.ended_at is null and s.expires_at > $3)`,
    [orgId, personId, now],
  );
  const [found] = await tx.query<{ n: number }>(
    'select count(*)::int as n from store.push_subscription where org_id = $1 and person_id = $2',
    [orgId, personId],
  );
  if ((found?.n ?? 0) >= mostSubscriptions) return false;
  const id = ids.newId();
  const sealed = await sealSecret(tx, { orgId, secret: JSON.stringify(place), purpose: purposeOf(id) }, { clock });
  await tx.query(
    `insert into store.push_subscription (org_id, id, person_id, session_id, service, endpoint_hash, sealed, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (org_id, endpoint_hash) do update set id = excluded.id, person_id = excluded.person_id, session_id = excluded.session_id, sealed = excluded.sealed, made_at = excluded.made_at`,
    [orgId, id, personId, sessionId, URL.parse(place.endpoint)?.host ?? '', hash, sealed, now],
  );
  return true;
}

/** Removes a subscription of a person. */
export async function removeSubscription(
  tx: Transaction,
  { orgId, personId, id }: { readonly orgId: string; readonly personId: string; readonly id: string },
): Promise<void> {
  await tx.query('delete from store.push_subscription where org_id = $1 and person_id = $2 and id = $3', [orgId, personId, id]); // prettier-ignore
}

/** Encrypts the subscriptions under the tenant's newest data key where they are not under it yet. Returns their number. */
export const resealSubscriptions = (tx: Transaction, orgId: string, ports: ResealSecretPorts): Promise<number> =>
  resealTable(tx, { orgId, table: 'store.push_subscription', purposeOf }, ports);
