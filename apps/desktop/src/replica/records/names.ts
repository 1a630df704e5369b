import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { isBook, type RecordDocument } from './documents.ts';
import type { RecordDatabase } from './record-database.ts';

/** The name of a record that the device holds, as people see it. */
export type Name = { readonly entity: string; readonly title: string; readonly life: string };

/**
 * Returns the title of a record. Where its kind is not defined on this device (K-3), returns its name: all own kinds have
 * one.
 */
export function titleIn(catalogue: Catalogue, record: Pick<RecordDocument, 'entity' | 'fields'>): string {
  const entity = catalogue.entities.get(record.entity);
  const { name } = record.fields;
  return entity ? titleOf(entity, record) : typeof name === 'string' ? name : '';
}

/** Returns the names of records by id; records that the device does not hold are left out. */
export async function namesOf(
  database: RecordDatabase,
  catalogue: Catalogue,
  ids: Iterable<string>,
): Promise<Readonly<Record<string, Name>>> {
  const found = await database.find([...new Set(ids)]);
  const names: Record<string, Name> = {};
  for (const document of found.values()) {
    if (document._deleted || isBook(document.entity)) continue;
    const record = document as unknown as RecordDocument; // books are excluded above
    names[record.id] = { entity: record.entity, title: titleIn(catalogue, record), life: record.life };
  }
  return names;
}
