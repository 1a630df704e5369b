import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { sourceMappingSchema } from '@outpost/domain/kernel/webhooks-in/source-mapping';
import { z } from 'zod';
import { shownRecordSchema } from '../shapes/shown-record.ts';

const faultSchema = z.object({ field: z.string(), message: z.string() });

/** A source of webhooks: another program's address on the server. Instants are ISO 8601 UTC. */
const sourceSchema = z.object({
  id: idSchema,
  name: z.string(),
  url: z.string(),
  proof: z.enum(['standard', 'body', 'token']),
  header: z.string().nullable(),
  mapping: sourceMappingSchema,
  madeBy: idSchema,
  madeAt: z.string(),
  offAt: z.string().nullable(),
  /** The last request without a right proof. */
  refused: z.object({ at: z.string(), why: z.string() }).nullable(),
  lastAt: z.string().nullable(),
  failed: z.number().int(),
  waiting: z.number().int(),
  secrets: z.array(z.object({ id: idSchema, shown: z.string(), madeAt: z.string(), endsAt: z.string().nullable() })),
});
export type ShownSource = z.infer<typeof sourceSchema>;

/** A new secret, which the server shows this once. */
const newSecretSchema = z.object({ id: idSchema, secret: z.string() });

const receivedSchema = z.object({
  n: z.number().int(),
  sentId: z.string().nullable(),
  state: z.enum(['waiting', 'done', 'failed', 'discarded']),
  outcome: z.enum(['created', 'changed', 'same']).nullable(),
  faults: z.array(faultSchema),
  entity: z.string().nullable(),
  record: idSchema.nullable(),
  payload: z.string().nullable(),
  receivedAt: z.string(),
  doneAt: z.string().nullable(),
});
export type ReceivedDelivery = z.infer<typeof receivedSchema>;

const settings = { name: z.string().max(120), mapping: sourceMappingSchema };
const oneDelivery = z.strictObject({ id: idSchema, n: z.number().int() });

/**
 * The calls about webhooks in. The server has them, so all refuse `sync/offline` where it does not answer, and `access/denied` to people who are
 * not administrators.
 */
export const sourceCalls = {
  'sources.list': { input: z.null(), output: z.object({ sources: z.array(sourceSchema) }) },
  /** Adds a source. A dangerous act (`access/step-up-needed`). The secret is shown once. */
  'sources.make': {
    input: z.strictObject({
      ...settings,
      proof: z.enum(['standard', 'body', 'token']),
      header: z.string().max(60).nullable(),
    }),
    output: z.object({ id: idSchema, source: sourceSchema, secret: newSecretSchema }),
  },
  /** Changes a source, or turns it on or off. Parts that are left out stay. A dangerous act. */
  'sources.change': {
    input: z.strictObject({ id: idSchema, ...z.strictObject({ ...settings, isOn: z.boolean() }).partial().shape }),
    output: sourceSchema,
  },
  /** Removes a source with its secrets and its log. */
  'sources.remove': { input: z.strictObject({ id: idSchema }), output: z.null() },
  /** Gives a source another secret. The former ones count, too, for a day. */
  'sources.newSecret': { input: z.strictObject({ id: idSchema }), output: newSecretSchema },
  'sources.endSecret': { input: z.strictObject({ id: idSchema, secret: idSchema }), output: z.null() },
  /** Lists what a source has sent, newest first. `records`: what it made, as far as this device holds it. */
  'sources.deliveries': {
    input: z.strictObject({
      id: idSchema,
      state: z.enum(['waiting', 'done', 'failed', 'discarded']).nullable(),
      before: z.number().int().nullable(),
    }),
    output: z.object({
      deliveries: z.array(receivedSchema),
      more: z.boolean(),
      records: z.record(idSchema, shownRecordSchema),
    }),
  },
  'sources.again': { input: oneDelivery, output: z.null() },
  'sources.discard': { input: oneDelivery, output: z.null() },
  /** Says what a payload would do with a mapping. Nothing is written. `record`: the existing one that it would change. */
  'sources.preview': {
    input: z.strictObject({ mapping: sourceMappingSchema, payload: z.record(z.string(), jsonSchema) }),
    output: z.object({
      kind: z.enum(['created', 'changed', 'same', 'faults']),
      faults: z.array(faultSchema),
      record: idSchema.nullable(),
    }),
  },
} as const;
