import { tellsErasure } from '@outpost/domain/sync/erased-row';
import type { Page } from '@outpost/domain/sync/protocol';
import { must } from './history-oracles.ts';
import type { SightedRecord } from './who-sees.ts';
import type { JournalEntry } from './journal-oracles.ts';
import { SightedJournal } from './sights.ts';

/** A record that a page reported as gone or erased, and the person who received it. */
type Departure = { readonly person: string; readonly id: string; readonly n: number };

/** the departures in pages so far. To report a record as gone reveals that it existed. */
export class Departures {
  readonly #told: Departure[] = [];

  note(person: string, page: Page): void {
    for (const row of page.rows) if ('gone' in row) this.#told.push({ person, id: row.id, n: row.n });
    for (const row of page.history) if (tellsErasure(row)) this.#told.push({ person, id: row.id, n: row.n });
  }

  /** Compares them with the journal: at some moment up to its departure the person could see each record. */
  check(journal: readonly JournalEntry[]): void {
    if (this.#told.length === 0) return;
    const sights = new FirstSights(new Set(this.#told.map(({ person }) => person)));
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

/** Since when each person could see watched records, according to the journal alone. */
class FirstSights {
  readonly #people: ReadonlySet<string>;
  readonly #journal = new SightedJournal();
  readonly #first = new Map<string, number>();

  constructor(people: ReadonlySet<string>) {
    this.#people = people;
  }

  /**
   * Returns the number at which the person first saw the record; infinite where they never did, `undefined` where it is not
   * watched.
   */
  firstOf(person: string, id: string): number | undefined {
    return this.#journal.records.has(id) ? (this.#first.get(`${person} ${id}`) ?? Number.POSITIVE_INFINITY) : undefined;
  }

  take(entry: JournalEntry): void {
    if (!this.#journal.take(entry)) return;
    for (const [id, held] of this.#journal.records) this.#look(id, held, entry.n); // the changed record may be the parent of others
  }

  #look(id: string, record: SightedRecord, n: number): void {
    for (const person of this.#people) {
      const key = `${person} ${id}`;
      if (this.#first.has(key) || !this.#journal.sees(person, record)) continue;
      this.#first.set(key, n);
    }
  }
}
