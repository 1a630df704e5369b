import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';

/** A session on a device, as the server tells it. Instants are ISO 8601 UTC. */
const sessionSchema = z.strictObject({
  id: idSchema,
  personId: idSchema,
  /** As this device knows the person; null where it does not hold them. */
  personName: z.string().nullable(),
  name: z.string(),
  /** `computer`, `browser`, `command-line`, or null for a device that did not say. A newer server may know others. */
  kind: z.string().nullable(),
  address: z.string().nullable(),
  signedInFrom: z.string().nullable(),
  signedInAt: z.string(),
  lastUsedAt: z.string(),
  /** When it ends unless it is used again. */
  endsAt: z.string(),
  endedAt: z.string().nullable(),
  endedWhy: z.string().nullable(),
  /** Whether it is the session of this device. */
  isHere: z.boolean(),
});
export type DeviceSession = z.infer<typeof sessionSchema>;
const sessionsSchema = z.strictObject({ sessions: z.array(sessionSchema) });

/** The calls about sessions and their devices. The server has them, so all refuse `sync/offline` where it does not answer. */
export const deviceCalls = {
  /** The person's own sessions, those of the last use first. */
  'devices.own': { input: z.null(), output: sessionsSchema },
  /** The sessions of the people whom the person administers. Refuses `access/denied` to others. */
  'devices.ofPeople': { input: z.null(), output: sessionsSchema },
  /** Ends a session: one's own, or as an administrator that of another person. */
  'devices.end': { input: z.strictObject({ id: idSchema, whose: z.enum(['own', 'other']) }), output: z.null() },
  /** Ends all own sessions, or all but the one of this device. */
  'devices.endOwn': {
    input: z.strictObject({ which: z.enum(['all', 'others']) }),
    output: z.strictObject({ ended: z.number().int() }),
  },
  /** Ends all sessions of another person, as an administrator. */
  'devices.endAllOf': {
    input: z.strictObject({ person: idSchema }),
    output: z.strictObject({ ended: z.number().int() }),
  },
} as const;
