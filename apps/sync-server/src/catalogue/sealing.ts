import type { JsonValue } from '@outpost/domain/kernel/json';
import { decrypt, encrypt } from '../db/aead.ts';
import type { ColumnKeys, Transaction } from '../db/database.ts';

/** The place of a sealed value. A value that is copied to another place does not open there. */
export type SealedPlace = { readonly entity: string; readonly record: string; readonly field: string };

/** K-4: encrypts and opens the sealed values of one tenant. */
export type Sealing = {
  /** The id of the key that encrypts. */
  readonly keyId: string;
  readonly seal: (value: JsonValue, place: SealedPlace) => string;
  /** @throws `Unopenable` */
  readonly open: (sealed: JsonValue, place: SealedPlace) => JsonValue;
};

/** A sealed value does not open: it was changed or moved, or its key is missing. The message contains nothing of the value. */
export class Unopenable extends Error {
  override readonly name = 'Unopenable';
  constructor({ entity, record, field }: SealedPlace) {
    super(`The sealed value ${field} of ${entity} ${record} does not open with the tenant's keys`);
  }
}

const form = /^s1\.([A-Za-z0-9_-]{1,40})\.([A-Za-z0-9_-]+)$/;
/** Values are filled up to a multiple of this, so that the length of a ciphertext reveals little about the value. */
const paddedTo = 32;

/** Returns the id of the key that encrypted a value. Undefined for any other value. */
export const keyIdOf = (sealed: JsonValue | undefined): string | undefined =>
  typeof sealed === 'string' ? form.exec(sealed)?.[1] : undefined;

/** A data key of a tenant: 32 bytes. */
export type DataKey = { readonly id: string; readonly key: Uint8Array };

/** Makes the sealing of a tenant from its keys, the newest first. */
export function sealingWith(
  orgId: string,
  { keys, random }: { readonly keys: readonly [DataKey, ...DataKey[]]; readonly random: ColumnKeys['random'] },
): Sealing {
  const byId = new Map(keys.map(({ id, key }) => [id, key]));
  const [newest] = keys;
  const purposeOf = ({ entity, record, field }: SealedPlace): string => JSON.stringify([orgId, entity, record, field]);
  return {
    keyId: newest.id,
    seal(value, place) {
      const text = JSON.stringify(value);
      const bytes = Buffer.byteLength(text);
      const filled = Buffer.from(text + ' '.repeat((paddedTo - (bytes % paddedTo)) % paddedTo)); // JSON ignores the spaces
      return `s1.${newest.id}.${encrypt(newest.key, filled, { purpose: purposeOf(place), random }).toString('base64url')}`;
    },
    open(sealed, place) {
      const [, id = '', text = ''] = typeof sealed === 'string' ? (form.exec(sealed) ?? []) : [];
      const key = byId.get(id);
      const opened = key && decrypt(key, Buffer.from(text, 'base64url'), purposeOf(place));
      if (!opened) throw new Unopenable(place);
      return JSON.parse(opened.toString()) as JsonValue; // `seal` wrote it
    },
  };
}

/** Returns the purpose for which a data key is encrypted under the master key. */
export const purposeOfKey = (orgId: string, id: string): string => `the data key ${id} of tenant ${orgId}`;
/** By master key: the keys that were opened, by their purpose and encrypted text. Opening may ask a service. */
const opened = new WeakMap<ColumnKeys, Map<string, Uint8Array>>();

async function openKey(keys: ColumnKeys, purpose: string, wrapped: string): Promise<Uint8Array> {
  const known = opened.get(keys) ?? new Map<string, Uint8Array>();
  opened.set(keys, known);
  const place = JSON.stringify([purpose, wrapped]);
  const found = known.get(place) ?? (await keys.master.unwrap(wrapped, purpose));
  known.set(place, found);
  return found;
}

/** Reads a tenant's data keys, the newest first. Throws where the database was opened without a master key. */
export async function readDataKeys(tx: Transaction, orgId: string): Promise<readonly DataKey[]> {
  const { columnKeys } = tx;
  if (!columnKeys) throw new Error('Data keys need a master key, and this connection was opened without one');
  const rows = await tx.query<{ id: string; wrapped: string }>(
    'select id, wrapped from store.data_key where org_id = $1 order by made_ms desc, id desc',
    [orgId],
  );
  return Promise.all(
    rows.map(async ({ id, wrapped }) => ({ id, key: await openKey(columnKeys, purposeOfKey(orgId, id), wrapped) })),
  );
}

/** Reads a tenant's data keys, and makes the first one where there is none. Runs in a transaction that writes. */
export async function ensureDataKeys(tx: Transaction, orgId: string, nowMs: number): Promise<readonly DataKey[]> {
  const found = await readDataKeys(tx, orgId);
  if (found.length > 0) return found;
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 48))', [orgId]); // one server of several makes it
  const meanwhile = await readDataKeys(tx, orgId);
  if (meanwhile.length > 0) return meanwhile;
  await makeDataKey(tx, orgId, nowMs);
  return readDataKeys(tx, orgId);
}

/** Reads the sealing of a tenant. Undefined where it has no data key yet, or the database was opened without a master key. */
export async function readSealing(tx: Transaction, orgId: string): Promise<Sealing | undefined> {
  if (!tx.columnKeys) return undefined;
  const [newest, ...older] = await readDataKeys(tx, orgId);
  return newest && sealingWith(orgId, { keys: [newest, ...older], random: tx.columnKeys.random });
}

/** Makes a new data key of a tenant: values are encrypted under it from then on. Call it under the tenant's clock. */
export async function makeDataKey(tx: Transaction, orgId: string, nowMs: number): Promise<Sealing> {
  const { columnKeys } = tx;
  if (!columnKeys) throw new Error('Sealed fields need a master key, and this connection was opened without one');
  const id = Buffer.from(columnKeys.random(9)).toString('base64url');
  const wrapped = await columnKeys.master.wrap(columnKeys.random(32), purposeOfKey(orgId, id));
  // The time is never earlier than that of the other keys, even when the clock goes back.
  await tx.query(
    `insert into store.data_key (org_id, id, wrapped, made_ms)
     select $1, $2, $3, greatest($4::bigint, coalesce(max(made_ms), 0) + 1) from store.data_key where org_id = $1
     having exists (select 1 from store.tenants where org_id = $1)`, // an erased tenant gets no key again
    [orgId, id, wrapped, nowMs],
  );
  const sealing = await readSealing(tx, orgId);
  if (!sealing) throw new Error(`The data key of tenant ${orgId} was not written`);
  return sealing;
}
