import type { Entity } from '../kernel/entities/entity.ts';
import type { Claim } from '../kernel/acts/come-back.ts';
import type { JsonValue } from '../kernel/json.ts';
import type { StoredRecord } from '../kernel/entities/record.ts';
import type { Decision } from '../sync/protocol.ts';
import type { Naming, Total, Totalling } from './overlay.ts';

/** One record naming another: `id` of `entity` names the target in `field`. */
export type Reference = { readonly entity: string; readonly id: string; readonly field: string };

/** What one act did to one record, as its journal row says it. */
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

/** Who wrote a value, and when. */
export type Writer = { readonly by: string; readonly at: string; readonly n: number };

/** S-1c: what the server knows of the loss of its tail. Instants are ISO 8601 UTC, by its clock. */
export type Loss = {
  /** When the newest head that was lost was signed: rows from before the loss are not younger. */
  readonly at: string;
  /** Up to this number the journal is for sure the one from before the loss. */
  readonly common: number;
  /** When the loss was last proved: every lost row is older. */
  readonly seen: string;
};

/** What an act that came back left behind in a field, and the journal's number at which it came. */
export type KeptClaim = { readonly claimed: number; readonly claim: Claim };

/**
 * What a `Look` answers where it does not hold the answer (T-8). A rule that meets it refuses nothing: it waits for the server (T-9).
 * A held answer stands as itself: to wrap it would cost an object for each question of a push, and the symbol is no value of any answer.
 */
export const notHeld: unique symbol = Symbol('not held');
export type Answer<T> = T | typeof notHeld;
/** The answer where it is held. Nothing else is known of what is not. */
export const held = <T>(answer: Answer<T>): T | undefined => (answer === notHeld ? undefined : answer);

/**
 * All that a decision may look at: the tenant as it stands between two acts. Pure to its callers: the same question gives the same
 * answer until an act is applied. The server's knows everything. A device's knows what the device holds: of the lists, those entries; a rule
 * may refuse for an entry that is there, and never for one that is missing.
 */
export type Look = {
  /** The record of this id, of whatever kind; nothing where there is none. */
  readonly record: (id: string) => Answer<StoredRecord | undefined>;
  /** Whether a record or an act of the tenant has this id, or had it before it was erased. */
  readonly isUsed: (id: string) => Answer<boolean>;
  /** Ids of all living records of a kind, and perhaps of some that are not alive: for kinds of which a tenant has few. All or none are held. */
  readonly idsOf: (entity: string) => Answer<readonly string[]>;
  /** Everything that names this record. */
  readonly references: (target: string) => readonly Reference[];
  /** Ids of live records that hold these key values in these fields (S-4e). */
  readonly holders: (
    entity: Entity,
    fields: readonly string[],
    keys: readonly (string | number)[],
  ) => readonly string[];
  /**
   * T-11: ids of the living records that name another one, all of them or none; `many` where they are more than a read may give. Records of the
   * kinds and fields by which some declared read looks for records.
   */
  readonly naming: (asked: Naming) => Answer<readonly string[] | 'many'>;
  /** T-11: a sum over the living records that name another one. */
  readonly totalOf: (asked: Totalling) => Answer<Total>;
  readonly act: (id: string) => Answer<KnownAct | undefined>;
  /** What an act did, in order. */
  readonly changesOf: (act: string) => readonly JournalChange[];
  /** Whether an undo has closed this group to this person's acts (S-4c). */
  readonly isGroupUndone: (group: string, author: string) => Answer<boolean>;
  /** Whether a record lives under this parent that was made after number `n` by another act than this one. */
  readonly hasNewChild: (parent: string, n: number, act: string) => Answer<boolean>;
  /** Who wrote the value that a field holds now; nothing where the journal no longer says. */
  readonly writerOf: (record: string, field: string) => Answer<Writer | undefined>;
  /** What an act that came back last left behind in a field, whatever was written there since. */
  readonly claimOf: (record: string, field: string) => Answer<KeptClaim | undefined>;
  /** What is known of the loss of the journal's tail; nothing where it never lost one. */
  readonly loss: Loss | undefined;
  /** The address by which a person of the tenant signs in, as `emailKeyOf` has it; nothing where they can't sign in. */
  readonly addressOf: (person: string) => Answer<string | undefined>;
  /** The person of the tenant who signs in by an address. */
  readonly personAt: (emailKey: string) => Answer<string | undefined>;
};

/** Names a set of key values, for maps. */
export const holdersKey = (entity: string, fields: readonly string[], keys: readonly (string | number)[]): string =>
  JSON.stringify([entity, fields, keys]);
