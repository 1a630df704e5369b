import type { FactorKind, ProofKind, SetUpKind } from './factor-kinds.ts';
import type { JsonValue } from './json.ts';

/** Whether a retry can succeed, and after which event. */
export type Retry = 'never' | 'after-edit' | 'after-sync' | 'after-wait';

/**
 * E-1: every refusal of the product, with the figures that a person or a program needs in addition to the message.
 * Details contain ids and limits, no personal data. Codes are part of the wire and never renamed or reused.
 */
export type RefusalDetails = {
  /** The person may not do this to this record. Also used for a field that only others may write. */
  'access/denied': { readonly action: string; readonly field?: string };
  'access/signed-out': { readonly reason: string };
  'access/bad-credentials': { readonly triesLeft?: number };
  'access/locked-out': { readonly waitSeconds: number };
  /** A code from an e-mail is wrong, expired, or void after too many wrong entries (`triesLeft` 0). */
  'access/bad-code': { readonly triesLeft: number };
  /** RFC 9449: the request lacks a valid proof of its device's key. `nonce`: a proof with it is judged by the server's time. */
  'access/bad-proof': { readonly reason: string; readonly nonce: string };
  /** The password would leave this machine unencrypted. */
  'access/plain-http': { readonly server: string };
  /** `order`: the server's signed order to wipe this device (D-5). Without one that verifies a device wipes nothing. */
  'access/session-ended': { readonly reason: string; readonly order?: string };
  /**
   * The password is right, but an administrator has set it. It gives no access until its person chooses another (at sign-in:
   * `newPassword`).
   */
  'access/new-password-needed': Record<string, never>;
  /**
   * The first factor is right, and the account asks for one more. `challenge` names this step; `kinds` are the possible answers.
   * `setUp`: a role of the person requires a factor that the account does not have, and these can be set up now.
   */
  'access/second-factor-needed': {
    readonly challenge: string;
    readonly kinds: readonly FactorKind[];
    readonly setUp?: readonly SetUpKind[];
    /** The days for which the organisation lets this device sign in without the second factor. Absent: it does not. */
    readonly trustDays?: number;
  };
  /**
   * A sign-in in the browser is no longer valid: its code is wrong, expired, used, or of another device. The person
   * begins again.
   */
  'access/sign-in-over': Record<string, never>;
  /**
   * The identity provider names an address that has an account already. `link` names this step: the person proves once that the account is
   * theirs, by its password or by a code that is sent to the address.
   */
  'access/link-needed': { readonly link: string };
  /**
   * The people of the organisation may sign in only by its identity provider. `domain`: the domain of the address that
   * was entered.
   */
  'access/sso-needed': { readonly domain: string };
  /** The first factor is right, and the account belongs to several organisations: the next sign-in names one of these. */
  'access/choose-organisation': { readonly organisations: readonly { readonly id: string; readonly name: string }[] };
  /** A dangerous act: the person must have proved within the last minutes who they are. `kinds` are the possible proofs. */
  'access/step-up-needed': { readonly kinds: readonly ProofKind[] };
  /** After the change nobody could administer the tenant; `id` is the changed person or role. */
  'access/last-administrator': { readonly id: string };
  /** The record does not exist, or the person may not see it; the answer is the same in both cases. */
  'records/not-found': { readonly id: string };
  'records/exists': { readonly id: string };
  /** The record has another version than the caller saw (`If-Match`); `version` is the present one. */
  'records/stale': { readonly id: string; readonly version: number };
  'records/deleted': { readonly id: string };
  'records/parent-gone': { readonly id: string };
  /** The merged record violates a rule (S-4d). `rule` is the rule's id if it has one. */
  'records/invalid': { readonly field?: string; readonly rule?: string };
  'records/taken': { readonly fields: readonly string[] };
  'records/circle': { readonly id: string };
  'records/fixed': { readonly field: string };
  'records/unknown-entity': { readonly entity: string };
  'records/unknown-field': { readonly field: string };
  /** `field` expects a person, but `id` is not a person of the tenant, or no longer one. */
  'records/unknown-person': { readonly field: string; readonly id: string };
  /** `field` expects a team, but `id` is not a team of the tenant, or no longer one. */
  'records/unknown-team': { readonly field: string; readonly id: string };
  /** An earlier unsent act that this one depends on was refused (S-4b). */
  'sync/ground-refused': { readonly act: string };
  /** T-14: no declared move leads from the record's state to this one. */
  'workflow/no-such-move': { readonly field: string; readonly from: string; readonly to: string };
  /** T-14: an act moves a record only once. */
  'workflow/one-move': { readonly field: string };
  /** T-14: the move that would have created this record lost, because the record of `id` is already in that state. */
  'workflow/already-there': { readonly id: string };
  /** T-14: records of this kind do not start in this state. */
  'workflow/not-a-start': { readonly field: string; readonly state: string };
  /** T-11: more records belong to one record than a rule over them may read; `rule` is the rule's id. */
  'rules/too-many': { readonly rule: string; readonly limit: number };
  /**
   * T-9: by the data on this device, the act would break a rule over other records. The act was not executed; the
   * person may have it sent anyway.
   */
  'rules/warned': { readonly rule: string; readonly field?: string };
  'sync/client-too-old': { readonly least: number; readonly yours: number };
  'sync/client-too-new': { readonly most: number; readonly yours: number };
  'sync/device-set-back': { readonly number: number };
  'sync/gap': { readonly expected: number };
  'sync/offline': { readonly since?: string };
  /** A `together` act is refused as a whole because one of its edits was refused (S-2). */
  'act/refused-whole': { readonly because: string };
  /** The act would write more than the limit. `what`: the counted rows. */
  'act/too-large': { readonly what: 'changes' | 'places'; readonly limit: number };
  /** A property of the act outside its edits is malformed. */
  'act/invalid': { readonly path: string };
  /** The act does not exist, or changed nothing that the person may see; the answer is the same in both cases. */
  'undo/unknown': { readonly act: string };
  'undo/group-undone': { readonly group: string };
  'undo/nothing': { readonly act: string };
  'query/invalid': { readonly path: string };
  'query/too-costly': { readonly rows: number; readonly limit: number; readonly cheaper: string };
  'query/cursor-stale': Record<string, never>;
  'query/timed-out': { readonly limitMs: number };
  'import/unreadable': { readonly file: string; readonly row?: number; readonly problem?: string };
  'import/cancelled': { readonly done: number };
  /**
   * PLT-26: the organisation has as much as its plan allows. `quota`: the key of the quota. `used`: the amount in use;
   * left out where the person may not read it. `until`: for a count by month (PLT-42), the day in UTC on which the count
   * begins again.
   */
  'quota/reached': { readonly quota: string; readonly limit: number; readonly used?: number; readonly until?: string };
  /**
   * The tenant's files would take more than its room on the server. Like `quota/reached`, in bytes. `limitBytes`: the
   * same as `limit`, for earlier builds.
   */
  'files/no-room': {
    readonly quota: string;
    readonly limit: number;
    readonly limitBytes: number;
    readonly used?: number;
  };
  /** The record is here, and its bytes are not: the device on which the file was added has not sent them. */
  'files/not-uploaded': { readonly id: string };
  'replica/wrong-key': Record<string, never>;
  /** D-4: the file's key is in the system's key store, which does not answer: no password opens it. */
  'replica/no-key-store': Record<string, never>;
  /** K-5: a newer build has opened the file and stores it in another format. */
  'replica/newer-file': { readonly format: number; readonly known: number };
  'replica/in-use': { readonly profile: string };
  'replica/locked': Record<string, never>;
  /** PLT-38: only a sign-in at the server opens the data on this device now, and why. Nothing is lost. */
  'replica/online-needed': { readonly reason: 'tries' | 'period' | 'clock' };
  /** S-5: nothing could be written. Existing data is unchanged, and the request was not executed. */
  'replica/disk-full': Record<string, never>;
  'replica/not-held': { readonly what: string };
  'request/invalid': { readonly path: string };
  'request/too-large': { readonly limit: number };
  'request/too-many': { readonly waitSeconds: number };
  'request/not-found': { readonly path: string };
  /** The caller has used this `Idempotency-Key` with another request. */
  'request/key-reused': { readonly path: string };
  /** The body did not arrive in time. */
  'request/too-slow': { readonly waitSeconds: number };
  /** The server has no room for another request at present. */
  'server/busy': { readonly waitSeconds: number };
  /** The server has no mail server. */
  'server/no-mail': Record<string, never>;
};

export type RefusalCode = keyof RefusalDetails;

const retryOf = {
  'access/denied': 'never',
  'access/signed-out': 'after-edit',
  'access/bad-credentials': 'after-edit',
  'access/locked-out': 'after-wait',
  'access/bad-code': 'after-edit',
  'access/bad-proof': 'after-wait',
  'access/plain-http': 'after-edit',
  'access/session-ended': 'after-edit',
  'access/new-password-needed': 'after-edit',
  'access/second-factor-needed': 'after-edit',
  'access/sign-in-over': 'after-edit',
  'access/link-needed': 'after-edit',
  'access/sso-needed': 'after-edit',
  'access/choose-organisation': 'after-edit',
  'access/step-up-needed': 'after-edit',
  'access/last-administrator': 'after-edit',
  'records/not-found': 'never',
  'records/exists': 'never',
  'records/stale': 'after-edit',
  'records/deleted': 'after-edit',
  'records/parent-gone': 'after-edit',
  'records/invalid': 'after-edit',
  'records/taken': 'after-edit',
  'records/circle': 'after-edit',
  'records/fixed': 'never',
  'records/unknown-entity': 'never',
  'records/unknown-field': 'after-edit',
  'records/unknown-person': 'after-edit',
  'records/unknown-team': 'after-edit',
  'sync/ground-refused': 'after-edit',
  'workflow/no-such-move': 'after-edit',
  'workflow/one-move': 'after-edit',
  'workflow/already-there': 'never',
  'workflow/not-a-start': 'after-edit',
  'rules/too-many': 'after-edit',
  'rules/warned': 'after-edit',
  'sync/client-too-old': 'never',
  'sync/client-too-new': 'after-wait',
  'sync/device-set-back': 'after-sync',
  'sync/gap': 'after-sync',
  'sync/offline': 'after-wait',
  'act/refused-whole': 'after-edit',
  'act/invalid': 'never',
  'act/too-large': 'after-edit',
  'undo/unknown': 'never',
  'undo/group-undone': 'never',
  'undo/nothing': 'never',
  'query/invalid': 'after-edit',
  'query/too-costly': 'after-edit',
  'query/cursor-stale': 'after-edit',
  'query/timed-out': 'after-edit',
  'import/unreadable': 'after-edit',
  'import/cancelled': 'after-edit',
  'quota/reached': 'after-wait',
  'files/no-room': 'after-wait',
  'files/not-uploaded': 'after-wait',
  'replica/wrong-key': 'after-edit',
  'replica/no-key-store': 'after-wait',
  'replica/newer-file': 'never',
  'replica/in-use': 'after-wait',
  'replica/locked': 'after-edit',
  'replica/online-needed': 'after-edit',
  'replica/disk-full': 'after-wait',
  'replica/not-held': 'after-sync',
  'request/invalid': 'after-edit',
  'request/too-large': 'after-edit',
  'request/too-many': 'after-wait',
  'request/not-found': 'never',
  'request/key-reused': 'after-edit',
  'request/too-slow': 'after-wait',
  'server/busy': 'after-wait',
  'server/no-mail': 'never',
} as const satisfies Record<RefusalCode, Retry>;

/** All codes, for borders that parse a refusal from outside. */
export const refusalCodes = Object.keys(retryOf) as readonly RefusalCode[]; // Object.keys loses the key type; the table is closed

/** A refusal is a returned value, never thrown. `message` contains the error, its place and a hint, for a person. */
export type RefusalOf<C extends RefusalCode> = {
  readonly ok: false;
  readonly code: C;
  readonly message: string;
  readonly details: RefusalDetails[C];
  readonly retry: Retry;
};
export type Refusal = { [C in RefusalCode]: RefusalOf<C> }[RefusalCode];

/** The result of a function that can refuse. The result must be used. */
export type Result<T> = { readonly ok: true; readonly value: T } | Refusal;

/** Makes a refusal; its code determines the retry. */
export function refuse<C extends RefusalCode>(code: C, message: string, details: RefusalDetails[C]): RefusalOf<C> {
  return { ok: false, code, message, details, retry: retryOf[code] };
}

/** Makes a result with a value. */
export function accept<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** Returns a refusal in its wire form, as JSON. */
export function refusalJson(refusal: Refusal): JsonValue {
  return { code: refusal.code, message: refusal.message, details: refusal.details as JsonValue, retry: refusal.retry };
}
