import { administers } from '@outpost/domain/kernel/access/access';
import { notFound } from '@outpost/domain/kernel/access/denial';
import { holdsAll } from '@outpost/domain/kernel/access/holds-all';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../access/asker.ts';
import { accessEntities } from '../access/principal.ts';
import { inTenant, type Transaction } from '../db/database.ts';
import { resealSecret, type ResealSecretPorts, sealSecret } from '../identity/keys/tenant-secrets.ts';
import { noteEvent } from '../journal/events/note-event.ts';
import { actAs, type ApiCaller } from '../tenancy/act-as.ts';
import type { TenancyPorts } from '../tenancy/create-tenant.ts';
import {
  type CredentialPorts,
  hashOfSecret,
  type KeyUse,
  publicNameOf,
  secretPurpose,
  writtenKey,
} from './api-credentials.ts';

export type ApiKeyPorts = TenancyPorts & CredentialPorts;

/** A key as administrators see it. `clientId`: its public part. The secret is shown once, when it is made. */
export type ApiKey = {
  readonly id: string;
  readonly clientId: string;
  readonly name: string;
  /** The id of the person who made it. */
  readonly madeBy: string;
  readonly grants: readonly string[];
  readonly madeAt: string;
  readonly expiresAt: string;
  /** The day of the last use; null: never used. */
  readonly usedOn: string | null;
  /** The minute of the last use of a directory's token, ISO 8601 UTC. */
  readonly usedAt: string | null;
  readonly revokedAt: string | null;
};
/** A key with its secret. It is shown only now. */
export type MadeKey = { readonly id: string; readonly clientId: string; readonly clientSecret: string; readonly key: string }; // prettier-ignore

const dayMs = 86_400_000;
/**
 * Chosen: the most valid keys of an organisation. It has one or two directories, each with a second token while its
 * token is replaced.
 */
const mostKeys: { readonly [U in KeyUse]: number } = { api: 100, directory: 20 };
/** The names of keys in the journal, by use. */
const nouns: { readonly [U in KeyUse]: string } = { api: 'API key', directory: 'directory token' };
/** A key, by its id, among those of one use. */
export type NamedKey = { readonly id: string; readonly use?: KeyUse };

/** Lets administrators who are people manage keys: a key makes no keys. */
function asAdministrator<T>(
  ports: ApiKeyPorts,
  caller: ApiCaller,
  mode: 'snapshot' | 'write',
  work: (tx: Transaction, asker: Awaited<ReturnType<typeof readAsker>>) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { orgId } = caller;
  return inTenant(ports.database, { orgId, mode }, async (tx): Promise<Result<T>> => {
    const asker = await readAsker(tx, { ...caller, installed: ports.installed });
    const person = entityOf(asker.tenant.catalogue, accessEntities.person);
    if (caller.keyId !== undefined || !administers(asker.principal, person))
      return refuse('access/denied', 'Only administrators manage API keys.', { action: 'administer' });
    return work(tx, asker);
  });
}

type Row = {
  readonly id: string;
  readonly person_id: string;
  readonly name: string;
  readonly grants: readonly string[];
  readonly made_at: string;
  readonly expires_at: string;
  readonly used_on: string | null;
  readonly used_at: string | null;
  readonly revoked_at: string | null;
};

/** Returns the keys of one use of the organisation, newest first, revoked ones too. Refuses `access/denied`. */
export const listKeys = (ports: ApiKeyPorts, caller: ApiCaller, use: KeyUse = 'api'): Promise<Result<readonly ApiKey[]>> =>
  asAdministrator(ports, caller, 'snapshot', async (tx) => {
    const rows = await tx.query<Row>(
      `select id, person_id, name, grants, made_at, expires_at, used_on, used_at, revoked_at from auth.api_key
       where org_id = $1 and used_for = $2 order by made_at desc, id desc limit 1000`,
      [caller.orgId, use],
    );
    return accept(
      rows.map((row) => ({
        id: row.id,
        clientId: publicNameOf({ orgId: caller.orgId, keyId: row.id }),
        name: row.name,
        madeBy: row.person_id,
        grants: row.grants,
        madeAt: row.made_at,
        expiresAt: row.expires_at,
        usedOn: row.used_on,
        usedAt: row.used_at,
        revokedAt: row.revoked_at,
      })),
    );
  }); // prettier-ignore

/**
 * Makes a key with grants that its maker holds, for a number of days. Returns it with its secret, this once. Refuses
 * `access/denied` where the maker lacks one of the grants, and `records/invalid` beyond the most valid keys of this use. A
 * directory's grants are not compared: they only narrow what its maker may do.
 */
export async function makeKey(
  ports: ApiKeyPorts,
  caller: ApiCaller,
  {
    name,
    grants,
    days,
    use = 'api',
  }: { readonly name: string; readonly grants: readonly string[]; readonly days: number; readonly use?: KeyUse },
): Promise<Result<MadeKey>> {
  const id = ports.ids.newId();
  const nowMs = ports.clock.nowMs();
  const made = await asAdministrator(ports, caller, 'write', async (tx, { principal, tenant }) => {
    const asked = [{ role: '', teamId: null, portal: false, grants: grants.flatMap((one) => parseGrant(one) ?? []) }];
    if (use === 'api' && !holdsAll(principal.memberships, asked, { entities: tenant.catalogue.entities }))
      return refuse('access/denied', 'A key gets only rights that you hold yourself.', { action: 'administer' });
    const [count] = await tx.query<{ valid: number }>(
      'select count(*) as valid from auth.api_key where org_id = $1 and revoked_at is null and expires_at > $2 and used_for = $3',
      [caller.orgId, new Date(nowMs).toISOString(), use],
    );
    if ((count?.valid ?? 0) >= mostKeys[use])
      return refuse(
        'records/invalid',
        `An organisation has at most ${mostKeys[use]} valid ${nouns[use]}s. Revoke one first.`,
        {},
      );
    await tx.query(
      'insert into auth.api_key (org_id, id, person_id, name, grants, made_at, expires_at, used_for) values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8)',
      [caller.orgId, id, caller.userId, name, JSON.stringify([...new Set(grants)].sort()), new Date(nowMs).toISOString(), new Date(nowMs + days * dayMs).toISOString(), use],
    ); // prettier-ignore
    await noteKey(tx, ports, { caller, action: 'key/made', key: id, details: { name, grants: grants.join(' ') } });
    return accept(await addSecret(tx, ports, { orgId: caller.orgId, keyId: id }));
  });
  return made.ok ? noted(ports, caller, { label: `Made the ${nouns[use]} ${name}`, value: made.value }) : made;
}

async function addSecret(
  tx: Transaction,
  { random, clock }: ApiKeyPorts,
  { orgId, keyId }: { readonly orgId: string; readonly keyId: string },
): Promise<MadeKey> {
  const secret = Buffer.from(random(32)).toString('base64url');
  const sealed = await sealSecret(tx, { orgId, secret, purpose: secretPurpose(keyId) }, { clock });
  await tx.query('insert into auth.api_secret (org_id, key_id, hash, sealed, made_at) values ($1, $2, $3, $4, $5)', [
    orgId,
    keyId,
    hashOfSecret(secret),
    sealed,
    new Date(clock.nowMs()).toISOString(),
  ]);
  const clientId = publicNameOf({ orgId, keyId });
  return { id: keyId, clientId, clientSecret: secret, key: writtenKey({ orgId, keyId, secret }) };
}

/**
 * Encrypts the secrets of the tenant's keys under its newest data key where they are not under it yet. Returns their
 * number.
 */
export async function resealApiSecrets(tx: Transaction, orgId: string, ports: ResealSecretPorts): Promise<number> {
  const rows = await tx.query<{ key_id: string; hash: Uint8Array; sealed: string }>(
    'select key_id, hash, sealed from auth.api_secret where org_id = $1 for update',
    [orgId],
  );
  let resealed = 0;
  for (const { key_id: keyId, hash, sealed } of rows) {
    const next = await resealSecret(tx, { orgId, sealed, purpose: secretPurpose(keyId) }, ports);
    if (next === undefined) continue;
    await tx.query('update auth.api_secret set sealed = $4 where org_id = $1 and key_id = $2 and hash = $3', [
      orgId,
      keyId,
      hash,
      next,
    ]);
    resealed += 1;
  }
  return resealed;
}

/** Chosen: a day is enough to bring a new secret to all machines. */
const mostOverlapHours = 24 * 7;

/**
 * Gives a key another secret. The former one is valid for some more hours. One that was replaced before is void.
 * Refuses `records/not-found` for a key that is revoked or expired.
 */
export async function rotateKey(
  ports: ApiKeyPorts,
  caller: ApiCaller,
  { id, overlapHours, use = 'api' }: NamedKey & { readonly overlapHours: number },
): Promise<Result<MadeKey>> {
  const nowMs = ports.clock.nowMs();
  const hours = Math.min(overlapHours, mostOverlapHours);
  const made = await asAdministrator(ports, caller, 'write', async (tx) => {
    const [key] = await tx.query<{ name: string }>(
      'select name from auth.api_key where org_id = $1 and id = $2 and revoked_at is null and expires_at > $3 and used_for = $4 for update',
      [caller.orgId, id, new Date(nowMs).toISOString(), use],
    );
    if (!key) return notFound(id);
    await tx.query('delete from auth.api_secret where org_id = $1 and key_id = $2 and ends_at is not null', [caller.orgId, id]); // prettier-ignore
    await tx.query('update auth.api_secret set ends_at = $3 where org_id = $1 and key_id = $2', [
      caller.orgId,
      id,
      new Date(nowMs + hours * 3_600_000).toISOString(),
    ]);
    await noteKey(tx, ports, { caller, action: 'key/rotated', key: id, details: { name: key.name } });
    return accept({ name: key.name, made: await addSecret(tx, ports, { orgId: caller.orgId, keyId: id }) });
  });
  if (!made.ok) return made;
  return noted(ports, caller, { label: `Rotated the ${nouns[use]} ${made.value.name}`, value: made.value.made });
}

/** Revokes a key: its next request is refused. Refuses `records/not-found`. */
export async function revokeKey(
  ports: ApiKeyPorts,
  caller: ApiCaller,
  { id, use = 'api' }: NamedKey,
): Promise<Result<{ readonly id: string }>> {
  const now = new Date(ports.clock.nowMs()).toISOString();
  const revoked = await asAdministrator(ports, caller, 'write', async (tx) => {
    const [key] = await tx.query<{ name: string }>(
      'update auth.api_key set revoked_at = $3 where org_id = $1 and id = $2 and revoked_at is null and used_for = $4 returning name',
      [caller.orgId, id, now, use],
    );
    if (!key) return notFound(id);
    await tx.query('delete from auth.api_secret where org_id = $1 and key_id = $2', [caller.orgId, id]);
    await noteKey(tx, ports, { caller, action: 'key/revoked', key: id, details: { name: key.name } });
    return accept(key.name);
  });
  if (!revoked.ok) return revoked;
  return noted(ports, caller, { label: `Revoked the ${nouns[use]} ${revoked.value}`, value: { id } });
} // prettier-ignore

/** Queues the entry of the class security about a key. It never has the secret. */
const noteKey = (
  tx: Transaction,
  { clock }: ApiKeyPorts,
  { caller, action, key, details }: { readonly caller: ApiCaller; readonly action: 'key/made' | 'key/rotated' | 'key/revoked'; readonly key: string; readonly details: Readonly<Record<string, string>> }, // prettier-ignore
): Promise<void> =>
  noteEvent(tx, caller.orgId, {
    action,
    nowMs: clock.nowMs(),
    by: caller.userId,
    session: caller.sessionId,
    details: { key, ...details },
  });

/** Writes an administrator's action into the journal, by an act that changes no record. */
async function noted<T>(
  ports: ApiKeyPorts,
  caller: ApiCaller,
  { label, value }: { readonly label: string; readonly value: T },
): Promise<Result<T>> {
  const done = await actAs(ports, caller, { label: cutLabel(label), edits: [] });
  return done.ok ? accept(value) : done;
}
