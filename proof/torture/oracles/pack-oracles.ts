import { InstalledPackId } from '@outpost/domain/packs/platform/ids';
import { must } from './history-oracles.ts';
import { optionalKind, optionalPack } from '../../builds/packed-build.ts';
import type { JournalEntry } from './journal-oracles.ts';

/**
 * T-25: walks the journal together with its installations. Nobody changes a record of the pack at a moment at which the
 * organisation lacks the pack. The records are kept, so merges and undos of other records, which the server expands, also change
 * them.
 */
export function checkPacks(journal: readonly JournalEntry[]): void {
  const ours = new Set<string>();
  const installed = new Set<string>();
  for (const { n, entity, record, changed, act, expanded } of journal) {
    if (record === null) continue;
    if (entity === InstalledPackId.kind) {
      if (changed['pack']?.[1] === optionalPack) ours.add(record);
      const life = changed['life']?.[1];
      if (ours.has(record) && (life === undefined || life === 'alive')) installed.add(record);
      else if (life !== undefined) installed.delete(record);
      continue;
    }
    if (entity !== optionalKind || act === null || expanded) continue;
    must(installed.size > 0, 'T-25', () => `${n} changes ${record}, and its pack is not installed`);
  }
}
