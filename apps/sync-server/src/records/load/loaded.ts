import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { JournalChange, KeptClaim, KnownAct, Reference, Writer } from '@outpost/domain/engine/reads/look';
import type { Total } from '@outpost/domain/engine/reads/overlay';

/** The data that was read of the tenant for one batch of acts. Null: searched and not found. */
export type Loaded = {
  readonly records: Map<string, StoredRecord | null>;
  /** By id: whether a record of any kind has it or had it, erased records included. */
  readonly used: Map<string, boolean>;
  /** By kind: ids of all living records. */
  readonly kinds: Map<string, readonly string[]>;
  /** By target. */
  readonly references: Map<string, readonly Reference[]>;
  /** By parent. `many`: more than memory may hold. They are filed again after the batch is written. */
  readonly children: Map<string, readonly Reference[] | 'many'>;
  /** By record: its companions (K-4). Read only for records whose kind is filed by month. */
  readonly companions: Map<string, readonly Reference[]>;
  /** By `holdersKey`. */
  readonly holders: Map<string, readonly string[]>;
  /** By `namingKey`: ids of the living records that name another one. `many`: more than a read may give (T-11). */
  readonly naming: Map<string, readonly string[] | 'many'>;
  /** By `totalKey`. */
  readonly totals: Map<string, Total>;
  readonly acts: Map<string, KnownAct | null>;
  /** By act. */
  readonly changes: Map<string, readonly JournalChange[]>;
  /** By `groupKey`. */
  readonly groups: Map<string, boolean>;
  /** By `groupKey`: acts of the group that changed something and are not undone. */
  readonly openActs: Map<string, readonly string[]>;
  /** By `newChildKey`: the records that were made under the parent since, living or not. `many`: more than memory may hold. */
  readonly newChildren: Map<string, readonly string[] | 'many'>;
  /** By `writerKey`. */
  readonly writers: Map<string, Writer | null>;
  /** By `writerKey`. */
  readonly claims: Map<string, KeptClaim | null>;
  /** By person: the address by which they sign in. */
  readonly addresses: Map<string, string | null>;
  /** By address: the person who signs in by it. */
  readonly signers: Map<string, string | null>;
  /** S-4e, by `numberedField`: the last running number. */
  readonly numbers: Map<string, number>;
};

/** The data that a run asked for and that had not been read: sets of the keys of `Loaded`. */
export type Needs = { readonly [K in keyof Loaded]: Set<string> };

export const nothingLoaded = (): Loaded => ({
  records: new Map(),
  used: new Map(),
  kinds: new Map(),
  references: new Map(),
  children: new Map(),
  companions: new Map(),
  holders: new Map(),
  naming: new Map(),
  totals: new Map(),
  acts: new Map(),
  changes: new Map(),
  groups: new Map(),
  openActs: new Map(),
  newChildren: new Map(),
  writers: new Map(),
  claims: new Map(),
  addresses: new Map(),
  signers: new Map(),
  numbers: new Map(),
});

export const noNeeds = (): Needs => ({
  records: new Set(),
  used: new Set(),
  kinds: new Set(),
  references: new Set(),
  children: new Set(),
  companions: new Set(),
  holders: new Set(),
  naming: new Set(),
  totals: new Set(),
  acts: new Set(),
  changes: new Set(),
  groups: new Set(),
  openActs: new Set(),
  newChildren: new Set(),
  writers: new Set(),
  claims: new Set(),
  addresses: new Set(),
  signers: new Set(),
  numbers: new Set(),
});

export const hasNeeds = (needs: Needs): boolean => Object.values(needs).some((set) => set.size > 0);

export const newChildKey = (parent: string, n: number, act: string): string => JSON.stringify([parent, n, act]);
export const groupKey = (group: string, author: string): string => JSON.stringify([group, author]);
/** Returns the group and the author that a `groupKey` names. */
export const groupOf = (key: string): [string, string] => JSON.parse(key) as [string, string]; // written by groupKey
export const writerKey = (record: string, field: string): string => JSON.stringify([record, field]);
/** Returns the record and the field that a `writerKey` names. */
export const recordAndFieldOf = (key: string): [string, string] => JSON.parse(key) as [string, string]; // written by writerKey
