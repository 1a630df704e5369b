import {
  type Membership,
  membershipFrom,
  type Principal,
  type WrittenMembership,
} from '@outpost/domain/kernel/access/access';
import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';
import type { ProofKey } from '../sync/line/proofs.ts';
import type { RecordDatabase } from '../records/record-database.ts';

/** The signed-in person and their tenant, as the server reports them. */
const identity = {
  person: z.object({ id: idSchema, name: z.string(), email: z.string() }),
  organisation: z.object({ id: idSchema, name: z.string(), currency: z.string(), timeZone: z.string() }),
};

/** The server's answer to a sign-in and to a refresh. */
export const signInAnswerSchema = z.object({
  accessToken: z.string(),
  expiresAt: z.string(),
  refreshToken: z.string(),
  /** Only at sign-in: sent at the next one, so that other people's wrong tries are not counted against this device. */
  deviceKey: z.string().max(100).optional(),
  /** The tenant's public key by which an order to wipe this device is recognised (D-5). */
  wipeKey: z.string().max(100).optional(),
  /** Only at sign-in: until when this device signs in without the second factor, with the key of this session. */
  trustedUntil: z.string().max(40).optional(),
  ...identity,
});
export type SignInAnswer = z.output<typeof signInAnswerSchema>;

const membershipSchema = z.object({
  role: z.string(),
  teamId: idSchema.nullable(),
  grants: z.array(z.string()),
  portal: z.boolean(),
  /** The instant at which the role ends. */
  until: z.string().exactOptional(),
});
/** The server's answer to a device that asks for its person. */
export const meAnswerSchema = z.object({
  ...identity,
  person: identity.person.extend({ email: z.string().nullable() }),
  memberships: z.array(membershipSchema),
});
export type Me = z.output<typeof meAnswerSchema>;

/** The device's data about a session, inside the encrypted file. It never leaves the replica's process. */
export type TenantSession = {
  readonly person: SignInAnswer['person'];
  readonly organisation: SignInAnswer['organisation'];
  readonly memberships: readonly WrittenMembership[];
  /** Null after signing out, and when the session has ended. */
  readonly refreshToken: string | null;
  /** The Argon2id hash of the sign-in password where the key store wraps the key; used for unlocking (D-4). */
  readonly passwordHash: string | null;
  /** The key to which the session is bound (RFC 9449). Absent: the session began without one. */
  readonly proofKey?: ProofKey;
  /** The tenant's public key by which an order to wipe this device is recognised. Absent: no order is recognised. */
  readonly wipeKey?: string;
};

/** The key of the session among the local values. Keys that screens choose have a prefix and cannot equal it. */
const sessionKey = 'outpost/session';

/** Reads the session from the file. Returns null for a file before its first sign-in. */
export async function readTenantSession(database: RecordDatabase): Promise<TenantSession | null> {
  return (await database.getLocal(sessionKey)) as TenantSession | null; // written by this module
}

/** Stores the session. It is on disk when this resolves. */
export async function writeTenantSession(database: RecordDatabase, session: TenantSession): Promise<void> {
  await database.setLocal(sessionKey, session);
}

/** Returns the person of a session with their rights, as last received. */
export const principalIn = ({ person, memberships }: Pick<TenantSession, 'person' | 'memberships'>): Principal => ({
  userId: person.id,
  memberships: asMemberships(memberships),
});

/** Returns memberships in the form that `can` uses. */
export const asMemberships = (written: readonly WrittenMembership[]): readonly Membership[] =>
  written.map(membershipFrom);
