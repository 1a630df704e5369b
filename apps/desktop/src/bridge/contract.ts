import { labelSchema } from '@outpost/domain/kernel/acts/act-label';
import { createSchema } from '@outpost/domain/kernel/acts/act';
import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema, type JsonValue } from '@outpost/domain/kernel/json';
import { listQuerySchema, reportSchema, summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { historyRowSchema, wireRecordSchema } from '@outpost/domain/sync/protocol';
import { z } from 'zod';
import { changedManySchema, changeManySchema } from './change-many.ts';
import { duplicateCalls } from './calls/duplicate-calls.ts';
import { exportCalls } from './calls/export-calls.ts';
import { fileCalls } from './calls/file-calls.ts';
import { importFileSchema, importPieceSchema, importPlanSchema, importProgressSchema } from './import-plan.ts';
import { refNamesSchema } from './ref-names.ts';
import { mapCalls } from './calls/map-calls.ts';
import { notificationCalls } from './calls/notification-calls.ts';
import { ownDefinitionsSchema } from './own-definitions.ts';
import { accountCalls, secondStepSchema } from './calls/account-calls.ts';
import { calendarCalls } from './calls/calendar-calls.ts';
import { factorCalls } from './calls/factor-calls.ts';
import { journalCalls } from './calls/journal-calls.ts';
import { keyCalls } from './calls/key-calls.ts';
import { deviceCalls } from './calls/device-calls.ts';
import { passkeyCalls } from './calls/passkey-calls.ts';
import { ssoCalls } from './calls/sso-calls.ts';
import { organisationCalls } from './calls/organisation-calls.ts';
import { directoryCalls } from './calls/directory-calls.ts';
import { peopleCalls } from './calls/people-calls.ts';
import { sessionSchema } from './session-schema.ts';
import { sealedCalls } from './calls/sealed-calls.ts';
import { searchHitSchema } from './search-hit.ts';
import { timelineQuestionSchema } from './timeline-question.ts';
import { waySchema } from './record-way.ts';
import { undertakingSchema } from './undertaking.ts';

/**
 * The only typed contract of calls and subscriptions between a screen (or the command line) and the replica (D-6). Both ends
 * parse. Every call returns a `Result`: `{ok: true, value}` or a refusal. A fault is `{ok: false, fault: <id>}` without
 * further data.
 */

const nothing = z.null();

/** A record as a screen shows it: derived from the confirmed state and the waiting acts (D-2a). */
export const shownRecordSchema = wireRecordSchema.extend({
  /** The number of waiting acts on it; `records.get` returns their labels. */
  waiting: z.number().int(),
  /** Names of fields with a replaced value here, by this person or another, that is not settled yet. */
  replaced: z.array(z.string()),
});
export type ShownRecord = z.infer<typeof shownRecordSchema>;

export type RefNames = z.infer<typeof refNamesSchema>;

/** A person's request. The replica adds ids, `from`, grounds and numbers. `fields` of a change contains the wanted values. */
export const actRequestSchema = z.strictObject({
  label: labelSchema,
  shape: z.enum(['together', 'each']).default('together'),
  group: idSchema.optional(),
  /** Sends it though this device warns of a rule over other records (`rules/warned`): the server decides (T-9). */
  anyway: z.boolean().optional(),
  /** False: the act happens beside the person's work, such as a mark of what they have opened: Ctrl+Z does not undo it. */
  isStep: z.boolean().optional(),
  edits: z
    .array(
      z.union(
        [
          z.strictObject({
            entity: z.string(),
            /** The replica makes one where absent. */
            id: idSchema.optional(),
            create: createSchema.shape.create.partial({ ownerId: true, teamId: true, sharedWith: true, schema: true }),
          }),
          z.strictObject({ entity: z.string(), id: idSchema, fields: z.record(z.string(), jsonSchema) }),
        ],
        'an edit is {"entity":"deal","id":"…","fields":{"stage":"won"}} or {"entity":"deal","create":{"fields":{"name":"…"}}}',
      ),
    )
    .min(1)
    .max(1_000),
});
export type ActRequest = z.input<typeof actRequestSchema>;

export const performedSchema = z.strictObject({ act: idSchema, ids: z.array(idSchema) });

/** One act of the outbox, as the list of waiting acts shows it. */
export const outboxEntrySchema = z.strictObject({
  act: idSchema,
  label: z.string(),
  madeAt: z.string(),
  group: idSchema.nullable(),
  state: z.enum(['waiting', 'sending', 'answered']),
  records: z.array(z.strictObject({ id: idSchema, entity: z.string(), title: z.string() })),
  editCount: z.number().int(),
});
export type OutboxEntry = z.infer<typeof outboxEntrySchema>;

/** A refused act, or the refused part of one, with its wanted values and the reasons. */
export const trayEntrySchema = z.strictObject({
  id: idSchema,
  act: idSchema,
  label: z.string(),
  madeAt: z.string(),
  refusedAt: z.string(),
  /** The reason of the refusal where it names no record (S-2). */
  whole: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  reasons: z.array(
    z.strictObject({
      record: idSchema,
      entity: z.string(),
      title: z.string(),
      code: z.string(),
      message: z.string(),
      /** The wanted values: field → value. */
      wanted: z.record(z.string(), jsonSchema),
      creates: z.boolean(),
      /** The field that the reason concerns, if the act does not contain it, with the record's present value. */
      about: z.strictObject({ field: z.string(), value: jsonSchema }).nullable(),
    }),
  ),
});
export type TrayEntry = z.infer<typeof trayEntrySchema>;

/** A replaced value of a merge: its author, its time, and whether the author is this person (S-4). */
export const replacedSchema = z.strictObject({
  /** Identifies the place in the journal: number and field. */
  n: z.number().int(),
  field: z.string(),
  record: idSchema,
  entity: z.string(),
  title: z.string(),
  lost: z.strictObject({ value: jsonSchema, by: idSchema, byName: z.string(), at: z.string() }),
  kept: z.strictObject({ value: jsonSchema, by: idSchema, byName: z.string(), at: z.string() }),
});
export type Replaced = z.infer<typeof replacedSchema>;

export const syncStatusSchema = z.strictObject({
  state: z.enum([
    'signed-out',
    'locked',
    /** The first contact is being established, and has not failed. */
    'connecting',
    'offline',
    'sending',
    'receiving',
    'to-send',
    'up-to-date',
    'too-old',
    'session-ended',
  ]),
  toSend: z.number().int(),
  needsYou: z.number().int(),
  /** The progress of sending or receiving. */
  done: z.number().int(),
  total: z.number().int(),
  /** The time of the last answer of the server, and since when everything is confirmed. */
  lastContactAt: z.string().nullable(),
  upToDateAt: z.string().nullable(),
  nextTryAt: z.string().nullable(),
  /** True until the first sync is complete. */
  firstSync: z.boolean(),
  problem: z.string().nullable(),
});
export type SyncStatus = z.infer<typeof syncStatusSchema>;

export type Session = z.infer<typeof sessionSchema>;

/** Calls by name: their input, and their output when they are not refused. */
export const calls = {
  'session.get': { input: nothing, output: sessionSchema },
  /**
   * `formerPassword`: needed where the password was changed elsewhere and the file on this device is still encrypted with the
   * former one. `newPassword`: the person's own, in place of a given one (`access/new-password-needed`). `second`: the answer
   * to `access/second-factor-needed`, whose challenge takes the place of the password at the server.
   */
  'session.signIn': {
    input: z.strictObject({
      server: z.url(),
      email: z.string().max(320),
      password: z.string().max(1_000),
      /** Allows sending the password over plain http to another machine, for laboratories. */
      allowPlainHttp: z.boolean().optional(),
      formerPassword: z.string().max(1_000).optional(),
      newPassword: z.string().max(1_000).optional(),
      second: secondStepSchema.optional(),
      /** The organisation to sign in to. Left out: the first one that allows it. */
      organisation: idSchema.optional(),
    }),
    output: sessionSchema,
  },
  /**
   * Waits until the browser comes back, and signs in. `second` and `link` answer `access/second-factor-needed` and `access/link-needed` of an earlier
   * call. Refuses `access/sign-in-over` where it was cancelled.
   */
  'session.finishInBrowser': {
    input: z.strictObject({
      email: z.string().max(320).optional(),
      password: z.string().max(1_000).optional(),
      formerPassword: z.string().max(1_000).optional(),
      second: secondStepSchema.optional(),
      link: z
        .strictObject({ link: z.string().max(200), kind: z.enum(['password', 'email']), answer: z.string().max(1_000) })
        .optional(),
    }),
    output: sessionSchema,
  },
  ...accountCalls,
  ...factorCalls,
  ...passkeyCalls,
  ...ssoCalls,
  ...organisationCalls,
  'session.unlock': { input: z.strictObject({ password: z.string().max(1_000) }), output: sessionSchema },
  /** Changes the key of the open replica's file (D-4) while work continues. Takes some seconds a GB. */
  'session.changeKey': { input: z.strictObject({ password: z.string().max(1_000) }), output: nothing },
  /**
   * PLT-26: opens the data of another organisation of the same account. The work in the present one stays on this device. Refuses
   * `access/signed-out` where nobody is signed in to it here, and `replica/wrong-key` where its key needs the password.
   */
  'session.switch': { input: z.strictObject({ replica: idSchema }), output: sessionSchema },
  'session.lock': { input: nothing, output: sessionSchema },
  /** A window was used. All windows are locked after these minutes without another such call; null: never. */
  'session.noteUse': {
    input: z.strictObject({ lockAfterMinutes: z.int().min(1).max(1_440).nullable() }),
    output: nothing,
  },
  /** Ends the session. The replica's file, its unsent acts and tray stay (S-5). */
  'session.signOut': { input: nothing, output: sessionSchema },
  'definitions.own': { input: nothing, output: ownDefinitionsSchema },
  'records.list': {
    input: listQuerySchema,
    output: z.strictObject({ rows: z.array(shownRecordSchema), refs: refNamesSchema, next: z.string().nullable() }),
  },
  'records.summary': {
    input: summaryQuerySchema,
    output: z.strictObject({
      groups: z.array(
        z.strictObject({
          value: jsonSchema,
          count: z.number().int(),
          sums: z.record(z.string(), z.record(z.string(), z.number())),
        }),
      ),
      refs: refNamesSchema,
    }),
  },
  'records.report': {
    input: reportSchema,
    output: z.strictObject({
      rows: z.array(
        z.strictObject({
          groups: z.array(jsonSchema),
          measures: z.record(z.string(), z.number().nullable()),
          currency: z.string().optional(),
        }),
      ),
      refs: refNamesSchema,
    }),
  },
  'records.get': {
    input: z.strictObject({ id: idSchema }),
    output: z.strictObject({
      record: shownRecordSchema,
      refs: refNamesSchema,
      waiting: z.array(outboxEntrySchema),
      replaced: z.array(replacedSchema),
      /** The person's rights on this record, with the reasons of refusals. */
      may: z.record(
        z.enum(['update', 'assign', 'delete', 'administer']),
        z.strictObject({ allowed: z.boolean(), why: z.string() }),
      ),
      ways: z.array(waySchema),
    }),
  },
  'records.search': {
    input: z.strictObject({
      text: z.string().max(200),
      entities: z.array(z.string()).max(100).optional(),
      limit: z.number().int().min(1).max(200).default(30),
    }),
    output: z.strictObject({
      hits: z.array(searchHitSchema),
    }),
  },
  /**
   * The journal rows of the record and its children on the device, newest first (S-9). Requests older ones from the server
   * where online.
   */
  'records.history': {
    input: z.strictObject({
      id: idSchema,
      before: z.number().int().optional(),
      limit: z.number().int().min(1).max(500).default(100),
      withChildren: z.boolean().default(false),
    }),
    output: z.strictObject({
      rows: z.array(historyRowSchema),
      refs: refNamesSchema,
      more: z.boolean(),
      names: z.record(idSchema, z.string()),
    }),
  },
  /**
   * Returns the timeline of a record, newest first: the records that belong to it, and its journal rows. `withRelated`: those of
   * its related records too, as far as this device holds them (ADR 0050).
   */
  'records.timeline': {
    input: timelineQuestionSchema,
    output: z.strictObject({
      entries: z.array(
        z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('record'), at: z.string(), parent: idSchema, record: shownRecordSchema }),
          z.strictObject({ kind: z.literal('change'), at: z.string(), row: historyRowSchema }),
        ]),
      ),
      refs: refNamesSchema,
      names: z.record(idSchema, z.string()),
      more: z.boolean(),
      /** The number of related records whose entries were read. `isAll`: there are no further ones. */
      related: z.strictObject({ count: z.number().int(), isAll: z.boolean() }),
    }),
  },
  /**
   * Returns since when records are in their stages, by record, from the journal on this device and the acts that wait. `isAtLeast`:
   * the device's history does not reach back to the move, so it was earlier. Records without history here are left out.
   */
  'records.stageSince': {
    input: z.strictObject({ entity: z.string().max(120), ids: z.array(idSchema).max(2_000) }),
    output: z.strictObject({
      since: z.record(idSchema, z.strictObject({ at: z.string(), isAtLeast: z.boolean() })),
    }),
  },
  'acts.perform': { input: actRequestSchema, output: performedSchema },
  /** Changes the next records of a list, or says what the change would do. Called until there are no more; its acts form one group. */
  'acts.changeMany': { input: changeManySchema, output: changedManySchema },
  /** Undoes an act (S-4c). An act that was not sent is taken out of the outbox. */
  'acts.undo': { input: z.strictObject({ act: idSchema }), output: performedSchema },
  /** Undoes a group. `group` of the answer is the group of the undoing acts; undoing that redoes the first one. */
  'acts.undoGroup': {
    input: z.strictObject({ group: idSchema }),
    output: z.strictObject({ acts: z.number().int(), group: idSchema }),
  },
  /** Returns the person's imports and other changes of many records, the newest first, as far as the device's history goes. */
  'acts.undertakings': {
    input: nothing,
    output: z.strictObject({
      undertakings: z.array(undertakingSchema),
      /** False while history is still arriving, after the records: the newest entries may be incomplete. */
      isComplete: z.boolean(),
    }),
  },
  /** Undoes the person's newest act of this window that can be undone, or redoes the newest undo. */
  'acts.undoLast': { input: nothing, output: z.strictObject({ label: z.string(), acts: z.array(idSchema) }) },
  'acts.redoLast': { input: nothing, output: z.strictObject({ label: z.string(), acts: z.array(idSchema) }) },
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
  /** Announces the files of an import. */
  'imports.begin': {
    input: z.strictObject({ files: z.array(importFileSchema).min(1).max(20) }),
    output: z.strictObject({ importId: idSchema }),
  },
  /** Takes the next bytes of a file of an import. All files are sent completely, piece by piece, before the import is opened. */
  'imports.piece': { input: importPieceSchema, output: z.strictObject({ receivedBytes: z.number().int() }) },
  /**
   * `recipe`: the name of a recipe of the catalogue, or "entity:crm/contact" for files of one kind of record; otherwise the
   * headers decide.
   */
  'imports.open': {
    input: z.strictObject({ importId: idSchema, recipe: z.string().optional() }),
    output: importPlanSchema,
  },
  'imports.change': {
    input: z.strictObject({
      importId: idSchema,
      mapping: z
        .array(z.strictObject({ file: z.string(), column: z.string(), field: z.string().nullable() }))
        .default([]),
      mends: z.record(z.string(), z.boolean()).default({}),
      readings: z.record(z.string(), z.string()).default({}),
      /** By kind of record: its match fields, in order; an empty list for "every row is another record". */
      matching: z.record(z.string(), z.array(z.string()).max(20)).default({}),
    }),
    output: importPlanSchema,
  },
  /**
   * Returns the refused rows of one file of the import with reasons and hints, to mend and import again; '' where there are none.
   * They come in pieces: request piece 0, then `next` until it is null, in order.
   */
  'imports.refusedRows': {
    input: z.strictObject({
      importId: idSchema,
      file: z.string(),
      piece: z.number().int().min(0).default(0),
    }),
    output: z.strictObject({ csv: z.string(), next: z.number().int().nullable() }),
  },
  'imports.run': { input: z.strictObject({ importId: idSchema }), output: importProgressSchema },
  'imports.cancel': { input: z.strictObject({ importId: idSchema }), output: importProgressSchema },
  'imports.progress': { input: z.strictObject({ importId: idSchema }), output: importProgressSchema },
  ...duplicateCalls,
  ...exportCalls,
  ...fileCalls,
  ...mapCalls,
  ...notificationCalls,
  ...journalCalls,
  ...peopleCalls,
  ...directoryCalls,
  ...calendarCalls,
  ...keyCalls,
  ...sealedCalls,
  ...deviceCalls,
  /** Values that never leave the device: drafts, column choices, window state. */
  'local.get': { input: z.strictObject({ key: z.string().max(200) }), output: z.strictObject({ value: jsonSchema }) },
  'local.set': { input: z.strictObject({ key: z.string().max(200), value: jsonSchema }), output: nothing },
} as const;

export type CallName = keyof typeof calls;
export type CallInput<N extends CallName> = z.input<(typeof calls)[N]['input']>;
export type CallOutput<N extends CallName> = z.output<(typeof calls)[N]['output']>;

/** Subscriptions by name: the content of each event. The newest state is sent at once after subscribing, except for `changes`. */
export const subscriptions = {
  session: sessionSchema,
  sync: syncStatusSchema,
  ownDefinitions: ownDefinitionsSchema,
  /** Records that look different now, by entity; `all` where there are too many to list. */
  changes: z.strictObject({
    entities: z.record(z.string(), z.strictObject({ ids: z.array(idSchema), all: z.boolean() })),
  }),
  imports: importProgressSchema,
} as const;
export type SubscriptionName = keyof typeof subscriptions;
export type SubscriptionEvent<N extends SubscriptionName> = z.output<(typeof subscriptions)[N]>;

/** Frames of the wire, over a MessagePort, a WebSocket or the profile's local socket. */
export const requestFrameSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), id: z.number().int(), name: z.string().max(60), input: jsonSchema }),
  z.strictObject({ kind: z.literal('subscribe'), id: z.number().int(), name: z.string().max(60) }),
  z.strictObject({ kind: z.literal('unsubscribe'), id: z.number().int() }),
]);
export type RequestFrame = z.infer<typeof requestFrameSchema>;
export const answerFrameSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answer'), id: z.number().int(), result: jsonSchema }),
  z.strictObject({ kind: z.literal('event'), id: z.number().int(), event: jsonSchema }),
]);
export type AnswerFrame = z.infer<typeof answerFrameSchema>;

/** The renderer's side of the contract, for any transport. */
export type Bridge = {
  readonly call: <N extends CallName>(name: N, input: CallInput<N>) => Promise<BridgeResult<CallOutput<N>>>;
  /** Returns the function that ends the subscription. */
  readonly subscribe: <N extends SubscriptionName>(
    name: N,
    onEvent: (event: SubscriptionEvent<N>) => void,
  ) => () => void;
};

/** An answer over the bridge: a value, a refusal, or an internal fault by its id. */
export type BridgeResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly details: Readonly<Record<string, JsonValue>>;
      readonly retry: string;
    }
  | { readonly ok: false; readonly fault: string };
