import { countOf } from '@outpost/domain/kernel/import/count-words';
import type { DraftColumn, DraftFile } from '@outpost/domain/kernel/import/draft-import';
import type { ImportPlan as Plan } from '@outpost/domain/kernel/import/plan-import';
import type { RowRefusal } from '@outpost/domain/kernel/import/read-records';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import { readingChoices, readingName } from './reading-choices.ts';

type ShownColumn = ImportPlan['files'][number]['columns'][number];
type Found = Pick<ShownColumn, 'found' | 'tone'>;

/** The dry run as a person sees it: rows to look at are shown up to this many; the rest is counted, and saved as a file. */
const mostRefusals = 200;
const mostSamples = 3;

const mendReasons = {
  'same-letters': 'Only blanks and punctuation differ.',
  near: 'It is a letter or two away from a name that is known.',
  'rare-and-near': 'It is rare, and a letter away from a frequent one.',
} as const;

/** Turns what was planned into what the bridge's contract says of it. */
export function showPlan(
  importId: string,
  { files, plan }: { readonly files: readonly DraftFile[]; readonly plan: Plan },
): ImportPlan {
  const refusedIn = refusalsByColumn(plan.refusals);
  const notes = files.flatMap(({ table }) => table.notes.map(({ message }) => `${table.fileName}: ${message}`));
  return {
    importId,
    files: files.map((file) => ({
      name: file.table.fileName,
      takenFor: file.takenFor?.name ?? null,
      label: file.takenFor?.label ?? null,
      rows: file.table.rows.length + file.table.refusedCount,
      encoding: file.table.encoding ?? 'empty',
      delimiter: file.table.delimiter ?? '',
      columns: file.columns.map((column) =>
        showColumn(column, refusedIn.get(columnKey(file.table.fileName, column.name)) ?? []),
      ),
      targets: file.slots.map(({ name, label, type }) => ({ field: name, label, type })),
    })),
    mends: files.flatMap(({ table, columns }) =>
      columns.flatMap(({ name, mends }) =>
        mends.map(({ id, from, to, rowCount, why, isTaken }) => ({
          id,
          file: table.fileName,
          column: name,
          from,
          to,
          rows: rowCount,
          why: mendReasons[why],
          taken: isTaken,
        })),
      ),
    ),
    readings: files.flatMap(({ table, columns }) => columns.flatMap((column) => showReading(table.fileName, column))),
    counts: {
      rowsRead: plan.rowCount,
      creates: Object.fromEntries(plan.createCounts),
      changes: Object.fromEntries(plan.changeCounts),
      unchanged: [...plan.unchangedCounts.values()].reduce((sum, count) => sum + count, 0),
      refused: plan.refusedRowCount,
    },
    warnings: [
      ...notes,
      ...plan.warnings.map(({ file, message }) => (message.startsWith(file) ? message : `${file}: ${message}`)),
    ],
    refused: plan.refusals
      .slice(0, mostRefusals)
      .map(({ file, row, column, message, right }) => ({ file, row, column, message, right })),
  };
}

const columnKey = (file: string, column: string): string => JSON.stringify([file, column]);

function refusalsByColumn(refusals: readonly RowRefusal[]): ReadonlyMap<string, readonly RowRefusal[]> {
  const byColumn = new Map<string, RowRefusal[]>();
  for (const refusal of refusals) {
    if (refusal.column === null) continue;
    const key = columnKey(refusal.file, refusal.column);
    const list = byColumn.get(key);
    if (list) list.push(refusal);
    else byColumn.set(key, [refusal]);
  }
  return byColumn;
}

function showColumn(column: DraftColumn, refused: readonly RowRefusal[]): ShownColumn {
  const { name, slot, cells, decision } = column;
  return {
    header: name,
    samples: [...cells.keys()].filter((cell) => cell.trim() !== '').slice(0, mostSamples),
    field: slot?.name ?? null,
    fieldLabel: slot?.label ?? null,
    type: slot?.type ?? null,
    ...foundIn(column, refused),
    reading: slot === null || decision === null || decision.why === '' ? null : readingWords(column),
  };
}

/** What a column holds, in a few words: what is wrong first, then what is to be decided, then what is there. */
function foundIn({ slot, mends, blankCount, distinctCount }: DraftColumn, refused: readonly RowRefusal[]): Found {
  if (slot === null) return { found: 'left out', tone: 'warn' };
  const toMend = mends.filter(({ isTaken }) => !isTaken).reduce((sum, { rowCount }) => sum + rowCount, 0);
  const mended = mends.filter(({ isTaken }) => isTaken).reduce((sum, { rowCount }) => sum + rowCount, 0);
  if (toMend > 0) return { found: `${toMend.toLocaleString('en')} to mend`, tone: 'warn' };
  if (refused.length > 0) return { found: `${refused.length.toLocaleString('en')} refused`, tone: 'bad' };
  const isNamed = slot.type === 'ref' || slot.type === 'choice';
  const parts = [
    isNamed
      ? `${distinctCount.toLocaleString('en')} of ${distinctCount.toLocaleString('en')} known`
      : countOf(distinctCount, 'value'),
    ...(mended > 0 ? [`${mended.toLocaleString('en')} mended`] : []),
    ...(blankCount > 0 ? [`${blankCount.toLocaleString('en')} empty, allowed`] : []),
  ];
  return { found: parts.join(', '), tone: 'good' };
}

function readingWords({ decision, format }: DraftColumn): string {
  if (!decision) return '';
  const chosen = readingName(format) === readingName(decision.format);
  return [chosen ? `${decision.label}, because ${decision.why}` : 'as you chose', ...decision.notes].join('. ');
}

function showReading(file: string, column: DraftColumn): ImportPlan['readings'] {
  const choices = readingChoices(column);
  if (choices.length < 2 || !column.decision) return [];
  const { question, why, label } = column.decision;
  return [
    {
      id: readingId(file, column.column),
      file,
      column: column.name,
      said: question?.text ?? `Read as ${label}`,
      why,
      choices: choices.map((choice) => ({ value: choice.value, label: choice.label })),
      chosen: readingName(column.format),
    },
  ];
}

/** Names a column's reading within an import. */
export const readingId = (file: string, column: number): string => `${file}:${column}`;
