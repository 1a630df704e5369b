import type { Clock } from '@outpost/domain/kernel/ports';
import { inTenant, type Database, type Transaction } from '../../db/database.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import { openSecret, resealTable, type ResealSecretPorts } from '../../identity/keys/tenant-secrets.ts';
import type { ResolveTxt } from '../../identity/outgoing/txt-resolver.ts';
import { dkimRecordOf, type DkimState, dkimStateOf } from './dkim-record.ts';

/** A key by which e-mails are signed. The private key is sealed. `state`: as the last check found it. Times in UTC. */
export type DkimKey = {
  readonly id: string;
  readonly domain: string;
  readonly selector: string;
  readonly publicKey: string;
  readonly madeAt: string;
  readonly state: DkimState;
  readonly checkedAt: string | null;
};

type Row = { readonly id: string; readonly domain: string; readonly selector: string; readonly public_key: string; readonly made_at: string; readonly state: DkimState; readonly checked_at: string | null }; // prettier-ignore
const columns = 'id, domain, selector, public_key, made_at, state, checked_at';
const keyOf = ({ public_key: publicKey, made_at: madeAt, checked_at: checkedAt, ...row }: Row): DkimKey => ({ ...row, publicKey, madeAt, checkedAt }); // prettier-ignore

export const dkimPurposeOf = (id: string): string => `DKIM key ${id}`;

/** Returns the keys of the organisation: by domain, and the newest of a domain first. */
export const readDkimKeys = async (tx: Transaction, orgId: string): Promise<readonly DkimKey[]> =>
  (await tx.query<Row>(`select ${columns} from store.dkim_key where org_id = $1 order by domain, made_at desc, id desc`, [orgId])).map(keyOf); // prettier-ignore

/** Asks DNS for the record of a key, and keeps what it says. Returns the key as it is now. */
export async function checkDkimKey(
  {
    database,
    clock,
    resolveTxt,
  }: { readonly database: Database; readonly clock: Clock; readonly resolveTxt: ResolveTxt },
  orgId: string,
  key: DkimKey,
): Promise<DkimKey> {
  const state = dkimStateOf(key, await resolveTxt(dkimRecordOf(key).name));
  const checkedAt = new Date(clock.nowMs()).toISOString();
  await inTenant(
    database,
    { orgId, mode: 'write' },
    (tx) =>
    tx.query('update store.dkim_key set state = $3, checked_at = $4 where org_id = $1 and id = $2', [orgId, key.id, state, checkedAt]), // prettier-ignore
  );
  return { ...key, state, checkedAt };
}

/** The key with which the composer signs an e-mail. */
export type DkimSigner = { readonly domainName: string; readonly keySelector: string; readonly privateKey: string };

export type DkimPorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly keys: Pick<KeyRing, 'unseal'>;
  readonly resolveTxt: ResolveTxt;
};

/** Chosen: a record that was removed is noticed within an hour. Until then a signature does not verify, which receivers treat like none. */
const checkedForMs = 3_600_000;

/**
 * MSG-48: returns the key that signs e-mails of a domain: the newest whose record is published. Undefined: there is none, so they are not signed.
 * DNS is asked at most once an hour for each key.
 */
export async function dkimSignerOf(ports: DkimPorts, orgId: string, domain: string): Promise<DkimSigner | undefined> {
  const { database, clock } = ports;
  const folded = domain.toLowerCase();
  const all = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => readDkimKeys(tx, orgId));
  for (const known of all.filter((one) => one.domain === folded)) {
    const isFresh = known.checkedAt !== null && clock.nowMs() - Date.parse(known.checkedAt) < checkedForMs;
    const key = isFresh ? known : await checkDkimKey(ports, orgId, known);
    if (key.state !== 'published') continue;
    const privateKey = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) => openDkimKey(tx, { orgId, id: key.id }, ports)); // prettier-ignore
    if (privateKey !== undefined) return { domainName: key.domain, keySelector: key.selector, privateKey };
  }
  return undefined;
}

/** Returns the private key, PEM. Undefined: the key was removed meanwhile. Throws where it does not open. */
async function openDkimKey(
  tx: Transaction,
  { orgId, id }: { readonly orgId: string; readonly id: string },
  ports: { readonly keys: Pick<KeyRing, 'unseal'> },
): Promise<string | undefined> {
  const [row] = await tx.query<{ sealed: string }>('select sealed from store.dkim_key where org_id = $1 and id = $2', [orgId, id]); // prettier-ignore
  if (!row) return undefined;
  const opened = await openSecret(tx, { orgId, sealed: row.sealed, purpose: dkimPurposeOf(id) }, ports);
  if (opened === undefined) throw new Error(`The DKIM key ${id} cannot be decrypted`);
  return opened;
}

/** Encrypts the private keys under the tenant's newest data key where they are not under it yet. Returns their number. */
export const resealDkimKeys = (tx: Transaction, orgId: string, ports: ResealSecretPorts): Promise<number> =>
  resealTable(tx, { orgId, table: 'store.dkim_key', purposeOf: dkimPurposeOf }, ports);
