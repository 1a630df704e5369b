import { hkdfSync } from 'node:crypto';
import type { Clock } from '@outpost/domain/kernel/ports';
import { type DataKey, ensureDataKeys, readDataKeys } from '../../catalogue/sealing.ts';
import { decrypt, encrypt } from '../../db/aead.ts';
import type { Transaction } from '../../db/database.ts';
import type { KeyRing } from './key-ring.ts';

/** A secret of a tenant that is stored in the database. `purpose`: its place. It opens only there. */
export type StoredSecret = { readonly orgId: string; readonly sealed: string; readonly purpose: string };

const form = /^t1\.([A-Za-z0-9_-]{1,40})\.([A-Za-z0-9_-]+)$/;

/** RFC 5869: a key of its own, other than those of columns and files. */
const secretsKeyOf = ({ key }: DataKey): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', key, '', 'outpost secrets', 32));
const fullPurpose = (orgId: string, purpose: string): string => JSON.stringify([orgId, purpose]);

/** Encrypts a secret of a tenant under its newest data key (ADR 110). A tenant without a data key gets one. */
export async function sealSecret(
  tx: Transaction,
  { orgId, secret, purpose }: Pick<StoredSecret, 'orgId' | 'purpose'> & { readonly secret: string },
  { clock }: { readonly clock: Clock },
): Promise<string> {
  const [newest] = await ensureDataKeys(tx, orgId, clock.nowMs());
  const { columnKeys } = tx;
  if (!newest || !columnKeys) throw new Error(`Tenant ${orgId} has no data key`);
  const given = { purpose: fullPurpose(orgId, purpose), random: columnKeys.random };
  return `t1.${newest.id}.${encrypt(secretsKeyOf(newest), Buffer.from(secret), given).toString('base64url')}`;
}

/**
 * Returns a secret of a tenant; undefined where it does not open. Secrets that builds before ADR 110 encrypted under the server's own keys
 * are opened with those. `dataKeys`: the tenant's, where they were read already.
 */
export async function openSecret(
  tx: Transaction,
  { orgId, sealed, purpose }: StoredSecret,
  { keys, dataKeys }: { readonly keys: Pick<KeyRing, 'unseal'>; readonly dataKeys?: readonly DataKey[] | undefined },
): Promise<string | undefined> {
  const [, id, text = ''] = form.exec(sealed) ?? [];
  if (id === undefined) return keys.unseal(sealed, purpose);
  const key = (dataKeys ?? (await readDataKeys(tx, orgId))).find((each) => each.id === id);
  return key && decrypt(secretsKeyOf(key), Buffer.from(text, 'base64url'), fullPurpose(orgId, purpose))?.toString();
}

export type ResealSecretPorts = { readonly keys: Pick<KeyRing, 'unseal'>; readonly clock: Clock };

/**
 * Returns a secret encrypted under the tenant's newest data key; undefined where it is under that key already. Throws
 * where it does not open: nothing is written in its place.
 */
export async function resealSecret(
  tx: Transaction,
  stored: StoredSecret,
  ports: ResealSecretPorts,
): Promise<string | undefined> {
  const { orgId, purpose } = stored;
  const [newest] = await ensureDataKeys(tx, orgId, ports.clock.nowMs());
  if (form.exec(stored.sealed)?.[1] === newest?.id) return undefined;
  const secret = await openSecret(tx, stored, ports);
  if (secret === undefined)
    throw new Error(
      `A secret of tenant ${orgId} does not open: give the server the keys.json with which it was written`,
    );
  return sealSecret(tx, { orgId, secret, purpose }, ports);
}

/** The tables that keep one sealed secret in each row, under `id`. */
type SealedTable =
  | 'auth.identity_provider'
  | 'store.dkim_key'
  | 'store.mailbox'
  | 'store.push_subscription'
  | 'store.social_account'
  | 'store.webhook_secret';

/** Encrypts the secrets of a table under the tenant's newest data key where they are not under it yet. Returns their number. */
export async function resealTable(
  tx: Transaction,
  {
    orgId,
    table,
    purposeOf,
  }: { readonly orgId: string; readonly table: SealedTable; readonly purposeOf: (id: string) => string },
  ports: ResealSecretPorts,
): Promise<number> {
  const rows = await tx.query<{ id: string; sealed: string }>(`select id, sealed from ${table} where org_id = $1 and sealed is not null for update`, [orgId]); // prettier-ignore
  let resealed = 0;
  for (const { id, sealed } of rows) {
    const next = await resealSecret(tx, { orgId, sealed, purpose: purposeOf(id) }, ports);
    if (next === undefined) continue;
    await tx.query(`update ${table} set sealed = $3 where org_id = $1 and id = $2`, [orgId, id, next]);
    resealed += 1;
  }
  return resealed;
}
