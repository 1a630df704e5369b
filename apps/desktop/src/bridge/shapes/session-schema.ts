import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

/** The session of this device, as screens read it. */
export const sessionSchema = z.strictObject({
  /** `wiping`: the server has ordered to wipe this device (D-5); its unsent changes are being handed over. */
  state: z.enum(['signed-out', 'locked', 'wiping', 'signed-in']),
  server: z.string().nullable(),
  person: z.strictObject({ id: idSchema, name: z.string(), email: z.string() }).nullable(),
  organisation: z.strictObject({ id: idSchema, name: z.string() }).nullable(),
  /** The person's rights, as last received; input of `can` in the renderer. */
  memberships: z.array(
    z.strictObject({
      role: z.string(),
      teamId: idSchema.nullable(),
      grants: z.array(z.string()),
      portal: z.boolean(),
      until: z.string().exactOptional(),
    }),
  ),
  timeZone: z.string(),
  currency: z.string(),
  /**
   * The formats and the first day of the week that the organisation has chosen. Null: those of the person's computer.
   */
  locale: z.string().nullable(),
  weekStart: z.string().nullable(),
  /** PLT-45: the person's own time zone and formats, for times on screens. Absent or null: those of the organisation. */
  own: z.strictObject({ timeZone: z.string().nullable(), locale: z.string().nullable() }).exactOptional(),
  /** PLT-45a: the organisation's own colour, "#2f5fd6". */
  accent: z.string().exactOptional(),
  unsent: z.number().int(),
  /** The time at which this device was locked. Absent where it is not locked, or closed without a lock. */
  lockedAt: z.string().exactOptional(),
  /** PLT-38: the conditions for opening the data on this device. Absent where nobody is signed in. */
  unlocking: z
    .strictObject({
      /** The number of wrong tries left. After them only an online sign-in opens the data. */
      triesLeft: z.number().int(),
      /**
       * The reason why only an online sign-in opens the data now: wrong tries, too long without contact, or a clock
       * that was set back.
       */
      onlineNeeded: z.enum(['tries', 'period', 'clock']).nullable(),
      /** The time until which the data can be opened without contact. Null: the organisation sets no period. */
      offlineUntil: z.string().nullable(),
      /** The organisation's longest time without use in minutes; null: the person chooses it. */
      lockMinutes: z.number().int().nullable(),
      /**
       * PLT-41: the ways to open the data besides the password. `proof`: the proof that setting one of them requires.
       */
      quick: z
        .strictObject({
          pin: z.enum(['not-offered', 'unset', 'set']),
          biometrics: z.enum(['not-offered', 'off', 'on']),
          proof: z.enum(['password', 'online']),
        })
        .exactOptional(),
    })
    .exactOptional(),
  /**
   * The last replica that was wiped here: its organisation, the time, and the number of acts handed over. Shown until somebody
   * signs in.
   */
  wiped: z.strictObject({ organisation: z.string(), at: z.string(), acts: z.number().int() }).exactOptional(),
});
