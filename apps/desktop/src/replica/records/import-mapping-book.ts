import { hashedId } from '@outpost/domain/kernel/hashed-id';
import type { DeviceWrite } from './device-write.ts';
import { bookEntities, type ImportMappingDocument } from './documents.ts';
import type { RecordDatabase } from './record-database.ts';

/** The columns of a file, and the kind of file that an import takes it for. */
export type MappedFile = Pick<ImportMappingDocument, 'recipe' | 'takenFor' | 'headers'>;

/** Chosen: far more kinds of file than a person imports. */
const mostMappings = 200;

/** Returns the id of the remembered decisions about files with these columns in this order. */
export const mappingIdOf = ({ recipe, takenFor, headers }: MappedFile): string =>
  hashedId('import-mapping', recipe, takenFor, JSON.stringify(headers));

/** Returns the decisions of earlier imports of this device about files with the same columns, by their ids. */
export async function rememberedMappings(
  database: RecordDatabase,
  files: readonly MappedFile[],
): Promise<ReadonlyMap<string, ImportMappingDocument>> {
  const wanted = new Set(files.map(mappingIdOf));
  const found = await database.all<ImportMappingDocument>(bookEntities.importMapping); // `find` returns removed ones, too
  return new Map(found.filter(({ id }) => wanted.has(id)).map((one) => [one.id, one]));
}

/**
 * Replaces the remembered decisions about files with these columns; `choices` null removes them. Also removes the least
 * recently used ones beyond a bound.
 */
export async function rememberMappings(
  write: DeviceWrite,
  database: RecordDatabase,
  mappings: readonly Omit<ImportMappingDocument, 'id' | 'entity'>[],
): Promise<void> {
  const known = await database.all<ImportMappingDocument>(bookEntities.importMapping);
  const made = mappings.map((one) => ({ ...one, id: mappingIdOf(one), entity: bookEntities.importMapping }));
  for (const one of made) {
    if (one.choices !== null) write.books.put(one);
    else if (known.some(({ id }) => id === one.id)) write.books.remove(one.id);
  }
  const replaced = new Set(made.map(({ id }) => id));
  const others = known.filter(({ id }) => !replaced.has(id)).toSorted((a, b) => (a.usedAt < b.usedAt ? 1 : -1));
  for (const { id } of others.slice(Math.max(0, mostMappings - made.length))) write.books.remove(id);
}
