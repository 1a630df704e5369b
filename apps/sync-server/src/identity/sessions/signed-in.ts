import { idSchema } from '@outpost/domain/kernel/ids';
import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { inTenant, type Row, type Transaction } from '../../db/database.ts';
import { issueAccessToken } from '../tokens/access-token.ts';
import type { Caller, IdentityPorts } from '../identity-ports.ts';
import { instantOfMs } from '../../db/instant-at.ts';
import { readToldClaims } from '../tokens/told-claims.ts';
import { readOrderKey } from '../wipes/wipe-keys.ts';

/**
 * The answer of a sign-in and of a refresh. `expiresAt` is the access token's expiry, an instant in UTC; currency ISO 4217, time
 * zone IANA.
 */
export const signedInSchema = z.strictObject({
  accessToken: z.string(),
  expiresAt: z.string(),
  refreshToken: z.string(),
  person: z.strictObject({ id: idSchema, name: z.string(), email: z.string() }),
  organisation: z.strictObject({ id: idSchema, name: z.string(), currency: z.string(), timeZone: z.string() }),
  /** Only at sign-in: the device keeps it and sends it at the next one (`device.key`). */
  deviceKey: z.string().optional(),
  /** The organisation's public key by which the device recognises an order to wipe it (D-5). */
  wipeKey: z.string().optional(),
  /** Only at sign-in: until when this device signs in without the second factor. It keeps the key of the session for that. */
  trustedUntil: z.string().optional(),
});
export type SignedIn = z.infer<typeof signedInSchema>;

/** A person with an account in a tenant, with the tenant's present data. */
export type Account = Pick<SignedIn, 'person' | 'organisation'> & {
  readonly identityId: string;
  readonly passwordHash: string;
  /** An administrator has set the password. It gives no access until the person has chosen another. */
  readonly mustChange: boolean;
  /** Whether the account has a sign-in address. A deleted person, or one whose address now belongs to another, has none. */
  readonly hasAddress: boolean;
  /** `removed`: the record is deleted or merged into another. */
  readonly standing: 'active' | 'suspended' | 'removed';
  /** An operator has suspended the organisation: nobody signs in, and sessions wait. */
  readonly isClosed: boolean;
};

type AccountRow = Row & {
  readonly person_id: string;
  readonly identity_id: string;
  readonly email: string;
  readonly password_hash: string;
  readonly must_change: boolean;
  readonly has_address: boolean;
  readonly life: string;
  readonly status: string | null;
  readonly name: string | null;
  readonly tenant: string;
  readonly currency: string;
  readonly time_zone: string;
  readonly is_closed: boolean;
};

/** Returns the accounts of these people of the transaction's tenant, in no order. People without an account are left out. */
export async function findAccounts(
  tx: Transaction,
  { orgId, personIds }: { readonly orgId: string; readonly personIds: readonly string[] },
): Promise<readonly Account[]> {
  const rows = await tx.query<AccountRow>(
    `select p.id as person_id, a.identity_id, a.email, a.password_hash, a.must_change, a.has_address, p.life, p.fields ->> 'status' as status, p.fields ->> 'name' as name,
       t.name as tenant, t.currency, t.time_zone, t.suspended_at is not null as is_closed
     from unnest($2::uuid[]) as asked(id)
       cross join lateral auth.account_of(asked.id) a
       join store.platform_person p on p.org_id = $1 and p.id = asked.id
       join store.tenants t on t.org_id = $1`,
    [orgId, personIds],
  );
  return rows.map((row) => ({
    identityId: row.identity_id,
    passwordHash: row.password_hash,
    mustChange: row.must_change,
    hasAddress: row.has_address,
    standing: row.life !== 'alive' ? 'removed' : row.status === 'suspended' ? 'suspended' : 'active',
    isClosed: row.is_closed,
    person: { id: row.person_id, name: row.name ?? row.email, email: row.email },
    organisation: { id: orgId, name: row.tenant, currency: row.currency, timeZone: row.time_zone },
  }));
}

/** Returns the account of a person of the transaction's tenant, or `undefined`. */
export async function findAccount(
  tx: Transaction,
  { orgId, personId }: { readonly orgId: string; readonly personId: string },
): Promise<Account | undefined> {
  const [account] = await findAccounts(tx, { orgId, personIds: [personId] });
  return account;
}

/**
 * Returns the account, locked until the transaction ends: no other transaction opens a session of it or changes its password. The
 * caller compares the password hash that it verified before with this one, so that a replaced password gives no access and
 * replaces nothing.
 */
export async function findLocked(
  tx: Transaction,
  person: { readonly orgId: string; readonly personId: string },
): Promise<Account | undefined> {
  const found = await findAccount(tx, person);
  if (!found) return undefined;
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`account ${found.identityId}`]);
  return findAccount(tx, person);
}

/** Returns the answer with a new access token. */
export async function signedIn(
  input: {
    readonly account: Account;
    readonly caller: Caller;
    readonly refreshToken: string;
    /** PLT-19: the end of the session. No access token outlives it. */
    readonly endsMs: number;
    readonly deviceKey?: string;
    /** The thumbprint of the key to which the session is bound. */
    readonly proofKey?: string | undefined;
    readonly trustedUntilMs?: number | undefined;
  },
  ports: IdentityPorts,
): Promise<SignedIn> {
  const { account, caller, refreshToken, deviceKey, proofKey, endsMs, trustedUntilMs } = input;
  const { told, wipeKey } = await inTenant(ports.database, { orgId: caller.orgId, mode: 'snapshot' }, async (tx) => ({
    told: await readToldClaims(tx, account),
    wipeKey: await readOrderKey(tx, caller.orgId),
  }));
  return {
    ...(await issueAccessToken({ ...caller, endsMs, told, proofKey }, ports)),
    refreshToken,
    person: account.person,
    organisation: account.organisation,
    ...(deviceKey === undefined ? {} : { deviceKey }),
    ...(wipeKey === undefined ? {} : { wipeKey }),
    ...(trustedUntilMs === undefined ? {} : { trustedUntil: instantOfMs(trustedUntilMs) }),
  };
}

/**
 * Returns `access/session-ended`. The person must sign in again in each of these cases. `order`: a signed order to
 * wipe the device (D-5).
 */
export const sessionEnded = (reason: string, order?: string): Result<never> =>
  refuse(
    'access/session-ended',
    order !== undefined
      ? 'Your access on this device has ended. Your unsent changes are handed over to your organisation, and then the data here is wiped.'
      : reason === 'organisation-suspended'
        ? 'Your organisation is suspended on this server. Ask its administrators. Your changes on this device are kept, and are sent once it is open again.'
        : 'Your session has ended. Sign in again. Your changes on this device are kept.',
    { reason, ...(order === undefined ? {} : { order }) },
  );
