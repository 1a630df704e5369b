import { timingSafeEqual } from 'node:crypto';
import type { Transaction } from '../../db/database.ts';
import { noteEvent } from '../../journal/events/note-event.ts';
import type { IdentityPorts } from '../identity-ports.ts';
import type { Account } from '../sessions/signed-in.ts';
import { isFactor, type StoredFactor } from './stored-factors.ts';

const dayMs = 86_400_000;
/** The largest value of the organisation's field. */
const mostDays = 90;
/** Chosen: sessions that ended are listed for thirty days. A device that is no longer in the list is not trusted any more. */
const listedDays = 30;

type Device = { readonly id: string; readonly proofKey?: string | undefined };
type Trusting = {
  readonly orgId: string;
  readonly account: Pick<Account, 'person' | 'passwordHash' | 'identityId'>;
  readonly device: Device;
  readonly factors: readonly StoredFactor[];
};

/** Returns the days for which an organisation lets a device be trusted. 0: never, which is usual. */
export async function trustDaysOf(tx: Transaction, orgId: string): Promise<number> {
  const [row] = await tx.query<{ days: string | null }>(
    `select fields ->> 'trustDays' as days from store.platform_organisation where org_id = $1 and life = 'alive'`,
    [orgId],
  );
  const days = Math.floor(Number(row?.days ?? 0));
  return days > 0 ? Math.min(days, mostDays) : 0;
}

/** Returns the keyed hash by which trust ends with the password, and with each factor that is added or removed. */
function proofOf(
  { account, factors }: Pick<Trusting, 'account' | 'factors'>,
  { keys }: Pick<IdentityPorts, 'keys'>,
): Buffer {
  const ids = factors
    .filter(isFactor)
    .map(({ id }) => id)
    .sort();
  return keys.attemptMac(`trusted device:${account.identityId}:${account.passwordHash}:${ids.join(',')}`);
}

type TrustRow = { readonly proof: Uint8Array; readonly since_ms: number; readonly until_ms: number };

/**
 * Returns until when a device signs in without the second factor, in milliseconds since 1970; undefined where it does
 * not. The device has proved that it has the key with which it was trusted. Its id alone proves nothing. The
 * organisation's present number of days counts.
 */
export async function trustedUntil(
  tx: Transaction,
  { orgId, account, device, factors }: Trusting,
  ports: Pick<IdentityPorts, 'keys' | 'clock'>,
): Promise<number | undefined> {
  if (device.proofKey === undefined) return undefined;
  const nowMs = ports.clock.nowMs();
  const [row] = await tx.query<TrustRow>(
    `select proof, since_ms, until_ms from auth.trusted_device t
     where org_id = $1 and person_id = $2 and device_id = $3 and proof_key = $4 and until_ms > $5
       and exists (select 1 from auth.session s where s.org_id = t.org_id and s.person_id = t.person_id and s.device_id = t.device_id
         and s.proof_key = t.proof_key and coalesce(s.ended_at, s.expires_at) > $6)`,
    [orgId, account.person.id, device.id, device.proofKey, nowMs, new Date(nowMs - listedDays * dayMs).toISOString()],
  );
  if (!row || !timingSafeEqual(row.proof, proofOf({ account, factors }, ports))) return undefined;
  const untilMs = Math.min(row.until_ms, row.since_ms + (await trustDaysOf(tx, orgId)) * dayMs);
  return untilMs > nowMs ? untilMs : undefined;
}

/**
 * Trusts a device, after a second factor that was right there. Returns until when; undefined where the organisation does not allow it, or the
 * device has shown no key.
 */
export async function trustDevice(
  tx: Transaction,
  { orgId, account, device, factors }: Trusting,
  ports: Pick<IdentityPorts, 'keys' | 'clock' | 'origin'>,
): Promise<number | undefined> {
  const days = await trustDaysOf(tx, orgId);
  if (days === 0 || device.proofKey === undefined) return undefined;
  const nowMs = ports.clock.nowMs();
  const untilMs = nowMs + days * dayMs;
  const personId = account.person.id;
  await tx.query(
    `insert into auth.trusted_device (org_id, person_id, device_id, proof_key, proof, since_ms, until_ms) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (org_id, person_id, device_id) do update
       set proof_key = excluded.proof_key, proof = excluded.proof, since_ms = excluded.since_ms, until_ms = excluded.until_ms`,
    [orgId, personId, device.id, device.proofKey, proofOf({ account, factors }, ports), nowMs, untilMs],
  );
  const details = { days };
  await noteEvent(tx, orgId, { action: 'device/trusted', nowMs, origin: ports.origin, by: personId, about: personId, device: device.id, details }); // prettier-ignore
  return untilMs;
}
