import type { Edit } from '@outpost/domain/kernel/act';
import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/record';
import type { Refusal } from '@outpost/domain/kernel/refusal';
import { definingEntities, judgeDefinition } from '@outpost/domain/kernel/tenant-definitions';
import type { DeviceWrite } from '../records/device-write.ts';
import type { Lookups } from '../records/lookups.ts';

type Asked = { readonly write: DeviceWrite; readonly lookups: Lookups; readonly installed: Catalogue };

/**
 * K-3: what the server would refuse of these edits' definitions, by its own rule, on the definitions that this device holds, as the act
 * leaves them. Nothing where none of them is a definition. The edits have been entered in `write`.
 */
export function checkDefinitions({ write, lookups, installed }: Asked, edits: readonly Edit[]): Refusal | undefined {
  const defining = new Set(definingEntities(installed).map(({ name }) => name));
  const defined = edits.filter(({ entity }) => defining.has(entity));
  if (defined.length === 0) return undefined;
  const held = [...defining].flatMap((entity) => lookups.recordsOf(entity));
  const records = new Map<string, StoredRecord>(held.map((record) => [record.id, record]));
  for (const { id } of defined) {
    const shown = write.shown(id);
    if (shown) records.set(id, shown);
  }
  const all = [...records.values()];
  for (const { id } of defined) {
    const wasInUse = held.some((record) => record.id === id && record.life === 'alive');
    const wrong = judgeDefinition(installed, all, { id, wasInUse });
    if (wrong) return wrong;
  }
  return undefined;
}
