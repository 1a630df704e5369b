import type { Catalogue } from '../../catalogue/catalogue.ts';
import type { DraftFile } from '../draft-import.ts';
import type { HiddenColumns } from './refused-rows-file.ts';

/**
 * Returns the columns that the kept rows of a file leave out; undefined where they leave out none. People who see the import may
 * not see sealed fields (K-4), and an import fills none. So where records of the file have sealed fields, a column that fills no
 * field may contain such values.
 */
export function hiddenColumnsOf(
  { takenFor, columns }: Pick<DraftFile, 'takenFor' | 'columns'>,
  catalogue: Catalogue,
): HiddenColumns | undefined {
  const kinds = new Set(takenFor?.targets.map(({ entity }) => entity));
  const hasSealed = [...catalogue.entities.values()].some(({ sealed }) => sealed !== undefined && kinds.has(sealed.of));
  if (!hasSealed) return undefined;
  return new Set(columns.flatMap(({ column, slot, isOurs }) => (slot === null && !isOurs ? [column] : [])));
}

/**
 * Whether the refused rows of a file may be kept with its import: everyone who holds `*` for all records of the organisation
 * sees the import, and would see the records of these rows, too (T-15).
 */
export const mayKeepRefusedRows = ({ takenFor }: Pick<DraftFile, 'takenFor'>, catalogue: Catalogue): boolean =>
  takenFor?.targets.every(({ entity }) => catalogue.entities.get(entity)?.byWildcard === true) === true;
