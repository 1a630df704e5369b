import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Page } from '@outpost/domain/sync/protocol';
import { must } from '../history-oracles.ts';
import type { ProofMembership } from '../proof-server.ts';
import type { JournalEntry } from './journal-oracles.ts';

/** A record that a page said is gone, and to whom. */
type Departure = { readonly person: string; readonly id: string; readonly n: number };
type Held = { readonly entity: string; readonly fields: Map<string, JsonValue> };

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

/** Who could see which deals and tasks from when on, told from the journal alone. */
class Sights {
  readonly #people: ReadonlySet<string>;
  readonly #records = new Map<string, Held>();
  readonly #roles = new Map<string, readonly ProofMembership[]>();
  readonly #first = new Map<string, number>();

  constructor(people: ReadonlySet<string>) {
    this.#people = people;
  }

  /** The number with which the person first saw the record; infinite where they never did, nothing where it is neither deal nor task. */
  firstOf(person: string, id: string): number | undefined {
    return this.#records.has(id) ? (this.#first.get(`${person} ${id}`) ?? Number.POSITIVE_INFINITY) : undefined;
  }

  take({ n, entity, record, changed }: JournalEntry): void {
    if (entity === null || record === null) return;
    if (entity === 'platform/person') {
      const memberships = changed['memberships']?.[1];
      if (memberships === undefined) return;
      this.#roles.set(record, (memberships ?? []) as unknown as readonly ProofMembership[]); // the server's own writing
      for (const id of this.#records.keys()) this.#look(id, n);
      return;
    }
    if (entity !== 'crm/deal' && entity !== 'crm/task') return;
    const held = this.#records.get(record) ?? { entity, fields: new Map() };
    this.#records.set(record, held);
    for (const [field, [, to]] of Object.entries(changed)) held.fields.set(field, to);
    this.#look(record, n);
    for (const [id, other] of this.#records) if (other.fields.get('about') === `crm/deal:${record}`) this.#look(id, n);
  }

  #look(id: string, n: number): void {
    for (const person of this.#people) {
      const key = `${person} ${id}`;
      if (!this.#first.has(key) && this.#sees(person, id)) this.#first.set(key, n);
    }
  }

  #sees(person: string, id: string): boolean {
    const roles = this.#roles.get(person) ?? [];
    const record = this.#records.get(id);
    if (!record || roles.length === 0) return false;
    if (record.entity === 'crm/task' && record.fields.get('ownerId') === person) return true;
    const about = record.fields.get('about');
    const root =
      record.entity === 'crm/deal'
        ? record
        : this.#records.get(typeof about === 'string' ? about.slice(about.indexOf(':') + 1) : '');
    if (!root) return false;
    const sharedWith = root.fields.get('sharedWith');
    if (root.fields.get('ownerId') === person || (Array.isArray(sharedWith) && sharedWith.includes(person)))
      return true;
    return roles.some(
      ({ role, teamId }) =>
        role === 'admin' ||
        ((role === 'manager' || role === 'viewer') && teamId === (root.fields.get('teamId') ?? null)),
    );
  }
}
