import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

const endingSchema = z.strictObject({
  /** The time of the organisation's erasure, and the person who asked for it; null where nobody did. */
  ending: z.strictObject({ at: z.string(), by: idSchema }).nullable(),
});

/** PLT-52: the short name of the organisation, and the former ones that lead to it until an instant. */
const slugsSchema = z.strictObject({
  slug: z.string(),
  former: z.array(z.strictObject({ slug: z.string(), until: z.string() })),
});

/**
 * The calls about the plan of the organisation and its life (PLT-26). The server has them, so all refuse `sync/offline` where it does not
 * answer. Those that change something refuse `access/step-up-needed` until the person proves who they are.
 */
export const organisationCalls = {
  /**
   * Returns the plan and its limits, with the use of the organisation. Refuses `access/denied` to people who are not
   * administrators.
   */
  'organisation.plan': {
    input: z.null(),
    output: z.strictObject({
      plan: z.string(),
      quotas: z.array(
        z.strictObject({
          key: z.string(),
          label: z.string(),
          unit: z.enum(['records', 'bytes', 'month']),
          /** Null: no limit. */
          limit: z.number().nullable(),
          /** Null: not counted yet. */
          used: z.number().nullable(),
        }),
      ),
    }),
  },
  /** Transfers the person's ownership to another person. Refuses `access/denied` to people who are not owners. */
  'organisation.transfer': { input: z.strictObject({ to: idSchema }), output: z.null() },
  /** The person leaves the organisation. Refuses `access/last-administrator` to its last owner. */
  'organisation.leave': { input: z.null(), output: z.null() },
  'organisation.ending': { input: z.null(), output: endingSchema },
  /**
   * Asks to delete the organisation. `name`: its name, as a confirmation. Refuses `access/denied` to people who are not
   * owners.
   */
  'organisation.delete': { input: z.strictObject({ name: z.string().max(200) }), output: endingSchema },
  'organisation.slug': { input: z.null(), output: slugsSchema },
  /**
   * Changes the short name. Refuses `access/denied` to people who are not owners, and `request/invalid` for a name that
   * is taken or has another form.
   */
  'organisation.changeSlug': { input: z.strictObject({ slug: z.string().max(100) }), output: slugsSchema },
  /** Cancels the deletion. */
  'organisation.keep': { input: z.null(), output: z.null() },
} as const;
