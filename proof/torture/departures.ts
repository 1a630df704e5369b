import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Page } from '@outpost/domain/sync/protocol';
import { must } from '../history-oracles.ts';
import type { ProofMembership } from '../proof-server.ts';
import { isWatched, ownChildDefinedBy, type SightedRecord, whoSees } from '../who-sees.ts';
import type { JournalEntry } from './journal-oracles.ts';

/** A record that a page said is gone, and to whom. */
type Departure = { readonly person: string; readonly id: string; readonly n: number };

/** the departures that pages have named so far. Who is told that a record is gone is told that there was one. */
export class Departures {
  readonly #told: Departure[] = [];

  note(person: string, page: Page): void {
    for (const row of page.rows) if ('gone' in row) this.#told.push({ person, id: row.id, n: row.n });
  }

  /** Holds them to the journal: at some moment up to its departure each record was one that the person could see. */
  check(journal: readonly JournalEntry[]): void {
    if (this.#told.length === 0) return;
    const sights = new Sights(new Set(this.#told.map(({ person }) => person)));
    for (const entry of journal) sights.take(entry);
    for (const { person, id, n } of this.#told) {
      const first = sights.firstOf(person, id);
      must(
        first === undefined || first <= n,
        'A-5',
        () => `${person} is told at ${n} that ${id} is gone, and could never see it`,
        'leaks',
      );
    }
  }
}

/** Who could see which watched records from when on, told from the journal alone. */
class Sights {
  readonly #people: ReadonlySet<string>;
  readonly #fields = new Map<string, Map<string, JsonValue>>();
  readonly #records = new Map<string, SightedRecord>();
  readonly #ownChildren = new Set<string>();
  readonly #roles = new Map<string, readonly ProofMembership[]>();
  readonly #first = new Map<string, number>();

  constructor(people: ReadonlySet<string>) {
    this.#people = people;
  }

  /** The number with which the person first saw the record; infinite where they never did, nothing where it is not watched. */
  firstOf(person: string, id: string): number | undefined {
    return this.#records.has(id) ? (this.#first.get(`${person} ${id}`) ?? Number.POSITIVE_INFINITY) : undefined;
  }

  take({ n, entity, record, changed }: JournalEntry): void {
    if (entity === null || record === null) return;
    const memberships = entity === 'platform/person' ? changed['memberships']?.[1] : undefined;
    if (memberships !== undefined)
      this.#roles.set(record, (memberships ?? []) as unknown as readonly ProofMembership[]); // the server's own writing
    if (memberships === undefined && !isWatched(entity)) return;
    if (isWatched(entity)) this.#note(entity, record, changed);
    for (const [id, held] of this.#records) this.#look(id, held, n); // what changed may be what others belong to
  }

  #note(entity: string, record: string, changed: JournalEntry['changed']): void {
    const fields = this.#fields.get(record) ?? new Map<string, JsonValue>();
    for (const [field, [, to]] of Object.entries(changed)) fields.set(field, to);
    this.#fields.set(record, fields);
    const held: SightedRecord = { entity, valueOf: (field) => fields.get(field) };
    this.#records.set(record, held);
    const child = ownChildDefinedBy(held);
    if (child !== undefined) this.#ownChildren.add(child);
  }

  #look(id: string, record: SightedRecord, n: number): void {
    const all = { find: (one: string) => this.#records.get(one), ownChildren: this.#ownChildren };
    for (const person of this.#people) {
      const key = `${person} ${id}`;
      if (this.#first.has(key) || !whoSees(person, record, { roles: this.#roles.get(person) ?? [], all })) continue;
      this.#first.set(key, n);
    }
  }
}
