import { notFound } from '@outpost/domain/kernel/access/denial';
import type { Clock, IdSource, RandomBytes } from '@outpost/domain/kernel/ports';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { instantOfMs } from '../../db/instant-at.ts';
import { readDataKeys } from '../../catalogue/sealing.ts';
import type { Transaction } from '../../db/database.ts';
import type { KeyRing } from '../../identity/keys/key-ring.ts';
import { openSecret, resealTable, type ResealSecretPorts, sealSecret } from '../../identity/keys/tenant-secrets.ts';
import { type WebhookSecret, webhookSecretBytes, type WebhookSecretKind, writtenPublicKey, writtenSecret } from './sign-webhook.ts'; // prettier-ignore

/** A secret as administrators see it. `shown`: the last characters of an HMAC secret, or the whole public key. */
export type ShownSecret = {
  readonly id: string;
  readonly kind: WebhookSecretKind;
  readonly shown: string;
  readonly madeAt: string;
  readonly endsAt: string | null;
};

/** A secret at the moment at which it is made. `secret`: shown only now; null for ed25519, whose public key is no secret. */
export type MadeSecret = { readonly id: string; readonly kind: WebhookSecretKind; readonly secret: string | null; readonly publicKey: string | null }; // prettier-ignore

type SecretRow = {
  readonly id: string;
  readonly endpoint_id: string;
  readonly kind: WebhookSecretKind;
  readonly shown: string;
  readonly made_at: string;
  readonly ends_at: string | null;
};
const purposeOf = (id: string): string => `webhook secret ${id}`;
/** Chosen: a week is enough to bring a new secret to all machines. */
const mostOverlapHours = 24 * 7;

/** Makes a secret of an endpoint. The caller has checked the right to it. */
export async function addWebhookSecret(
  tx: Transaction,
  { orgId, endpointId, kind }: { readonly orgId: string; readonly endpointId: string; readonly kind: WebhookSecretKind }, // prettier-ignore
  { clock, ids, random }: { readonly clock: Clock; readonly ids: IdSource; readonly random: RandomBytes },
): Promise<MadeSecret> {
  const id = ids.newId();
  const bytes = random(webhookSecretBytes);
  const written = writtenSecret(bytes);
  const publicKey = kind === 'ed25519' ? writtenPublicKey(bytes) : null;
  const secret = Buffer.from(bytes).toString('base64');
  const sealed = await sealSecret(tx, { orgId, secret, purpose: purposeOf(id) }, { clock });
  await tx.query(
    'insert into store.webhook_secret (org_id, id, endpoint_id, kind, sealed, shown, made_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [orgId, id, endpointId, kind, sealed, publicKey ?? written.slice(-5, -1), instantOfMs(clock.nowMs())],
  );
  return { id, kind, secret: kind === 'hmac' ? written : null, publicKey };
}

/** Returns the secrets of all endpoints of the tenant that are valid now, by endpoint, newest first. */
export async function shownSecrets(tx: Transaction, orgId: string, nowMs: number): Promise<ReadonlyMap<string, readonly ShownSecret[]>> {
  const rows = await tx.query<SecretRow>(
    `select id, endpoint_id, kind, shown, made_at, ends_at from store.webhook_secret
     where org_id = $1 and (ends_at is null or ends_at > $2) order by made_at desc, id desc`,
    [orgId, instantOfMs(nowMs)],
  );
  const byEndpoint = Map.groupBy(rows, (row) => row.endpoint_id);
  const shownOf = ({ id, kind, shown, made_at: madeAt, ends_at: endsAt }: SecretRow): ShownSecret => ({ id, kind, shown, madeAt, endsAt });
  return new Map([...byEndpoint].map(([id, own]) => [id, own.map(shownOf)]));
} // prettier-ignore

type Rotated = { readonly orgId: string; readonly endpointId: string; readonly kind: WebhookSecretKind; readonly overlapHours: number }; // prettier-ignore

/** Lets the secrets of a kind end after some more hours, at most a week, and those that end already at once. A new one takes their place. */
export async function endSecretsLater(tx: Transaction, { orgId, endpointId, kind, overlapHours }: Rotated, { clock }: { readonly clock: Clock }): Promise<void> {
  const endMs = clock.nowMs() + Math.min(overlapHours, mostOverlapHours) * 3_600_000;
  await tx.query('delete from store.webhook_secret where org_id = $1 and endpoint_id = $2 and kind = $3 and ends_at is not null', [orgId, endpointId, kind]);
  await tx.query('update store.webhook_secret set ends_at = $4 where org_id = $1 and endpoint_id = $2 and kind = $3', [orgId, endpointId, kind, instantOfMs(endMs)]);
} // prettier-ignore

type Ended = { readonly orgId: string; readonly endpointId: string; readonly secretId: string };

/** Ends a secret at once. Refuses `records/not-found`, and `records/invalid` for the last one that is valid. */
export async function endSecretNow(
  tx: Transaction,
  { orgId, endpointId, secretId }: Ended,
  { clock }: { readonly clock: Clock },
): Promise<Result<{ readonly id: string }>> {
  const valid = (await shownSecrets(tx, orgId, clock.nowMs())).get(endpointId) ?? [];
  if (!valid.some(({ id }) => id === secretId)) return notFound(secretId);
  if (valid.length === 1) return refuse('records/invalid', 'This is its only secret. Make another one first.', {});
  await tx.query('delete from store.webhook_secret where org_id = $1 and endpoint_id = $2 and id = $3', [orgId, endpointId, secretId]); // prettier-ignore
  return accept({ id: secretId });
}

type Opening = { readonly clock: Clock; readonly keys: Pick<KeyRing, 'unseal'> };
type OfEndpoint = { readonly orgId: string; readonly endpointId: string };

/** Returns the secrets by which a message of an endpoint is signed now, newest first. */
export const openWebhookSecrets = async (
  tx: Transaction,
  endpoint: OfEndpoint,
  ports: Opening,
): Promise<readonly WebhookSecret[]> => (await readWebhookSecrets(tx, endpoint, ports))();

/** Reads the same secrets with their keys in one round trip. Returns the function that opens them. */
export async function readWebhookSecrets(tx: Transaction, { orgId, endpointId }: OfEndpoint, { clock, keys }: Opening): Promise<() => Promise<readonly WebhookSecret[]>> {
  const [rows, dataKeys] = await Promise.all([
    tx.query<{ id: string; kind: WebhookSecretKind; sealed: string }>(
      `select id, kind, sealed from store.webhook_secret
       where org_id = $1 and endpoint_id = $2 and (ends_at is null or ends_at > $3) order by made_at desc, id desc`,
      [orgId, endpointId, instantOfMs(clock.nowMs())],
    ),
    tx.columnKeys ? readDataKeys(tx, orgId) : undefined,
  ]);
  return () =>
    Promise.all(
      rows.map(async ({ id, kind, sealed }) => {
        const secret = await openSecret(tx, { orgId, sealed, purpose: purposeOf(id) }, { keys, dataKeys });
        if (secret === undefined) throw new Error(`The secret ${id} of a webhook endpoint cannot be decrypted`);
        return { kind, bytes: Buffer.from(secret, 'base64') };
      }),
    );
} // prettier-ignore

/**
 * Encrypts the secrets of the tenant's endpoints under its newest data key where they are not under it yet. Returns their
 * number.
 */
export const resealWebhookSecrets = (tx: Transaction, orgId: string, ports: ResealSecretPorts): Promise<number> =>
  resealTable(tx, { orgId, table: 'store.webhook_secret', purposeOf }, ports);
