import type { Replaced } from '../../bridge/contract.ts';
import type { Device } from '../device/device.ts';
import { namesOf } from '../records/names.ts';

/** Returns replaced values that no person has dealt with, newest first: of one record, or of all (S-4). */
export async function replacedEntries(device: Device, record?: string): Promise<readonly Replaced[]> {
  const { replaced } = device.memory;
  const groups = record === undefined ? [...replaced.values()] : [replaced.get(record) ?? new Map<string, never>()];
  const entries = groups
    .flatMap((group) => [...group.values()])
    .filter((entry) => !entry.handled && device.catalogue.entities.get(entry.of)?.sealed === undefined); // K-4
  const names = await namesOf(
    device.database,
    device.catalogue,
    entries.flatMap((entry) => [entry.record, entry.lost.by, entry.kept.by]),
  );
  const nameOf = (id: string) => names[id]?.title ?? '';
  return entries
    .toSorted((a, b) => b.n - a.n)
    .map((entry) => ({
      n: entry.n,
      field: entry.field,
      record: entry.record,
      entity: entry.of,
      title: nameOf(entry.record),
      lost: { ...entry.lost, byName: nameOf(entry.lost.by) },
      kept: { ...entry.kept, byName: nameOf(entry.kept.by) },
    }));
}
