import { idSchema } from '@outpost/domain/kernel/ids';
import { refuse, type Result } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import type { Row, Transaction } from '../db/database.ts';
import { issueAccessToken } from './access-token.ts';
import type { Caller, IdentityPorts } from './identity-ports.ts';

/** What a sign-in and a refresh answer. `expiresAt` is the access token's end, an instant in UTC; currency ISO 4217, time zone IANA. */
export const signedInSchema = z.strictObject({
  accessToken: z.string(),
  expiresAt: z.string(),
  refreshToken: z.string(),
  person: z.strictObject({ id: idSchema, name: z.string(), email: z.string() }),
  organisation: z.strictObject({ id: idSchema, name: z.string(), currency: z.string(), timeZone: z.string() }),
  /** Of a sign-in: what the device keeps, and shows at the next one (`device.key`). */
  deviceKey: z.string().optional(),
});
export type SignedIn = z.infer<typeof signedInSchema>;

/** A person with an account in a tenant, as the tenant's records have them now. */
export type Account = Pick<SignedIn, 'person' | 'organisation'> & {
  readonly identityId: string;
  readonly passwordHash: string;
  /** The password was given by an administrator: it opens nothing until its person has chosen another. */
  readonly mustChange: boolean;
  /** Whether somebody signs in by it: a person who was removed, or whose address became another's, has none. */
  readonly hasAddress: boolean;
  /** `removed`: the record is deleted or merged into another. */
  readonly standing: 'active' | 'suspended' | 'removed';
};

type AccountRow = Row & {
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
};

/** The account of a person of the transaction's tenant; undefined when there is none. */
export async function findAccount(
  tx: Transaction,
  { orgId, personId }: { readonly orgId: string; readonly personId: string },
): Promise<Account | undefined> {
  const [row] = await tx.query<AccountRow>(
    `select a.identity_id, a.email, a.password_hash, a.must_change, a.has_address, p.life, p.fields ->> 'status' as status, p.fields ->> 'name' as name,
       t.name as tenant, t.currency, t.time_zone
     from auth.account_of($2::uuid) a
       join store.platform_person p on p.org_id = $1 and p.id = $2
       join store.tenants t on t.org_id = $1`,
    [orgId, personId],
  );
  return (
    row && {
      identityId: row.identity_id,
      passwordHash: row.password_hash,
      mustChange: row.must_change,
      hasAddress: row.has_address,
      standing: row.life !== 'alive' ? 'removed' : row.status === 'suspended' ? 'suspended' : 'active',
      person: { id: personId, name: row.name ?? row.email, email: row.email },
      organisation: { id: orgId, name: row.tenant, currency: row.currency, timeZone: row.time_zone },
    }
  );
}

/**
 * The account as it is, and stays until the transaction ends: nobody else opens a session of it or changes its password. What was verified
 * before is compared behind this, so that a password which was just replaced opens nothing and replaces nothing.
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

/** Puts an answer together, with a new access token. */
export async function signedIn(
  input: {
    readonly account: Account;
    readonly caller: Caller;
    readonly refreshToken: string;
    readonly deviceKey?: string;
  },
  ports: IdentityPorts,
): Promise<SignedIn> {
  const { account, caller, refreshToken, deviceKey } = input;
  return {
    ...(await issueAccessToken(caller, ports)),
    refreshToken,
    person: account.person,
    organisation: account.organisation,
    ...(deviceKey === undefined ? {} : { deviceKey }),
  };
}

/** `access/session-ended`: whatever the reason, what helps is signing in again. */
export const sessionEnded = (reason: string): Result<never> =>
  refuse('access/session-ended', 'Your session has ended. Sign in again; what you did on this device is kept.', {
    reason,
  });
