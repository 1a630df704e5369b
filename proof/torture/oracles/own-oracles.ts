import { must } from './history-oracles.ts';
import { ownEntity } from './who-sees.ts';
import type { JournalEntry } from './journal-oracles.ts';

/**
 * A-3c: walks the journal and checks the records that belong to one person. Only that person makes and changes them,
 * and nobody hands them on or shares them.
 */
export function checkOwn(journal: readonly JournalEntry[]): void {
  const owners = new Map<string, string>();
  for (const { n, kind, entity, record, changed, by } of journal) {
    if (entity !== ownEntity || record === null || (kind !== 'created' && kind !== 'changed')) continue;
    const owner = changed['ownerId']?.[1];
    if (kind === 'created' && typeof owner === 'string') owners.set(record, owner);
    const isKept =
      (owner === undefined || owners.get(record) === owner) && !('sharedWith' in changed && kind === 'changed');
    must(isKept && owners.get(record) === by, 'A-3c', () => `${n} changes ${record} of ${owners.get(record) ?? ''}, by ${by}: ${JSON.stringify(changed)}`, 'leaks'); // prettier-ignore
  }
}
