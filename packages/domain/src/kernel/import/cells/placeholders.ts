import { foldText } from '../../text/fold-text.ts';
import { withoutMarks } from './workbook-marks.ts';

/** Words that programs and people write in place of a missing value. */
const placeholders: ReadonlySet<string> = new Set([
  'n/a', 'n.a.', 'n. a.', 'na', '#n/a', 'k.a.', 'k. a.', 'null', '(null)', 'none', '(none)', 'nil', 'nan', 'tbd', 'tba',
  'unknown', 'unbekannt', 'keine angabe', 'inconnu', 'desconocido', 'not available', 'not applicable', '(blank)',
  '-', '--', '---', '–', '—', '?', '??', '???', '.', '#value!', '#ref!', '#name?', '#div/0!', '#null!',
]); // prettier-ignore

/**
 * Whether a cell contains a placeholder for a missing value ("N/A"). The cell is still read as written, unless a
 * person applies a mend.
 */
export const isPlaceholder = (cell: string): boolean =>
  cell.length <= 20 && placeholders.has(foldText(withoutMarks(cell)));
