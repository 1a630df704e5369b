import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { Clock } from '@outpost/domain/kernel/ports';
import { type Database, inTenant, type Transaction } from '../db/database.ts';
import type { Caller } from '../identity/identity-ports.ts';
import type { KeyRing } from '../identity/keys/key-ring.ts';
import { openSecret } from '../identity/keys/tenant-secrets.ts';

export type CredentialPorts = { readonly database: Database; readonly clock: Clock; readonly keys: KeyRing };

/** The routes that a key opens: the API, or the routes of a directory (SCIM). It opens nothing else. */
export type KeyUse = 'api' | 'directory';

/** An API key as its program sends it. `id` without the secret is its public name: `op1.<organisation>.<key>`. */
export type Credential = { readonly orgId: string; readonly keyId: string; readonly secret: string };

const part = '[A-Za-z0-9_-]{22}';
const publicForm = new RegExp(`^op1\\.(${part})\\.(${part})$`);
const wholeForm = new RegExp(`^(op1\\.${part}\\.${part})\\.([A-Za-z0-9_-]{43})$`);
const tokenForm = /^ot1\.[A-Za-z0-9_.-]{20,600}$/;

const packed = (id: string): string => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
const unpacked = (text: string): string =>
  Buffer.from(text, 'base64url').toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'); // prettier-ignore

/** Returns the public name of a key, by which people and logs know it. */
export const publicNameOf = ({ orgId, keyId }: Omit<Credential, 'secret'>): string =>
  `op1.${packed(orgId)}.${packed(keyId)}`;
/** Returns a key as its program keeps it. */
export const writtenKey = (credential: Credential): string => `${publicNameOf(credential)}.${credential.secret}`;

/** Reads the public name of a key; undefined for any other text. There is one way to write each name. */
export function readPublicName(text: string): Omit<Credential, 'secret'> | undefined {
  const [, org, key] = publicForm.exec(text) ?? [];
  if (org === undefined || key === undefined) return undefined;
  const read = { orgId: unpacked(org), keyId: unpacked(key) };
  return publicNameOf(read) === text ? read : undefined;
}

/** Reads a whole key; undefined for any other text. */
export function readCredential(text: string): Credential | undefined {
  const [, name = '', secret = ''] = wholeForm.exec(text) ?? [];
  const read = readPublicName(name);
  return read && { ...read, secret };
}

export const hashOfSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();
/** The purpose under which the secret of a key is encrypted. */
export const secretPurpose = (keyId: string): string => `api key ${keyId}`;
const tokenPurpose = 'api token';

const refused = (): Result<never> =>
  refuse('access/signed-out', 'This API key, token or signature is not valid, or is no longer valid.', {
    reason: 'invalid',
  });

/** PLT-26: only a caller with the secret of a key learns this. */
const suspended = (): Result<never> =>
  refuse(
    'access/session-ended',
    'This organisation is suspended on this server. The key works again once it is open again. Ask its administrators.',
    { reason: 'organisation-suspended' },
  );

type Secret = {
  readonly hash: Uint8Array;
  readonly sealed: string;
  /** The organisation is suspended (PLT-26). */
  readonly is_closed: boolean;
};

/** Returns the secrets of a key that are valid now; none where the key is unknown, revoked or expired. Notes the day of its use. */
async function validSecrets(
  { database, clock }: CredentialPorts,
  { orgId, keyId }: Omit<Credential, 'secret'>,
  use: KeyUse = 'api',
): Promise<readonly Secret[]> {
  const now = new Date(clock.nowMs()).toISOString();
  return inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<Secret>(
      `select s.hash, s.sealed, t.suspended_at is not null as is_closed
       from auth.api_key k join auth.api_secret s on s.org_id = k.org_id and s.key_id = k.id join store.tenants t on t.org_id = k.org_id
       where k.org_id = $1 and k.id = $2 and k.revoked_at is null and k.expires_at > $3 and k.used_for = $4
         and (s.ends_at is null or s.ends_at > $3)`,
      [orgId, keyId, now, use],
    ),
  );
}

const callerOfKey = ({ orgId, keyId }: Omit<Credential, 'secret'>): Caller => ({
  orgId,
  userId: keyId,
  sessionId: keyId,
  deviceId: keyId,
  keyId,
});

/** Notes the day on which a key was used: once a day. */
async function noteUse(ports: CredentialPorts, { orgId, keyId }: Omit<Credential, 'secret'>): Promise<void> {
  const today = new Date(ports.clock.nowMs()).toISOString().slice(0, 10);
  const known = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query('select 1 from auth.api_key where org_id = $1 and id = $2 and used_on = $3', [orgId, keyId, today]),
  );
  if (known.length > 0) return;
  await inTenant(ports.database, { orgId, mode: 'write' }, (tx: Transaction) =>
    tx.query('update auth.api_key set used_on = $3 where org_id = $1 and id = $2', [orgId, keyId, today]),
  );
}

/** Notes the last contact of a directory: once a minute. */
async function noteContact(ports: CredentialPorts, { orgId, keyId }: Omit<Credential, 'secret'>): Promise<void> {
  const now = new Date(ports.clock.nowMs()).toISOString();
  const minute = `${now.slice(0, 16)}:00.000Z`;
  const known = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query('select 1 from auth.api_key where org_id = $1 and id = $2 and used_at = $3', [orgId, keyId, minute]),
  );
  if (known.length > 0) return;
  await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    tx.query('update auth.api_key set used_at = $3, used_on = $4 where org_id = $1 and id = $2', [
      orgId,
      keyId,
      minute,
      now.slice(0, 10),
    ]),
  );
}

const noteUseOf: { readonly [U in KeyUse]: typeof noteUse } = { api: noteUse, directory: noteContact };

/**
 * Returns the caller of a key of this use. Refuses `access/signed-out` for a key that is unknown, revoked, expired, wrong or of
 * another use. The refusal is the same for all of them. Refuses `access/session-ended` while the organisation is suspended.
 */
export async function callerByKey(ports: CredentialPorts, text: string, use: KeyUse = 'api'): Promise<Result<Caller>> {
  const given = readCredential(text);
  if (!given) return refused();
  const hash = hashOfSecret(given.secret);
  const secrets = await validSecrets(ports, given, use);
  const right = secrets.find((one) => timingSafeEqual(one.hash, hash));
  if (!right) return refused();
  if (right.is_closed) return suspended();
  await noteUseOf[use](ports, given);
  return accept(callerOfKey(given));
}

/** Chosen: the same as for access tokens of people. */
export const tokenSeconds = 900;

/** Returns a token of a key for `tokenSeconds`. It is encrypted, so that it says nothing about the key. */
export async function issueToken(ports: CredentialPorts, key: string): Promise<Result<string>> {
  const caller = await callerByKey(ports, key);
  if (!caller.ok) return caller;
  const { orgId, userId } = caller.value;
  const endMs = ports.clock.nowMs() + tokenSeconds * 1_000;
  return accept(`ot1.${ports.keys.seal(JSON.stringify([orgId, userId, endMs]), tokenPurpose)}`);
}

/** Returns the caller of a token. The key must still be valid. Refuses like `callerByKey`. */
export async function callerByToken(ports: CredentialPorts, token: string): Promise<Result<Caller>> {
  const text = tokenForm.test(token) ? await ports.keys.unseal(token.slice(4), tokenPurpose) : undefined;
  if (text === undefined) return refused();
  const [orgId, keyId, endMs] = JSON.parse(text) as [string, string, number]; // only this server encrypts such texts
  const [secret] = endMs <= ports.clock.nowMs() ? [] : await validSecrets(ports, { orgId, keyId });
  if (!secret) return refused();
  if (secret.is_closed) return suspended();
  return accept(callerOfKey({ orgId, keyId }));
}

/** A signed request: HMAC-SHA256 in hex of `timestamp|path|body` under the key's secret. */
export type SignedRequest = {
  /** The public name of the key. */
  readonly key: string;
  /** Milliseconds since 1970, as the client wrote them. */
  readonly timestamp: string;
  readonly signature: string;
  /** With its query, as sent. */
  readonly path: string;
  readonly body: Uint8Array;
};

/** Chosen: longer than clocks differ. A signature is used once within the window, and never after it. */
export const windowMs = 300_000;

/** Returns the key that a signed request names, before its body is read. Refuses `access/signed-out`. */
export function readSigned(
  { clock }: Pick<CredentialPorts, 'clock'>,
  { key, timestamp, signature }: Omit<SignedRequest, 'path' | 'body'>,
): Result<Caller> {
  const named = readPublicName(key);
  const isRead = /^\d{13}$/.test(timestamp) && /^[0-9a-f]{64}$/.test(signature);
  if (!named || !isRead || Math.abs(Number(timestamp) - clock.nowMs()) > windowMs) return refused();
  return accept(callerOfKey(named));
}

/** Verifies a signed request and notes its signature, so that it is not accepted twice. Refuses like `callerByKey`. */
export async function verifySigned(ports: CredentialPorts, request: SignedRequest): Promise<Result<Caller>> {
  const caller = readSigned(ports, request);
  if (!caller.ok) return caller;
  const { orgId, userId: keyId } = caller.value;
  const given = Buffer.from(request.signature, 'hex');
  let right: Secret | undefined;
  for (const one of await validSecrets(ports, { orgId, keyId })) {
    const secret = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) =>
      openSecret(tx, { orgId, sealed: one.sealed, purpose: secretPurpose(keyId) }, ports),
    );
    if (secret === undefined) throw new Error(`The secret of key ${keyId} cannot be decrypted`);
    if (timingSafeEqual(signatureOf(secret, request), given)) right ??= one;
  }
  if (!right) return refused();
  if (right.is_closed) return suspended();
  const nowMs = ports.clock.nowMs();
  const isFirst = await inTenant(ports.database, { orgId, mode: 'write' }, async (tx) => {
    await tx.query('delete from auth.api_signature where org_id = $1 and key_id = $2 and at_ms < $3', [orgId, keyId, nowMs - 2 * windowMs]); // prettier-ignore
    const kept = await tx.query(
      'insert into auth.api_signature (org_id, key_id, signature, at_ms) values ($1, $2, $3, $4) on conflict do nothing returning at_ms',
      [orgId, keyId, given, nowMs],
    );
    return kept.length > 0;
  });
  if (!isFirst) return refused();
  await noteUse(ports, { orgId, keyId });
  return caller;
}

/** Returns the signature of a request under a secret. */
export const signatureOf = (
  secret: string,
  { timestamp, path, body }: Pick<SignedRequest, 'timestamp' | 'path' | 'body'>,
): Buffer => createHmac('sha256', secret).update(`${timestamp}|${path}|`).update(body).digest();
