import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { z } from 'zod';

/** A session on a device, as the server sends it. Instants are ISO 8601 UTC. */
const sessionSchema = z.strictObject({
  id: idSchema,
  personId: idSchema,
  /** The person's name as this device knows it; null where it does not. */
  personName: z.string().nullable(),
  name: z.string(),
  /** `computer`, `browser`, `command-line`, or null for a device that did not say. A newer server may send others. */
  kind: z.string().nullable(),
  address: z.string().nullable(),
  signedInFrom: z.string().nullable(),
  signedInAt: z.string(),
  lastUsedAt: z.string(),
  /** The time at which the session ends unless it is used again. */
  endsAt: z.string(),
  endedAt: z.string().nullable(),
  endedWhy: z.string().nullable(),
  /** The number of acts that the device had not sent at its last use, as it reported; null where it did not report. */
  unsent: z.number().int().nullable(),
  /** The living records on the device and the files whose bytes are there, as it reported at its last use; null where it did not. */
  held: z.strictObject({ records: z.number().int(), files: z.number().int() }).nullable(),
  /** The report that the device is lost, with the name of its author where this device knows it; null where there is none. */
  lost: z.strictObject({ at: z.string(), by: idSchema, byName: z.string().nullable() }).nullable(),
  /** An administrator's question to the person whether the device is lost; null where nobody asked. `answer` null: no answer yet. */
  asked: z
    .strictObject({
      at: z.string(),
      by: idSchema,
      byName: z.string().nullable(),
      answer: z.enum(['lost', 'here']).nullable(),
      answeredAt: z.string().nullable(),
    })
    .nullable(),
  /** Whether it is the session of this device. */
  isHere: z.boolean(),
  /** The time until which the device signs in without the second factor; null where it asks for the factor. */
  trustedUntil: z.string().nullable(),
  /** The progress of the device's wipe (D-5); null where none was ordered. Instants are ISO 8601 UTC, null: not yet. */
  wipe: z
    .strictObject({
      id: idSchema,
      /** `ordered`, `suspended`, `removed`. */
      why: z.string(),
      orderedAt: z.string(),
      contactedAt: z.string().nullable(),
      handedOverAt: z.string().nullable(),
      wipedAt: z.string().nullable(),
      /** The number of changes that the device handed over, and the number of these that were applied since. */
      acts: z.number().int(),
      applied: z.number().int(),
    })
    .nullable(),
});
export type DeviceWipe = NonNullable<z.infer<typeof sessionSchema>['wipe']>;
export type DeviceSession = z.infer<typeof sessionSchema>;

/** A change that a wiped device handed over. */
const handedActSchema = z.strictObject({
  id: idSchema,
  label: z.string(),
  madeAt: z.string(),
  state: z.enum(['waiting', 'refused']),
  /** The reason why the change was refused before the device was wiped; null where it was not refused. */
  reason: z.string().nullable(),
  /** `arrived`: the server had taken it. `applied`: an administrator has applied it. */
  since: z.enum(['none', 'arrived', 'applied']),
  edits: z.array(
    z.strictObject({
      entity: z.string(),
      record: idSchema,
      creates: z.boolean(),
      /** Null: this person may not see the record. */
      fields: z.record(z.string(), jsonSchema).nullable(),
    }),
  ),
});
export type ShownHandedAct = z.infer<typeof handedActSchema>;

const sessionsSchema = z.strictObject({ sessions: z.array(sessionSchema) });

/** The calls about sessions and their devices. The server has them, so all refuse `sync/offline` where it does not answer. */
export const deviceCalls = {
  /** The person's own sessions, those of the last use first. */
  'devices.own': { input: z.null(), output: sessionsSchema },
  /** The sessions of the people whom the person administers. Refuses `access/denied` to others. */
  'devices.ofPeople': { input: z.null(), output: sessionsSchema },
  /** Ends a session: the person's own, or, as an administrator, that of another person. */
  'devices.end': { input: z.strictObject({ id: idSchema, whose: z.enum(['own', 'other']) }), output: z.null() },
  /** Reports that the device of a session is lost, or that it is not. Taking back a report asks for a proof. It answers a question of `devices.ask`. */
  'devices.report': {
    input: z.strictObject({ id: idSchema, whose: z.enum(['own', 'other']), isLost: z.boolean() }),
    output: z.null(),
  },
  /** Asks another person by mail whether the device of their session is lost, as an administrator. */
  'devices.ask': { input: z.strictObject({ id: idSchema }), output: z.null() },
  /** Makes the device of an own session ask for the second factor again (ADR 106). */
  'devices.endTrust': { input: z.strictObject({ id: idSchema }), output: z.null() },
  /** Ends all own sessions, or all but the one of this device. */
  'devices.endOwn': {
    input: z.strictObject({ which: z.enum(['all', 'others']) }),
    output: z.strictObject({ ended: z.number().int() }),
  },
  /** Orders to wipe the device of a session: it hands over its unsent changes, and then removes its data (D-5). */
  'devices.wipe': {
    input: z.strictObject({ id: idSchema, whose: z.enum(['own', 'other']) }),
    output: z.strictObject({ ordered: z.number().int() }),
  },
  /** Withdraws an order that the device has not received. `id`: the id of the wipe. */
  'devices.keep': { input: z.strictObject({ id: idSchema }), output: z.null() },
  /** The changes that a wiped device handed over, for administrators of its person. The server's journal names their readers. */
  'devices.handedOver': {
    input: z.strictObject({ id: idSchema }),
    output: z.strictObject({ acts: z.array(handedActSchema), drafts: z.number().int(), files: z.number().int() }),
  },
  /** Applies chosen changes of a wiped device as this person, judged by their rights of today. */
  'devices.applyHandedOver': {
    input: z.strictObject({ id: idSchema, acts: z.array(idSchema).max(500) }),
    output: z.strictObject({
      acts: z.array(z.strictObject({ id: idSchema, applied: z.boolean(), problem: z.string().nullable() })),
    }),
  },
  /** Ends all sessions of another person, as an administrator. */
  'devices.endAllOf': {
    input: z.strictObject({ person: idSchema }),
    output: z.strictObject({ ended: z.number().int() }),
  },
} as const;
