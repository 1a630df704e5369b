import { activityCountSchema } from '@outpost/domain/kernel/audit/activity';
import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

/** A role that a person holds, with its grants as they are written. */
const heldRoleSchema = z.strictObject({
  role: z.string().max(60),
  teamId: idSchema.nullable(),
  grants: z.array(z.string().max(200)).max(2_000),
  portal: z.boolean(),
  until: z.string().max(40).exactOptional(),
});
export type HeldRole = z.infer<typeof heldRoleSchema>;

/** The records of one kind on this device: all of them, and those that a person sees now and with other rights. */
const seenKindSchema = z.strictObject({
  entity: z.string(),
  held: z.number().int(),
  now: z.number().int(),
  next: z.number().int(),
  gained: z.number().int(),
  lost: z.number().int(),
});
export type SeenKind = z.infer<typeof seenKindSchema>;

/** The roles of a person now, and others. */
const changedRolesSchema = z.strictObject({
  person: idSchema,
  now: z.array(heldRoleSchema).max(50),
  next: z.array(heldRoleSchema).max(50),
});
export type ChangedRoles = z.infer<typeof changedRolesSchema>;

/** Chosen: the people of one question. Each is judged for each group of records. */
export const mostAffected = 500;

/** The effect of a change of roles on the records of one kind. */
const affectedKindSchema = z.strictObject({
  entity: z.string(),
  /** The records that at least one person gains, and the people who gain some. */
  gained: z.number().int(),
  gainers: z.number().int(),
  /** The records that at least one person loses, and the people who lose some. */
  lost: z.number().int(),
  losers: z.number().int(),
});
export type AffectedKind = z.infer<typeof affectedKindSchema>;

/** An invitation of a person, as the server knows it. Instants are ISO 8601 UTC. */
const inviteSchema = z.strictObject({
  person: idSchema,
  state: z.enum(['waiting', 'accepted', 'expired', 'revoked']),
  sentAt: z.string(),
  expiresAt: z.string(),
});
export type ShownInvite = z.infer<typeof inviteSchema>;

/** The removal of a person's second factors, begun by an administrator (ADR 85). Instants are ISO 8601 UTC. */
export const recoverySchema = z.strictObject({
  personId: idSchema,
  begunBy: idSchema,
  begunAt: z.string(),
  dueAt: z.string(),
});
export type ShownRecovery = z.infer<typeof recoverySchema>;

/** ADR 122: what an erasure of a person would remove and change, as the server knows it. */
const erasureSchema = z.strictObject({
  name: z.string(),
  /** Whether they still belong to the organisation: the erasure removes them first. */
  isMember: z.boolean(),
  /** Living records that they own, without those that only they see. */
  owned: z.number().int(),
  /** Views, reports, dashboards and marks that are theirs alone. */
  own: z.number().int(),
  /** Other living records that have the same name. */
  namesakes: z.number().int(),
  sessions: z.number().int(),
});
export type ShownErasure = z.infer<typeof erasureSchema>;

/** The calls of the pages that administer people and roles. */
export const peopleCalls = {
  /** Asks the server when the devices of people were last in contact. Refuses `sync/offline`, and `access/denied` to others. */
  'people.contacts': {
    input: z.null(),
    output: z.strictObject({
      people: z.array(
        z.strictObject({ id: idSchema, lastContactAt: z.string().nullable(), devices: z.number().int() }),
      ),
    }),
  },
  /**
   * PLT-45: asks the server what a person did in the last 90 days, by day and kind. Refuses `sync/offline`, and `access/denied` where the
   * person is another one and the caller may not read the journal. `isAll`: false where the journal is too long to be read whole.
   */
  'people.activity': {
    input: z.strictObject({ person: idSchema }),
    output: z.strictObject({ counts: z.array(activityCountSchema), isAll: z.boolean() }),
  },
  /**
   * Sets a person's first password, or another one. Only the server keeps it: no device stores it, and it is not sent
   * later. Refuses `sync/offline` where the server does not answer, or does not have the person yet.
   */
  'people.givePassword': {
    input: z.strictObject({ id: idSchema, password: z.string().min(1).max(1_000) }),
    output: z.null(),
  },
  /** Asks the server for the invitations, newest first. Refuses `sync/offline`, and `access/denied` to others. */
  'people.invites': {
    input: z.null(),
    output: z.strictObject({ invites: z.array(inviteSchema) }),
  },
  /**
   * Has the server invite a person by e-mail, or invite them again: the earlier code is void. The call is not kept for
   * later: it refuses `sync/offline` where the server does not answer, or does not have the person yet, and
   * `server/no-mail`.
   */
  'people.invite': {
    input: z.strictObject({ id: idSchema }),
    output: z.strictObject({ expiresAt: z.string() }),
  },
  /** Withdraws an invitation. */
  'people.revokeInvite': {
    input: z.strictObject({ id: idSchema }),
    output: z.null(),
  },
  /** Asks the server for the waiting removals of second factors. Refuses `sync/offline`, and `access/denied` to others. */
  'people.recoveries': { input: z.null(), output: z.strictObject({ recoveries: z.array(recoverySchema) }) },
  /**
   * `begin`: the factors are removed after the organisation's delay. `agree`: as a second administrator, immediately.
   * `take-back`: they stay.
   */
  'people.recover': {
    input: z.strictObject({ id: idSchema, step: z.enum(['begin', 'agree', 'take-back']) }),
    output: z.null(),
  },
  /** Asks the server what an erasure of a person would remove. Refuses `sync/offline`, and what the server refuses. */
  'people.erasure': { input: z.strictObject({ id: idSchema }), output: erasureSchema },
  /**
   * ADR 122: has the server erase a person by law. `name`: as it was typed, which the server compares. `heir`: gets their records; null:
   * they stay under the pseudonym. `inTexts`: the name is also replaced in texts that people wrote. The call is not kept for later.
   */
  'people.erase': {
    input: z.strictObject({
      id: idSchema,
      name: z.string().max(200),
      heir: idSchema.nullable(),
      inTexts: z.boolean(),
      reason: z.string().min(1).max(500),
    }),
    output: z.strictObject({ pseudonym: z.string(), document: idSchema, handedOn: z.number().int() }),
  },
  /** Counts the living records on this device that a person sees with their roles, and would see with others. */
  'people.sees': {
    input: changedRolesSchema,
    output: z.strictObject({ kinds: z.array(seenKindSchema) }),
  },
  /**
   * Counts the effect of a change of roles on many people together, on the living records of this device. Kinds without an
   * effect are left out.
   */
  'people.effect': {
    input: z.strictObject({ people: z.array(changedRolesSchema).max(mostAffected) }),
    output: z.strictObject({ kinds: z.array(affectedKindSchema), gainers: z.number().int(), losers: z.number().int() }),
  },
} as const;
