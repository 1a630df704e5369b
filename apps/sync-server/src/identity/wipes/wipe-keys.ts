import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Transaction } from '../../db/database.ts';
import type { IdentityPorts } from '../identity-ports.ts';

/** RFC 8410: the bytes before the 32 bytes of a private key in PKCS#8. */
const pkcs8Heads = {
  Ed25519: Buffer.from('302e020100300506032b657004220420', 'hex'),
  X25519: Buffer.from('302e020100300506032b656e04220420', 'hex'),
} as const;

const secretsSchema = z.strictObject({ order: z.string(), seal: z.string() });

/** The keys of a tenant for devices that are wiped. Public halves are base64url, as in a JWK. */
export type WipeKeys = {
  readonly orderKey: string;
  readonly sealKey: string;
  /** Ed25519: signs orders and receipts. */
  readonly signing: KeyObject;
  /** X25519: opens what devices hand over. */
  readonly opening: KeyObject;
};

const privateKeyOf = (curve: keyof typeof pkcs8Heads, seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Heads[curve], seed]), format: 'der', type: 'pkcs8' });

function publicHalf(key: KeyObject): string {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  if (x === undefined) throw new Error('A key without its public half');
  return x;
}

const purposeOf = (orgId: string): string => `the keys for wiped devices of ${orgId}`;
type Stored = { readonly order_key: string; readonly seal_key: string; readonly sealed: string };

const readStored = async (tx: Transaction, orgId: string): Promise<Stored | undefined> =>
  (await tx.query<Stored>('select order_key, seal_key, sealed from auth.wipe_key where org_id = $1', [orgId]))[0];

/** Returns the public key by which a tenant's devices recognise an order to wipe; undefined before the first sign-in of this build. */
export const readOrderKey = async (tx: Transaction, orgId: string): Promise<string | undefined> =>
  (await readStored(tx, orgId))?.order_key;

/** Makes the tenant's keys where there are none. Runs in a transaction that writes. */
export async function ensureWipeKeys(
  tx: Transaction,
  orgId: string,
  { random, keys }: Pick<IdentityPorts, 'random' | 'keys'>,
): Promise<void> {
  if (await readStored(tx, orgId)) return;
  const seeds = { order: Buffer.from(random(32)), seal: Buffer.from(random(32)) };
  const secrets = { order: seeds.order.toString('base64url'), seal: seeds.seal.toString('base64url') };
  await tx.query(
    'insert into auth.wipe_key (org_id, order_key, seal_key, sealed) values ($1, $2, $3, $4) on conflict do nothing',
    [
      orgId,
      publicHalf(privateKeyOf('Ed25519', seeds.order)),
      publicHalf(privateKeyOf('X25519', seeds.seal)),
      keys.seal(JSON.stringify(secrets), purposeOf(orgId)),
    ],
  );
}

/** Returns the tenant's keys, made if there are none. Keys that the server's key no longer opens are a fault: nothing is made in their place. */
export async function openWipeKeys(
  tx: Transaction,
  orgId: string,
  ports: Pick<IdentityPorts, 'random' | 'keys'>,
): Promise<WipeKeys> {
  await ensureWipeKeys(tx, orgId, ports);
  const stored = await readStored(tx, orgId);
  const text = stored && (await ports.keys.unseal(stored.sealed, purposeOf(orgId)));
  if (!stored || text === undefined)
    throw new Error('The keys for wiped devices do not open: keys.json is not the one with which they were made');
  const { order, seal } = secretsSchema.parse(JSON.parse(text));
  return {
    orderKey: stored.order_key,
    sealKey: stored.seal_key,
    signing: privateKeyOf('Ed25519', Buffer.from(order, 'base64url')),
    opening: privateKeyOf('X25519', Buffer.from(seal, 'base64url')),
  };
}
