import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import { titleOf } from '@outpost/domain/kernel/record-rules';
import { isBook, type RecordDocument } from './documents.ts';
import type { RecordDatabase } from './record-database.ts';

/** What people call a record that the device holds. */
export type Name = { readonly entity: string; readonly title: string; readonly life: string };

/** The names of records by id; those that the device does not hold are left out. */
export async function namesOf(
  database: RecordDatabase,
  catalogue: Catalogue,
  ids: Iterable<string>,
): Promise<Readonly<Record<string, Name>>> {
  const found = await database.find([...new Set(ids)]);
  const names: Record<string, Name> = {};
  for (const document of found.values()) {
    if (document._deleted || isBook(document.entity)) continue;
    const record = document as unknown as RecordDocument; // books were told apart
    const entity = catalogue.entities.get(record.entity);
    names[record.id] = { entity: record.entity, title: entity ? titleOf(entity, record) : '', life: record.life };
  }
  return names;
}
