import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { z } from 'zod';

/**
 * The kinds of notification, in the order of the preferences. If one act of another person causes several, the first
 * one counts. A new kind: its id here, a file and a line in `replica/notifications`, and a file and a line in
 * `renderer/notifications/kinds`.
 */
export const notificationKindIds = [
  'refused',
  'replaced',
  'mentioned',
  'assigned',
  'shared',
  'moved',
  'followed',
  'due',
  'reminder',
  'told',
] as const;
export type NotificationKindId = (typeof notificationKindIds)[number];

const notificationSchema = z.strictObject({
  /** `markId` of the domain: the same on all devices of the person. */
  id: z.string(),
  kind: z.enum(notificationKindIds),
  /** Its time: the server's time of another person's act, or the time at which a record is due. */
  at: z.string(),
  /** The author. The name is empty where this device does not know them. */
  by: z.strictObject({ id: idSchema, name: z.string() }).nullable(),
  /** The record, if this device holds it. */
  record: z.strictObject({ id: idSchema, entity: z.string(), title: z.string() }).nullable(),
  /** The number of records that one act of another person was about; `record` is one of them. */
  count: z.number().int().min(1),
  /** The field that it is about, and its new value. */
  field: z.string().nullable(),
  value: jsonSchema,
  /** Words of a person, or of a refusal. */
  quote: z.string().nullable(),
  /** Set where the person has to decide something: the entry of the tray, or the number of the replaced value's journal row. */
  needs: z
    .union([z.strictObject({ tray: z.string() }), z.strictObject({ replaced: z.number().int(), field: z.string() })])
    .nullable(),
});
export type Notification = z.infer<typeof notificationSchema>;

export const notificationCalls = {
  /**
   * Returns the notifications of the last 30 days, the newest first, with those that need the person however old they are.
   * They are derived from the data of this device (ADR 0044). `more`: there are older ones that are not listed.
   */
  'notifications.list': {
    input: z.null(),
    output: z.strictObject({ entries: z.array(notificationSchema), more: z.boolean() }),
  },
} as const;
