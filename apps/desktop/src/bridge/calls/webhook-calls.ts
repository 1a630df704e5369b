import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';
import { shownRecordSchema } from '../shapes/shown-record.ts';

const triedSchema = z.object({
  at: z.string(),
  status: z.number().int().nullable(),
  ms: z.number(),
  fault: z.string().nullable(),
});

/** A secret of a webhook as the list shows it: its last characters, or the whole public key. */
const webhookSecretSchema = z.object({
  id: idSchema,
  kind: z.enum(['hmac', 'ed25519']),
  shown: z.string(),
  madeAt: z.string(),
  endsAt: z.string().nullable(),
});

/** An address to which the server sends events. Instants are ISO 8601 UTC. */
const webhookSchema = z.object({
  id: idSchema,
  name: z.string(),
  url: z.string(),
  content: z.enum(['thin', 'full']),
  grants: z.array(z.string()),
  sends: z.array(z.object({ entity: z.string(), fields: z.array(z.string()).optional() })),
  events: z.array(z.string()),
  madeAt: z.string(),
  off: z.object({ at: z.string(), why: z.enum(['person', 'failing', 'gone', 'filter']) }).nullable(),
  failingSince: z.string().nullable(),
  tested: triedSchema.nullable(),
  secrets: z.array(webhookSecretSchema),
});
export type ShownWebhook = z.infer<typeof webhookSchema>;

/** A new secret, which the server shows this once. */
const newWebhookSecretSchema = z.object({
  id: idSchema,
  kind: z.enum(['hmac', 'ed25519']),
  secret: z.string().nullable(),
  publicKey: z.string().nullable(),
});
export type ShownWebhookSecret = z.infer<typeof newWebhookSecretSchema>;

const deliverySchema = z.object({
  n: z.number().int(),
  type: z.string(),
  entity: z.string().nullable(),
  subject: z.string().nullable(),
  state: z.enum(['waiting', 'done', 'dead', 'skipped']),
  tries: z.number().int(),
  dueAt: z.string().nullable(),
  waitsFor: z.number().int().nullable(),
  log: z.array(triedSchema),
  request: z.string().nullable(),
  answer: z.string().nullable(),
  madeAt: z.string(),
  doneAt: z.string().nullable(),
});
export type WebhookDelivery = z.infer<typeof deliverySchema>;

/**
 * The calls about webhooks out. The server has them, so all refuse `sync/offline` where it does not answer, and `access/denied` to people
 * who are not administrators.
 */
export const webhookCalls = {
  'webhooks.list': { input: z.null(), output: z.object({ webhooks: z.array(webhookSchema) }) },
  /** Adds an address for these kinds of record. A dangerous act (`access/step-up-needed`). The secret is shown once. */
  'webhooks.make': {
    input: z.strictObject({
      name: z.string().max(120),
      url: z.string().max(2_000),
      content: z.enum(['thin', 'full']),
      kinds: z.array(z.string()).max(100),
      events: z.array(z.string()).max(100),
      kind: z.enum(['hmac', 'ed25519']),
    }),
    output: z.object({ id: idSchema, secret: newWebhookSecretSchema }),
  },
  'webhooks.turn': { input: z.strictObject({ id: idSchema, isOn: z.boolean() }), output: z.null() },
  /** Removes an address with its secrets and its log. */
  'webhooks.remove': { input: z.strictObject({ id: idSchema }), output: z.null() },
  /** Gives an address another secret. The former ones sign, too, for a day. */
  'webhooks.newSecret': {
    input: z.strictObject({ id: idSchema, kind: z.enum(['hmac', 'ed25519']) }),
    output: newWebhookSecretSchema,
  },
  'webhooks.endSecret': { input: z.strictObject({ id: idSchema, secret: idSchema }), output: z.null() },
  /** Sends a test event. Returns the receiver's answer, a refusal too. */
  'webhooks.test': { input: z.strictObject({ id: idSchema }), output: triedSchema },
  /** Sends the events since a moment again. `events`: the number of changes that are looked at. */
  'webhooks.replay': {
    input: z.strictObject({ id: idSchema, from: z.string() }),
    output: z.object({ events: z.number().int() }),
  },
  /** Lists deliveries, newest first. `records`: those of their subjects that this device holds. */
  'webhooks.deliveries': {
    input: z.strictObject({
      id: idSchema,
      state: z.enum(['waiting', 'done', 'dead', 'skipped']).nullable(),
      before: z.number().int().nullable(),
    }),
    output: z.object({
      deliveries: z.array(deliverySchema),
      more: z.boolean(),
      records: z.record(idSchema, shownRecordSchema),
    }),
  },
  /** Sends one delivery now. */
  'webhooks.send': { input: z.strictObject({ id: idSchema, n: z.number().int() }), output: z.null() },
} as const;
