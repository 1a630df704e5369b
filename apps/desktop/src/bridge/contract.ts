import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema, type JsonValue } from '@outpost/domain/kernel/json';
import { z } from 'zod';
import { accessCalls } from './calls/identity/access-calls.ts';
import { accountCalls } from './calls/identity/account-calls.ts';
import { actCalls } from './calls/act-calls.ts';
import { auditCalls } from './calls/audit-calls.ts';
import { calendarCalls } from './calls/calendar-calls.ts';
import { templateCalls } from './calls/template-calls.ts';
import { deviceCalls } from './calls/identity/device-calls.ts';
import { directoryCalls } from './calls/directory-calls.ts';
import { duplicateCalls } from './calls/duplicate-calls.ts';
import { exportCalls } from './calls/export-calls.ts';
import { factorCalls } from './calls/identity/factor-calls.ts';
import { fileCalls } from './calls/file-calls.ts';
import { importCalls } from './calls/import-calls.ts';
import { journalCalls } from './calls/journal-calls.ts';
import { keyCalls } from './calls/identity/key-calls.ts';
import { mapCalls } from './calls/map-calls.ts';
import { notificationCalls } from './calls/notification-calls.ts';
import { organisationCalls } from './calls/identity/organisation-calls.ts';
import { passkeyCalls } from './calls/identity/passkey-calls.ts';
import { queueCalls } from './calls/queue-calls.ts';
import { peopleCalls } from './calls/identity/people-calls.ts';
import { recordCalls } from './calls/record-calls.ts';
import { sealedCalls } from './calls/identity/sealed-calls.ts';
import { serverRecordCalls } from './calls/server-record-calls.ts';
import { sessionCalls } from './calls/identity/session-calls.ts';
import { ssoCalls } from './calls/identity/sso-calls.ts';
import { syncCalls } from './calls/sync-calls.ts';
import { assignmentCalls } from './calls/assignment-calls.ts';
import { automationCalls } from './calls/automation-calls.ts';
import { eventCalls } from './calls/event-calls.ts';
import { dkimCalls } from './calls/identity/dkim-calls.ts';
import { mailboxCalls } from './calls/mailbox-calls.ts';
import { noticeChannelCalls } from './calls/identity/notice-channel-calls.ts';
import { sourceCalls } from './calls/source-calls.ts';
import { webhookCalls } from './calls/webhook-calls.ts';
import { importProgressSchema } from './import-plan.ts';
import { ownDefinitionsSchema } from './own-definitions.ts';
import type { refNamesSchema } from './ref-names.ts';
import type { actRequestSchema } from './shapes/act-request.ts';
import { duplicateCountsSchema } from './shapes/duplicate-counts.ts';
import { sessionSchema } from './shapes/session-schema.ts';
import type { shownRecordSchema } from './shapes/shown-record.ts';
import { syncStatusSchema } from './shapes/sync-status.ts';
import type { outboxEntrySchema, replacedSchema, trayEntrySchema } from './shapes/waiting-acts.ts';

/**
 * The only typed contract of calls and subscriptions between a screen (or the command line) and the replica (D-6). Both ends
 * parse. Every call returns a `Result`: `{ok: true, value}` or a refusal. A fault is `{ok: false, fault: <id>}` without
 * further data.
 */

const nothing = z.null();

export type ShownRecord = z.infer<typeof shownRecordSchema>;
export type RefNames = z.infer<typeof refNamesSchema>;
export type ActRequest = z.input<typeof actRequestSchema>;
export type OutboxEntry = z.infer<typeof outboxEntrySchema>;
export type TrayEntry = z.infer<typeof trayEntrySchema>;
export type Replaced = z.infer<typeof replacedSchema>;
export type SyncStatus = z.infer<typeof syncStatusSchema>;
export type Session = z.infer<typeof sessionSchema>;

/** Calls by name: their input, and their output when they are not refused. */
export const calls = {
  ...sessionCalls,
  ...accountCalls,
  ...factorCalls,
  ...passkeyCalls,
  ...ssoCalls,
  ...organisationCalls,
  'definitions.own': { input: nothing, output: ownDefinitionsSchema },
  ...recordCalls,
  ...serverRecordCalls,
  ...actCalls,
  ...syncCalls,
  ...importCalls,
  ...duplicateCalls,
  ...exportCalls,
  ...fileCalls,
  ...mapCalls,
  ...notificationCalls,
  ...journalCalls,
  ...auditCalls,
  ...queueCalls,
  ...assignmentCalls,
  ...automationCalls,
  ...webhookCalls,
  ...mailboxCalls,
  ...noticeChannelCalls,
  ...dkimCalls,
  ...sourceCalls,
  ...eventCalls,
  ...templateCalls,
  ...peopleCalls,
  ...accessCalls,
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

/**
 * Subscriptions by name: the content of each event. The newest state is sent immediately after subscribing, except for
 * `changes`.
 */
export const subscriptions = {
  session: sessionSchema,
  sync: syncStatusSchema,
  ownDefinitions: ownDefinitionsSchema,
  /** Records that look different now, by entity; `all` where there are too many to list. */
  changes: z.strictObject({
    entities: z.record(z.string(), z.strictObject({ ids: z.array(idSchema), all: z.boolean() })),
  }),
  imports: importProgressSchema,
  duplicates: duplicateCountsSchema,
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
/** JSON that the schema of its call or subscription reads. To read it here as well takes as long again. */
const readLater = z.unknown() as z.ZodType<JsonValue>;
export const answerFrameSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answer'), id: z.number().int(), result: readLater }),
  z.strictObject({ kind: z.literal('event'), id: z.number().int(), event: readLater }),
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
