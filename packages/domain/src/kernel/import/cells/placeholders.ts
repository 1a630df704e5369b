import { foldText } from '../../text/fold-text.ts';

/** Words that programs and people write where they have no value. */
const placeholders: ReadonlySet<string> = new Set([
  'n/a', 'n.a.', 'n. a.', 'na', '#n/a', 'k.a.', 'k. a.', 'null', '(null)', 'none', '(none)', 'nil', 'nan', 'tbd', 'tba',
  'unknown', 'unbekannt', 'keine angabe', 'inconnu', 'desconocido', 'not available', 'not applicable', '(blank)',
  '-', '--', '---', '–', '—', '?', '??', '???', '.', '#value!', '#ref!', '#name?', '#div/0!', '#null!',
]); // prettier-ignore

/** Whether a cell holds a word that stands for nothing ("N/A"). It is still read as it is written, unless a person mends it. */
export const isPlaceholder = (cell: string): boolean => cell.length <= 20 && placeholders.has(foldText(cell));
