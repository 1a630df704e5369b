import type { JsonValue } from '@outpost/domain/kernel/json';
import { must } from './history-oracles.ts';
import { series } from '../../builds/own-names.ts';
import type { JournalEntry } from './journal-oracles.ts';

/** The own field that holds running numbers in histories. */
export const numberedName = 'serial';

/**
 * S-4e: walks the journal and checks the running numbers of each kind. They rise by one in the order of the journal,
 * and are never changed or withdrawn. While the field is in use, no record that an act leaves alive stays without one.
 */
export class NumberCheck {
  readonly #given = new Map<string, number>();
  readonly #numbers = new Map<string, JsonValue>();
  readonly #lives = new Map<string, JsonValue>();

  /** Takes a row that an act wrote. `isInUse`: the kind has a running number at that time. */
  check({ n, entity, record, changed }: JournalEntry, isInUse: boolean): void {
    if (entity === null || record === null) return;
    const life = changed['life']?.[1] ?? this.#lives.get(record) ?? 'alive';
    this.#lives.set(record, life);
    const [from, to] = changed[numberedName] ?? [null, null];
    if (to === null) {
      must(from === null, 'S-4e', () => `${n} takes ${JSON.stringify(from)} from ${record}`, 'lost');
      const isLacking = isInUse && life === 'alive' && !this.#numbers.has(record);
      must(!isLacking, 'S-4e', () => `${record} has no running number after ${n}`);
      return;
    }
    must(isInUse && from === null, 'S-4e', () => `${n} gives ${record} ${JSON.stringify(to)}, which had ${JSON.stringify(from)}`); // prettier-ignore
    const next = (this.#given.get(entity) ?? 0) + 1;
    this.#given.set(entity, next);
    this.#numbers.set(record, to);
    const wanted = `${series.prefix}${String(next).padStart(series.digits, '0')}`;
    must(to === wanted, 'S-4e', () => `${n} gives ${record} ${JSON.stringify(to)}, and ${wanted} was next`, 'doubled');
  }
}
