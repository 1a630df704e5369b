import { z } from 'zod';
import { actSchema } from '../kernel/acts/act.ts';
import { idSchema } from '../kernel/ids.ts';
import { jsonSchema } from '../kernel/json.ts';

/**
 * S-7: the number of this wire. Raise it with every change of a schema below (a test pins their fingerprint), add a line of
 * history here, and keep supporting the previous number (K-5).
 * - 1: the first. All its builds had schema 1 of every kind.
 * - 2: a push contains the device's schemas, like a pull (K-5).
 * - 3: decisions contain their time. An act that is sent again contains the time of its first decision and the values that were
 * replaced. Answers to pushes contain a signed head (S-1c).
 * - 4: a changed record may contain its author's day, and a created one the move that it follows from. Decisions contain the
 * values that moves have set (T-14).
 * - 5: sets of tokens and schema numbers are sent by digest. A checkpoint has one gain with a place per kind. A row has places of
 * audiences (T-28).
 */
export const protocolVersion = 5;
/** The server requires devices below this number to update. Their unsent acts stay on the device until then. */
export const leastProtocolVersion = 4;

const token = z.string().max(300);

/** S-1b: a place in the journal and the hash of its chain there, hex. `[0, "genesis"]` before the first row. */
export const headSchema = z.tuple([z.number().int().min(0), z.string().max(80)]);
export type Head = z.infer<typeof headSchema>;

/** P-5: the server's signature over its head: a compact JWS (EdDSA) with claims `{org, n, hash, at}`, checked against the JWKS. */
export const signedHeadSchema = z.strictObject({ head: headSchema, signature: z.string().max(2_000) });
export type SignedHead = z.infer<typeof signedHeadSchema>;

/** T-28: the server's identifier of a set: `SHA-256` of its canonical form in base64url. */
const digest = z.string().min(1).max(60);
const kindName = z.string().max(120);
/**
 * T-28: tokens in full (`token-groups.ts`). The limits are far above the tokens of one person; the limit of the
 * request body applies first.
 */
export const tokenGroupsSchema = z
  .array(z.tuple([z.array(kindName).min(1).max(5_000), z.array(token).min(1).max(20_000)]))
  .max(5_000);
const tokenSet = z.union([digest, tokenGroupsSchema]);

/**
 * T-28: the tokens whose records the device is still fetching. `had`: the present tokens that the device held before.
 * `whole`: the progress by id for each kind that is not fetched completely. `since`: the number at which the device
 * gained the tokens, while earlier changes remain to fetch, else 0.
 */
const gainSchema = z.strictObject({
  had: tokenSet,
  since: z.number().int().min(0),
  whole: z.record(kindName, z.string().max(60)),
});

/**
 * S-1: a device's progress: one place in the journal's order for all tokens together, the tokens held, and the gain
 * in progress.
 */
export const checkpointSchema = z.strictObject({
  n: z.number().int().min(0),
  id: z.string().max(60),
  tokens: tokenSet,
  gain: gainSchema.nullable(),
  /** S-9: the progress of the history, in journal numbers. */
  history: z.number().int().min(0),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;
/** Sorts after every id: the checkpoint is after all rows of its number. */
export const endOfNumber = '~';

const heads = z.array(headSchema).max(64);
/** K-5: the kinds of the device's build and their schema numbers: by digest (T-28), or in full. */
const schemaNumbers = z.union([digest, z.record(kindName, z.number().int().min(1))]);

export const pullRequestSchema = z.strictObject({
  at: checkpointSchema.nullable(),
  heads,
  limit: z.number().int().min(1).max(5_000),
  schemas: schemaNumbers,
});
export type PullRequest = z.infer<typeof pullRequestSchema>;

export const wireRecordSchema = z.strictObject({
  id: idSchema,
  entity: z.string().max(120),
  schema: z.number().int(),
  version: z.number().int(),
  life: z.string().max(60),
  ownerId: idSchema.nullable(),
  teamId: idSchema.nullable(),
  sharedWith: z.array(idSchema),
  inherited: z
    .strictObject({ ownerId: idSchema.nullable(), teamId: idSchema.nullable(), sharedWith: z.array(idSchema) })
    .nullable(),
  fields: z.record(z.string(), jsonSchema),
  createdAt: z.string(),
  createdBy: idSchema,
  updatedAt: z.string(),
  updatedBy: idSchema,
});

/**
 * One row of a page: the present record with the person's tokens that hold it, or the fact that it has left all of
 * them. `through` contains places among the audiences that the page's tokens have of its kind (T-28).
 */
export const pulledRowSchema = z.union([
  z.strictObject({
    id: idSchema,
    n: z.number().int(),
    record: wireRecordSchema,
    through: z.array(z.number().int().min(0)).min(1),
  }),
  z.strictObject({ id: idSchema, n: z.number().int(), gone: z.literal(true) }),
]);
export type PulledRow = z.infer<typeof pulledRowSchema>;

/**
 * S-9: one journal row of a record that the device holds: the author, the act, each value before and after, and the
 * replaced values.
 */
export const historyRowSchema = z.strictObject({
  n: z.number().int(),
  id: idSchema,
  entity: z.string().max(120),
  act: idSchema.nullable(),
  group: idSchema.nullable(),
  undoes: idSchema.nullable(),
  label: z.string(),
  by: idSchema,
  device: z.string().max(60).nullable(),
  at: z.string(),
  /** The time of the act by the device's clock. */
  madeAt: z.string().nullable(),
  kind: z.enum(['created', 'changed']),
  /** field: [from, to]. For a creation: [null, value] of every field. */
  changed: z.record(z.string(), z.tuple([jsonSchema, jsonSchema])),
  /** field: the replaced value (S-4), its author and its time. */
  superseded: z.record(z.string(), z.strictObject({ value: jsonSchema, by: idSchema, at: z.string() })),
});
export type HistoryRow = z.infer<typeof historyRowSchema>;

/** `remaining` of a page is exact below this, and an estimate from it on. */
export const exactRemaining = 5_000;

export const pageSchema = z.strictObject({
  kind: z.literal('page'),
  rows: z.array(pulledRowSchema),
  history: z.array(historyRowSchema),
  /** T-28: the tokens in force. Absent where the request's checkpoint already named them by their digest. */
  tokens: tokenGroupsSchema.exactOptional(),
  next: checkpointSchema,
  done: z.boolean(),
  head: signedHeadSchema,
  /** The number up to which every restore of the server would contain the journal (S-1c). */
  durable: z.number().int(),
  /** The number of rows after this page, for a progress display; an estimate. */
  remaining: z.number().int(),
});
export type Page = z.infer<typeof pageSchema>;

/** S-1b: the server's journal differs from the one that the device saw; `common` is the last number in common. */
export const forkSchema = z.strictObject({ kind: z.literal('fork'), common: z.number().int().min(0) });
/** S-1a: the device is behind the horizon of tombstones and starts over. */
export const resetSchema = z.strictObject({ kind: z.literal('reset'), head: signedHeadSchema });

/**
 * T-28: the server does not know a digest of the request: nothing was read or decided. The device repeats the request
 * with all sets in full.
 */
export const unknownSchema = z.strictObject({ kind: z.literal('unknown') });

export const pullAnswerSchema = z.discriminatedUnion('kind', [pageSchema, forkSchema, resetSchema, unknownSchema]);
export type PullAnswer = z.infer<typeof pullAnswerSchema>;

export const pushRequestSchema = z.strictObject({
  /** The device's present name (S-2b), which the device itself has chosen. */
  device: idSchema,
  heads,
  schemas: schemaNumbers,
  acts: z.array(actSchema).min(1).max(1_000),
});
export type PushRequest = z.infer<typeof pushRequestSchema>;

export const refusedEditSchema = z.strictObject({
  code: z.string().max(80),
  message: z.string(),
  details: z.record(z.string(), jsonSchema),
});
export type RefusedEdit = z.infer<typeof refusedEditSchema>;

/**
 * S-2: the server's decision about an act. `refused` and `superseded` are keyed by record id; `versions` gives each record's
 * number after the act.
 */
export const decisionSchema = z.strictObject({
  act: idSchema,
  status: z.enum(['accepted', 'merged', 'refused']),
  refused: z.record(idSchema, refusedEditSchema),
  superseded: z.record(idSchema, z.record(z.string(), jsonSchema)),
  versions: z.record(idSchema, z.number().int()),
  /** By record: the further fields that its move has set, `[from, to]` (T-14). Absent where no move set any. */
  sets: z.record(idSchema, z.record(z.string(), z.tuple([jsonSchema, jsonSchema]))).exactOptional(),
  n: z.number().int(),
  /** The time of the decision by the server's clock, ISO 8601 UTC. Absent from decisions that were made before wire 3. */
  at: z.string().exactOptional(),
  head: headSchema,
});
export type Decision = z.infer<typeof decisionSchema>;

/** S-2b: the server decided nothing from this act on. The device takes a new name and renumbers its acts. */
export const halfwaySchema = z.strictObject({ act: idSchema, code: z.enum(['sync/device-set-back', 'sync/gap']) });

export const pushAnswerSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('decided'),
    answers: z.array(decisionSchema),
    stopped: halfwaySchema.nullable(),
    /**
     * The newest head of these decisions. A device uses it to prove their loss (S-1c). Absent where nothing was
     * decided.
     */
    head: signedHeadSchema.exactOptional(),
  }),
  forkSchema,
  unknownSchema,
]);
export type PushAnswer = z.infer<typeof pushAnswerSchema>;

/** S-3: reports that there are changes up to `n`, and contains no other data. */
export const pokeSchema = z.strictObject({ n: z.number().int().min(0) });

/** S-9: older history of one record, on demand; newest first. */
export const historyRequestSchema = z.strictObject({
  entity: z.string().max(120),
  id: idSchema,
  before: z.number().int().min(1).optional(),
  limit: z.number().int().min(1).max(500).default(100),
});
export const historyAnswerSchema = z.strictObject({ rows: z.array(historyRowSchema), more: z.boolean() });

/** Headers of every request of a device. */
export const protocolHeader = 'outpost-protocol';
