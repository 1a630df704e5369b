import type { StoredRecord } from '@outpost/domain/kernel/record';
import type { JournalChange, KnownAct, Reference, Writer } from './look.ts';

/** What has been read of the tenant for one batch of acts. Null: looked for and not there. */
export type Loaded = {
  readonly records: Map<string, StoredRecord | null>;
  /** By kind: ids of all that are alive. */
  readonly kinds: Map<string, readonly string[]>;
  /** By target. */
  readonly references: Map<string, readonly Reference[]>;
  /** By parent. `many`: more than are taken into memory; they are filed anew after the batch is written. */
  readonly children: Map<string, readonly Reference[] | 'many'>;
  /** By `holdersKey`. */
  readonly holders: Map<string, readonly string[]>;
  readonly acts: Map<string, KnownAct | null>;
  /** By act. */
  readonly changes: Map<string, readonly JournalChange[]>;
  /** By `groupKey`. */
  readonly groups: Map<string, boolean>;
  /** By `newChildKey`. */
  readonly newChildren: Map<string, boolean>;
  /** By `writerKey`. */
  readonly writers: Map<string, Writer | null>;
};

/** What a run asked for and had not been read: sets of the keys of `Loaded`. */
export type Needs = { readonly [K in keyof Loaded]: Set<string> };

export const nothingLoaded = (): Loaded => ({
  records: new Map(),
  kinds: new Map(),
  references: new Map(),
  children: new Map(),
  holders: new Map(),
  acts: new Map(),
  changes: new Map(),
  groups: new Map(),
  newChildren: new Map(),
  writers: new Map(),
});

export const noNeeds = (): Needs => ({
  records: new Set(),
  kinds: new Set(),
  references: new Set(),
  children: new Set(),
  holders: new Set(),
  acts: new Set(),
  changes: new Set(),
  groups: new Set(),
  newChildren: new Set(),
  writers: new Set(),
});

export const hasNeeds = (needs: Needs): boolean => Object.values(needs).some((set) => set.size > 0);

export const newChildKey = (parent: string, n: number, act: string): string => JSON.stringify([parent, n, act]);
export const groupKey = (group: string, author: string): string => JSON.stringify([group, author]);
export const writerKey = (record: string, field: string): string => JSON.stringify([record, field]);
