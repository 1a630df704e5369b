import { type Catalogue, entityOf } from '../../kernel/catalogue/catalogue.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import type { Day } from '../../kernel/entities/fields.ts';
import { keyOf } from '../../kernel/entities/field-types.ts';
import type { Claim } from '../../kernel/acts/come-back.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { mergedInto, type StoredRecord } from '../../kernel/entities/record.ts';
import type { DefinitionRefusal } from '../../kernel/definitions/own-kinds.ts';
import {
  type DefinitionRecord,
  definitionsWith,
  judgeDefinition,
} from '../../kernel/definitions/tenant-definitions.ts';
import type { Move } from '../../kernel/catalogue/workflow.ts';
import type { Author } from './author.ts';
import { held, holdersKey, type Look, notHeld } from '../reads/look.ts';

/** The kinds of record of one tenant. */
export type KnownKinds = {
  /** The kinds that the build declares. */
  readonly installed: Catalogue;
  /** The kinds of the build with the tenant's own fields and kinds of record, including retired kinds (K-3). */
  readonly catalogue: Catalogue;
  /**
   * All definition records of the tenant, including deleted ones. They are the difference between the two catalogues.
   */
  readonly definitions: readonly DefinitionRecord[];
  /** Definitions may be missing here: an unknown field does not refuse a new record (T-9). */
  readonly mayLackDefinitions?: boolean;
};

/** S-4: a replaced value, its author, and the time. */
export type ReplacedValue = { readonly value: JsonValue; readonly by: string; readonly at: string };
/** A record as an act leaves it, before it has its version. */
export type DraftRecord = {
  readonly record: StoredRecord;
  readonly superseded: Readonly<Record<string, ReplacedValue>>;
  readonly expanded: boolean;
  /** By field: the claim that an act sent again after a lost tail leaves there (S-1c). */
  readonly claims?: Readonly<Record<string, Claim>>;
  /** The fields that the record's move has set beyond the edit's own: field → [before, now] (T-14). */
  readonly sets?: Readonly<Record<string, readonly [JsonValue, JsonValue]>> | undefined;
};
/** A move that the act makes, with the record from which it starts. */
export type DraftMove = { readonly move: Move; readonly before: StoredRecord; readonly today: Day };

/** Returns the key values of one unique set, or `undefined` where one of them is missing. */
export function uniqueKeys(
  entity: Entity,
  fields: StoredRecord['fields'],
  set: readonly string[],
): readonly (string | number)[] | undefined {
  const keys = set.map((name) => {
    const field = entity.fields[name];
    return field ? keyOf(field, fields[name]) : null;
  });
  return keys.every((key) => key !== null) ? keys : undefined;
}

/** One act being decided: the tenant's state before the act, with the act's changes so far. */
export class Draft {
  readonly look: Look;
  readonly author: Author;
  readonly #kinds: KnownKinds;
  /** The server's time of the decision, ISO 8601 UTC. */
  readonly at: string;
  readonly #records = new Map<string, DraftRecord>();
  /** By record: the move that the act makes of it (T-14). */
  readonly moves = new Map<string, DraftMove>();
  /**
   * Records whose move lost to a later change, or that were marked as done before: the edit makes no further records
   * for them.
   */
  readonly gaveWay = new Set<string>();
  readonly #holders = new Map<string, Set<string>>();

  constructor(input: {
    readonly look: Look;
    readonly author: Author;
    readonly kinds: KnownKinds;
    readonly at: string;
  }) {
    this.look = input.look;
    this.author = input.author;
    this.#kinds = input.kinds;
    this.at = input.at;
  }

  /** The tenant's kinds of record as they were before the act. */
  get catalogue(): Catalogue {
    return this.#kinds.catalogue;
  }

  /** Whether the definition of a field may be missing here. */
  get mayLackDefinitions(): boolean {
    return this.#kinds.mayLackDefinitions === true;
  }

  /** K-3: returns the refusal of a definition, judged among all definitions after the act's changes so far. */
  judgeDefinition(record: StoredRecord): DefinitionRefusal | undefined {
    const drafted = [...this.#records.values()].map((draft) => draft.record);
    return judgeDefinition(this.#kinds.installed, definitionsWith(this.#kinds, [...drafted, record]), {
      id: record.id,
      wasInUse: this.before(record.id)?.life === 'alive',
    });
  }

  get records(): ReadonlyMap<string, DraftRecord> {
    return this.#records;
  }

  /** Returns the record as it was before the act, or `undefined` where it did not exist or is not held. */
  before(id: string): StoredRecord | undefined {
    return held(this.look.record(id));
  }

  /** Returns the record after the act's changes so far. */
  present(id: string): StoredRecord | undefined {
    return this.#records.get(id)?.record ?? this.before(id);
  }

  /**
   * Whether this replica lacks the record, so that it can't tell whether it exists. A rule about it is left to the
   * server (T-9).
   */
  isUnknown(id: string): boolean {
    return !this.#records.has(id) && this.look.record(id) === notHeld;
  }

  /** Whether this act made the record. */
  isMade(id: string): boolean {
    return this.#records.has(id) && !this.before(id);
  }

  /** whether this act made the record, or its author sees it as it was before. */
  isInSight(id: string): boolean {
    const before = this.before(id);
    return before ? this.author.sees(before) : this.#records.has(id);
  }

  /** S-4f: returns the record into which this one was merged, at the end of the chain of merges. */
  survivorOf(id: string): string {
    const passed = new Set<string>();
    let at = id;
    for (;;) {
      const record = this.present(at);
      const next = record && mergedInto(record.life);
      if (next === undefined || passed.has(next)) return at;
      passed.add(next);
      at = next;
    }
  }

  /** Replaces a record of the draft, and leaves the rest of the draft's entry unchanged. */
  amend(record: StoredRecord): void {
    const noted = this.#records.get(record.id);
    if (noted) this.put({ ...noted, record });
  }

  put(draft: DraftRecord): void {
    const { record } = draft;
    this.#records.set(record.id, draft);
    const entity = entityOf(this.catalogue, record.entity);
    for (const set of entity.unique) {
      const keys = uniqueKeys(entity, record.fields, set);
      if (!keys) continue;
      const key = holdersKey(entity.name, set, keys);
      const ids = this.#holders.get(key) ?? new Set();
      this.#holders.set(key, ids.add(record.id));
    }
  }

  /** Removes a record from the draft, because the act's edit of it was refused. */
  drop(id: string): void {
    this.#records.delete(id);
  }

  /** S-4e: returns another live record that has the same key values after the act's changes so far. */
  otherHolder(entity: Entity, record: StoredRecord, set: readonly string[]): string | undefined {
    const keys = uniqueKeys(entity, record.fields, set);
    if (!keys) return undefined;
    const key = holdersKey(entity.name, set, keys);
    const candidates = [...this.look.holders(entity, set, keys), ...(this.#holders.get(key) ?? [])];
    return candidates.find((id) => {
      const other = id === record.id ? undefined : this.present(id);
      if (!other || other.life !== 'alive') return false;
      const theirs = uniqueKeys(entity, other.fields, set);
      return theirs !== undefined && holdersKey(entity.name, set, theirs) === key;
    });
  }
}
