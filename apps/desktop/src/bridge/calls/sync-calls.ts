import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { z } from 'zod';
import { performedSchema } from '../shapes/act-request.ts';
import { syncStatusSchema } from '../shapes/sync-status.ts';
import { outboxEntrySchema, replacedSchema, trayEntrySchema } from '../shapes/waiting-acts.ts';

const nothing = z.null();

/** Waiting acts, refused acts, replaced values, and the exchange with the server. */
export const syncCalls = {
  'sync.outbox': { input: nothing, output: z.strictObject({ entries: z.array(outboxEntrySchema) }) },
  'sync.tray': { input: nothing, output: z.strictObject({ entries: z.array(trayEntrySchema) }) },
  /** Repeats the refused edits as a new act, optionally with other values. */
  'sync.mend': {
    input: z.strictObject({ id: idSchema, fields: z.record(idSchema, z.record(z.string(), jsonSchema)).default({}) }),
    output: performedSchema,
  },
  /** Removes the entry from the tray. It is kept for 30 days and can be restored. */
  'sync.discard': { input: z.strictObject({ id: idSchema }), output: nothing },
  'sync.undiscard': { input: z.strictObject({ id: idSchema }), output: nothing },
  'sync.replaced': {
    input: z.strictObject({ record: idSchema.optional() }),
    output: z.strictObject({ entries: z.array(replacedSchema) }),
  },
  /** Restores the replaced value by an act, or accepts the other one. */
  'sync.restoreReplaced': {
    input: z.strictObject({ n: z.number().int(), field: z.string() }),
    output: performedSchema,
  },
  'sync.keepReplaced': { input: z.strictObject({ n: z.number().int(), field: z.string() }), output: nothing },
  'sync.now': { input: nothing, output: syncStatusSchema },
  'sync.status': { input: nothing, output: syncStatusSchema },
  /** Returns all unsent acts and the tray as JSON text, for a person to keep. */
  'sync.exportUnsent': { input: nothing, output: z.strictObject({ json: z.string() }) },
  'sync.device': {
    input: nothing,
    output: z.strictObject({
      deviceId: idSchema,
      fileBytes: z.number(),
      encrypted: z.boolean(),
      counts: z.record(z.string(), z.number().int()),
    }),
  },
} as const;
