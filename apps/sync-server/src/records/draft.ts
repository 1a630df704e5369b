import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue';
import type { Entity } from '@outpost/domain/kernel/entity';
import { keyOf } from '@outpost/domain/kernel/field-types';
import type { Claim } from '@outpost/domain/kernel/come-back';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { mergedInto, type StoredRecord } from '@outpost/domain/kernel/record';
import type { DefinitionRefusal } from '@outpost/domain/kernel/custom-objects';
import { definitionsWith, judgeDefinition } from '@outpost/domain/kernel/tenant-definitions';
import type { Author } from '../access/author.ts';
import { holdersKey, type Look } from './look.ts';
import type { Tenant } from './tenant.ts';

/** S-4: a value that gave way, and whose it was. */
export type Superseded = { readonly value: JsonValue; readonly by: string; readonly at: string };
/** A record as an act leaves it, before it has its number. */
export type DraftRecord = {
  readonly record: StoredRecord;
  readonly superseded: Readonly<Record<string, Superseded>>;
  readonly expanded: boolean;
  /** By field: what an act that comes back leaves behind there (S-1c). */
  readonly claims?: Readonly<Record<string, Claim>>;
};

/** The key values of one unique set, where all of them are there. */
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

/** One act under decision: the tenant as it was before the act, with what the act has done so far over it. */
export class Draft {
  readonly look: Look;
  readonly author: Author;
  readonly #tenant: Tenant;
  /** The server's time of the decision, ISO 8601 UTC. */
  readonly at: string;
  readonly #records = new Map<string, DraftRecord>();
  readonly #holders = new Map<string, Set<string>>();

  constructor(input: { readonly look: Look; readonly author: Author; readonly tenant: Tenant; readonly at: string }) {
    this.look = input.look;
    this.author = input.author;
    this.#tenant = input.tenant;
    this.at = input.at;
  }

  /** The tenant's kinds of record as they were before the act. */
  get catalogue(): Catalogue {
    return this.#tenant.catalogue;
  }

  /** K-3: what is wrong with a definition as the act has it by now, among all others as the act has them. */
  judgeDefinition(record: StoredRecord): DefinitionRefusal | undefined {
    const drafted = [...this.#records.values()].map((draft) => draft.record);
    return judgeDefinition(this.#tenant.installed, definitionsWith(this.#tenant, [...drafted, record]), {
      id: record.id,
      wasInUse: this.look.record(record.id)?.life === 'alive',
    });
  }

  get records(): ReadonlyMap<string, DraftRecord> {
    return this.#records;
  }

  /** The record as the act has it by now. */
  present(id: string): StoredRecord | undefined {
    return this.#records.get(id)?.record ?? this.look.record(id);
  }

  /** Whether this very act made the record. */
  isMade(id: string): boolean {
    return this.#records.has(id) && !this.look.record(id);
  }

  /** made by this act, or seen by its author as it stood before. */
  isInSight(id: string): boolean {
    const before = this.look.record(id);
    return before ? this.author.sees(before) : this.#records.has(id);
  }

  /** S-4f: the record that this one lives on in. */
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

  /** Takes a record back out: the act's edit of it was refused. */
  drop(id: string): void {
    this.#records.delete(id);
  }

  /** S-4e: another live record that holds the same key values by now. */
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
