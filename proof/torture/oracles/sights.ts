import { InstalledPackId } from '@outpost/domain/packs/platform/ids';
import { systemUserId } from '@outpost/domain/engine/act/author';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ProofMembership } from '../../stage/proof-server.ts';
import { areaField, areaKind, openStage } from '../../builds/area-build.ts';
import { keptOffField, organisationKind } from '../../builds/kept-off.ts';
import {
  isWatched,
  lackingKinds,
  ownChildDefinedBy,
  type Sighted,
  type SightedRecord,
  whoHolds,
  whoSees,
} from './who-sees.ts';
import type { JournalEntry } from './journal-oracles.ts';

/** The watched records and everybody's roles, according to the journal up to the last row taken. */
export class SightedJournal {
  readonly #fields = new Map<string, Map<string, JsonValue>>();
  readonly #records = new Map<string, SightedRecord>();
  readonly #ownChildren = new Set<string>();
  #lacking: ReadonlySet<string> = new Set();
  readonly #roles = new Map<string, readonly ProofMembership[]>();
  /** The people whose settings these records are, and the areas that each has chosen. */
  readonly #settings = new Map<string, string>();
  readonly #areas = new Map<string, readonly string[]>();
  readonly #chosenAt = new Map<string, number>();
  /** the kinds that the organisation keeps off devices. */
  #keptOff: readonly string[] = [];

  get records(): ReadonlyMap<string, SightedRecord> {
    return this.#records;
  }

  /** Takes a row. Returns whether a person's view may differ after it. */
  take({ entity, record, changed, n, by }: JournalEntry): boolean {
    if (entity === null || record === null) return false;
    if (entity === areaKind) return this.#takeSettings({ record, changed, n, by });
    if (entity === organisationKind) {
      const lines = changed[keptOffField]?.[1];
      if (lines === undefined) return false;
      this.#keptOff = (lines ?? []) as unknown as readonly string[]; // the server wrote it
      return true;
    }
    const memberships = entity === 'platform/person' ? changed['memberships']?.[1] : undefined;
    if (memberships !== undefined)
      this.#roles.set(record, (memberships ?? []) as unknown as readonly ProofMembership[]); // the server wrote it
    if (memberships === undefined && !isWatched(entity)) return false;
    if (isWatched(entity)) this.#note(entity, record, changed);
    return true;
  }

  /** T-30: takes a row about a person's settings, which only the server makes. */
  #takeSettings({
    record,
    changed,
    n,
    by,
  }: Pick<JournalEntry, 'changed' | 'n' | 'by'> & { readonly record: string }): boolean {
    const owner = changed['ownerId']?.[1];
    if (typeof owner === 'string' && by === systemUserId) this.#settings.set(record, owner);
    const person = this.#settings.get(record);
    const chosen = changed[areaField]?.[1];
    if (person === undefined || chosen === undefined) return false;
    this.#areas.set(person, (chosen ?? []) as unknown as readonly string[]); // the server wrote it
    this.#chosenAt.set(person, n);
    return true;
  }

  /** The number at which a person last chose areas; 0 where they never did. */
  chosenAt(person: string): number {
    return this.#chosenAt.get(person) ?? 0;
  }

  #note(entity: string, record: string, changed: JournalEntry['changed']): void {
    const fields = this.#fields.get(record) ?? new Map<string, JsonValue>();
    for (const [field, [, to]] of Object.entries(changed)) fields.set(field, to);
    this.#fields.set(record, fields);
    const held: SightedRecord = { entity, valueOf: (field) => fields.get(field) };
    this.#records.set(record, held);
    const child = ownChildDefinedBy(held);
    if (child !== undefined) this.#ownChildren.add(child);
    if (entity === InstalledPackId.kind) this.#lacking = lackingKinds(this.#records.values());
  }

  /** Only histories with areas have settings. Their build opens a stage, too. */
  get #all(): Sighted {
    return {
      find: (one) => this.#records.get(one),
      ownChildren: this.#ownChildren,
      lacking: this.#lacking,
      openStage: this.#settings.size > 0 ? openStage : undefined,
    };
  }

  sees(person: string, record: SightedRecord): boolean {
    return whoSees(person, record, { roles: this.#roles.get(person) ?? [], all: this.#all });
  }

  /** Whether the person's devices hold the record: it is in sight, not outside of the areas that they have chosen, and not kept off. */
  holds(person: string, record: SightedRecord): boolean {
    const by = {
      roles: this.#roles.get(person) ?? [],
      areas: this.#areas.get(person) ?? [],
      keptOff: this.#keptOff,
      all: this.#all,
    };
    return whoHolds(person, record, by);
  }
}

/**
 * A period in which a person saw a record: from the act with the rows `first` to `end`, up to but not including the act that
 * begins with `until`.
 */
export type Sight = { readonly first: number; readonly end: number; readonly until: number };

/**
 * S-9: the deals and tasks that each person saw, and when, according to the journal alone, by the state at the end of
 * each act.
 */
export class Sights {
  readonly #people: ReadonlySet<string>;
  readonly #journal = new SightedJournal();
  readonly #erased = new Set<string>();
  readonly #sights = new Map<string, Sight[]>();
  readonly #what: 'sees' | 'holds';

  constructor(people: ReadonlySet<string>, what: 'sees' | 'holds') {
    this.#people = people;
    this.#what = what;
  }

  /** `what`: the records in a person's sight, or those that their devices hold. They differ where the person has chosen areas (T-30). */
  static of(people: ReadonlySet<string>, journal: readonly JournalEntry[], what: 'sees' | 'holds' = 'sees'): Sights {
    const sights = new Sights(people, what);
    for (let from = 0; from < journal.length;) {
      const act = journal[from]?.act ?? null;
      let to = from + 1;
      while (act !== null && journal[to]?.act === act) to += 1;
      sights.#take(journal.slice(from, to));
      from = to;
    }
    return sights;
  }

  /**
   * Returns the periods in which the person saw the record, oldest first. The last one is not over if its `until` is infinite.
   */
  of(person: string, record: string): readonly Sight[] {
    return this.#sights.get(`${person} ${record}`) ?? [];
  }

  /** The number at which a person last chose areas; 0 where they never did. */
  chosenAt(person: string): number {
    return this.#journal.chosenAt(person);
  }

  #take(act: readonly JournalEntry[]): void {
    const [first, last] = [act[0]?.n ?? 0, act.at(-1)?.n ?? 0];
    for (const { kind, record } of act) if (kind === 'erased' && record !== null) this.#erased.add(record);
    const told = act.map((entry) => this.#journal.take(entry));
    if (!told.includes(true)) return;
    for (const [id, record] of this.#journal.records) {
      if (record.entity !== 'crm/deal' && record.entity !== 'crm/task') continue;
      for (const person of this.#people) {
        const sights = this.#sights.get(`${person} ${id}`) ?? [];
        const open = sights.at(-1)?.until === Number.POSITIVE_INFINITY;
        const isSeen = !this.#erased.has(id) && this.#journal[this.#what](person, record);
        if (isSeen === open) continue;
        const ended = sights.at(-1);
        if (isSeen) sights.push({ first, end: last, until: Number.POSITIVE_INFINITY });
        else if (ended) sights[sights.length - 1] = { ...ended, until: first };
        this.#sights.set(`${person} ${id}`, sights);
      }
    }
  }
}
