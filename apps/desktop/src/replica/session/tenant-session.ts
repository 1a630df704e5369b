import type { Membership } from '@outpost/domain/kernel/access/access';
import { idSchema } from '@outpost/domain/kernel/ids';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { z } from 'zod';
import type { RecordDatabase } from '../records/record-database.ts';

/** Who is signed in where, as the server says it. */
const identity = {
  person: z.object({ id: idSchema, name: z.string(), email: z.string() }),
  organisation: z.object({ id: idSchema, name: z.string(), currency: z.string(), timeZone: z.string() }),
};

/** What the server answers to a sign-in and to a refresh. */
export const signedInSchema = z.object({
  accessToken: z.string(),
  expiresAt: z.string(),
  refreshToken: z.string(),
  /** Of a sign-in: shown at the next one, so that others' wrong tries are not counted against this device. */
  deviceKey: z.string().max(100).optional(),
  ...identity,
});
export type SignedIn = z.output<typeof signedInSchema>;

const membershipSchema = z.object({
  role: z.string(),
  teamId: idSchema.nullable(),
  grants: z.array(z.string()),
  portal: z.boolean(),
});
export type WrittenMembership = z.output<typeof membershipSchema>;
/** What the server answers when a device asks who it is. */
export const meSchema = z.object({
  ...identity,
  person: identity.person.extend({ email: z.string().nullable() }),
  memberships: z.array(membershipSchema),
});
export type Me = z.output<typeof meSchema>;

/** What the device keeps of a session, inside the encrypted file: it never leaves the replica's process. */
export type TenantSession = {
  readonly person: SignedIn['person'];
  readonly organisation: SignedIn['organisation'];
  readonly memberships: readonly WrittenMembership[];
  /** Null after signing out, and when the session has ended. */
  readonly refreshToken: string | null;
  /** Argon2id of the sign-in password, where the key store wraps the key: for unlocking (D-4). */
  readonly passwordHash: string | null;
};

/** Its key among what never leaves the device. Keys that screens choose carry a prefix and can't reach it. */
const sessionKey = 'outpost/session';

/** Null in a file that nobody has signed in to yet. */
export async function readTenantSession(database: RecordDatabase): Promise<TenantSession | null> {
  return (await database.getLocal(sessionKey)) as TenantSession | null; // our own writing
}

/** On disk when it resolves. */
export async function writeTenantSession(database: RecordDatabase, session: TenantSession): Promise<void> {
  await database.setLocal(sessionKey, session);
}

/** Memberships as `can` asks them; grants of a form that this build does not know grant nothing. */
export function asMemberships(written: readonly WrittenMembership[]): readonly Membership[] {
  return written.map(({ role, teamId, grants, portal }) => ({
    role,
    teamId,
    portal,
    grants: grants.flatMap((grant) => parseGrant(grant) ?? []),
  }));
}
