import type { Quota } from '../../kernel/quotas/quotas.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import type { Claim } from '../../kernel/acts/come-back.ts';
import type { JsonValue } from '../../kernel/json.ts';
import type { StoredRecord } from '../../kernel/entities/record.ts';
import type { Decision } from '../../sync/protocol.ts';
import type { ReferrerQuery, Total, Totalling } from './overlay.ts';

/** A reference of one record to another: `id` of `entity` names the target in `field`. */
export type Reference = { readonly entity: string; readonly id: string; readonly field: string };

/** The changes of one act to one record, as its journal row holds them. */
export type JournalChange = {
  readonly n: number;
  readonly act: string;
  readonly record: string;
  readonly entity: string;
  readonly kind: 'created' | 'changed';
  readonly changed: Readonly<Record<string, readonly [JsonValue, JsonValue]>>;
  /** The server itself added this change to the act: a reference that followed a merge of duplicates. */
  readonly expanded: boolean;
};

/** An act that was decided before. */
export type KnownAct = {
  readonly id: string;
  readonly author: string;
  readonly status: Decision['status'];
  readonly n: number;
  readonly group: string | null;
  readonly undoes: string | null;
  readonly undoneBy: string | null;
  readonly answer: Decision;
};

/** The author of a value, and the time. */
export type Writer = { readonly by: string; readonly at: string; readonly n: number };

/**
 * S-1c: the facts about the loss of the journal's tail that the server has. Instants are ISO 8601 UTC, by its clock.
 */
export type Loss = {
  /** The time at which the newest lost head was signed: rows from before the loss are not newer. */
  readonly at: string;
  /** Up to this number the journal is surely the one from before the loss. */
  readonly common: number;
  /** When the loss was last proved: every lost row is older. */
  readonly seen: string;
};

/** The claim that an act sent again after a lost tail left in a field, and the journal's number of that act's row. */
export type KeptClaim = { readonly claimed: number; readonly claim: Claim };

/**
 * The answer of a `Look` that does not hold the requested data (T-8). A rule that gets it refuses nothing: the server
 * decides (T-9). A held answer is returned unwrapped: a wrapper would cost an object for each answer in a push. No
 * answer has this symbol as a value.
 */
export const notHeld: unique symbol = Symbol('not held');
export type Answer<T> = T | typeof notHeld;
/** Returns the answer where it is held, else nothing. */
export const held = <T>(answer: Answer<T>): T | undefined => (answer === notHeld ? undefined : answer);

/**
 * All data that a decision may read: the tenant's state between two acts. Pure to its callers: the same question gets
 * the same answer until an act is applied. The server's look holds all data. A device's look holds the data on the
 * device; its lists contain only entries on the device. So a rule may refuse because of a present entry, never
 * because of a missing one.
 */
export type Look = {
  /** The record of this id, of any kind; nothing where there is none. */
  readonly record: (id: string) => Answer<StoredRecord | undefined>;
  /** Whether a record or an act of the tenant has this id, or had it before it was erased. */
  readonly isUsed: (id: string) => Answer<boolean>;
  /**
   * Ids of all living records of a kind, and perhaps of some that are not alive. For kinds with few records per
   * tenant. All or none are held.
   */
  readonly idsOf: (entity: string) => Answer<readonly string[]>;
  /** Every reference to this record. */
  readonly references: (target: string) => readonly Reference[];
  /** Ids of live records that hold these key values in these fields (S-4e). */
  readonly holders: (
    entity: Entity,
    fields: readonly string[],
    keys: readonly (string | number)[],
  ) => readonly string[];
  /**
   * T-11: ids of the living records that name another one, all of them or none; `many` where there are more than a
   * read may return. It covers the kinds and fields by which a declared read finds records.
   */
  readonly naming: (asked: ReferrerQuery) => Answer<readonly string[] | 'many'>;
  /** T-11: a sum over the living records that name another one. */
  readonly totalOf: (asked: Totalling) => Answer<Total>;
  readonly act: (id: string) => Answer<KnownAct | undefined>;
  /** The changes of an act, in order. */
  readonly changesOf: (act: string) => readonly JournalChange[];
  /** Whether an undo has closed this group to this person's acts (S-4c). */
  readonly isGroupUndone: (group: string, author: string) => Answer<boolean>;
  /** Whether an act other than this one made a record under this parent after number `n`, and that record is alive. */
  readonly hasNewChild: (parent: string, n: number, act: string) => Answer<boolean>;
  /** The author of the value that a field holds now; nothing where the journal no longer has it. */
  readonly writerOf: (record: string, field: string) => Answer<Writer | undefined>;
  /** The claim that the last act sent again after a lost tail left in a field, even if the field was written since. */
  readonly claimOf: (record: string, field: string) => Answer<KeptClaim | undefined>;
  /** The known facts about the loss of the journal's tail, or nothing where it never lost one. */
  readonly loss: Loss | undefined;
  /**
   * The address with which a person of the tenant signs in, as `emailKeyOf` returns it; nothing where they can't sign
   * in.
   */
  readonly addressOf: (person: string) => Answer<string | undefined>;
  /** The person of the tenant who signs in with an address. */
  readonly personAt: (emailKey: string) => Answer<string | undefined>;
  /** S-4e: the last running number that was given in a field of a kind; 0 where none was. Only the server holds it. */
  readonly lastNumber: (field: NumberedField) => Answer<number>;
  /** PLT-26: the organisation's limits on records, with the present count of each. Only the server holds them. */
  readonly quotas?: readonly QuotaState[] | undefined;
};

/** A limit on the number of living records, and that number now. */
export type QuotaState = { readonly quota: Quota; readonly limit: number; readonly used: () => number };

/** S-4e: a field that holds running numbers, as `numberedField` names it. */
export type NumberedField = `${string}.${string}`;
export const numberedField = (entity: string, field: string): NumberedField => `${entity}.${field}`;

/** Returns the map key of a set of key values. */
export const holdersKey = (entity: string, fields: readonly string[], keys: readonly (string | number)[]): string =>
  JSON.stringify([entity, fields, keys]);
