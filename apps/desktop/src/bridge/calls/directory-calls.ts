import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

// Not strict: a newer server may send more.

/** A token of the directory without its secret. `prefix`: its public part. Instants are ISO 8601 UTC. */
const tokenSchema = z.object({
  id: idSchema,
  prefix: z.string(),
  name: z.string(),
  madeBy: idSchema,
  madeAt: z.string(),
  expiresAt: z.string(),
  lastContactAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
export type DirectoryToken = z.infer<typeof tokenSchema>;

const groupRoleSchema = z.strictObject({ role: z.string().max(60), teamId: idSchema.nullable() });
const groupSchema = z.object({
  id: idSchema,
  name: z.string(),
  members: z.number().int(),
  roles: z.array(groupRoleSchema),
});
export type DirectoryGroup = z.infer<typeof groupSchema>;

const setupSchema = z.object({
  /** The address of this organisation's directory. Administrators enter it in Entra or Okta. */
  address: z.string(),
  invites: z.boolean(),
  /** The number of people whom the directory has added. */
  people: z.number().int(),
  tokens: z.array(tokenSchema),
  groups: z.array(groupSchema),
});
export type ShownDirectorySetup = z.infer<typeof setupSchema>;

/** A new token with its secret, which is shown only once. */
const madeSchema = z.object({ id: idSchema, prefix: z.string(), token: z.string() });

/**
 * The calls by which administrators set up the directory (SCIM). The server keeps this setup, so the calls refuse
 * `sync/offline` where it does not answer, and `access/denied` to others. All but the first require a proof of the
 * person's identity (`access/step-up-needed`).
 */
export const directoryCalls = {
  'directory.read': { input: z.null(), output: setupSchema },
  'directory.makeToken': { input: z.strictObject({ name: z.string().trim().min(1).max(120) }), output: madeSchema },
  /** Gives a token another secret. The former one is valid for another day. */
  'directory.rotateToken': { input: z.strictObject({ id: idSchema }), output: madeSchema },
  'directory.endToken': { input: z.strictObject({ id: idSchema }), output: z.null() },
  'directory.setInvites': { input: z.strictObject({ invites: z.boolean() }), output: z.null() },
  /** Sets the roles that the members of a group get. The present members get them immediately. */
  'directory.mapGroup': {
    input: z.strictObject({ id: idSchema, roles: z.array(groupRoleSchema).max(20) }),
    output: z.null(),
  },
} as const;
