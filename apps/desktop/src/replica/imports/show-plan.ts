import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import { withoutMarks } from '@outpost/domain/kernel/import/cells/workbook-marks';
import type { DraftColumn, DraftFile } from '@outpost/domain/kernel/import/draft-import';
import type { MatchingChoices } from '@outpost/domain/kernel/import/matching/matching';
import type { ImportEffect } from '@outpost/domain/kernel/import/plan-import';
import type { ImportStore } from '@outpost/domain/kernel/import/records/import-store';
import { shownMatching } from '@outpost/domain/kernel/import/reports/shown-matching';
import type { ImportDocument } from '../records/documents.ts';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import type { Converted } from './csv-text.ts';
import { readingChoices, readingName } from './reading-choices.ts';

type ShownColumn = ImportPlan['files'][number]['columns'][number];
type Found = Pick<ShownColumn, 'found' | 'tone'>;

/** The number of refused rows that the dry run shows. The others are counted, and can be saved as a file. */
const mostRefusals = 200;
const mostSamples = 3;

const mendReasons = {
  'same-letters': 'Only blanks and punctuation differ.',
  near: 'It is a letter or two away from a name that is known.',
  'rare-and-near': 'It is rare, and a letter away from a frequent one.',
  placeholder: 'The word means an empty cell.',
} as const;

/** The format and the sheet that a table was read from, the sheets to choose from, and a note for the person. */
export type ShownConversion = Omit<Converted, 'source'>;

type Shown = {
  readonly files: readonly DraftFile[];
  readonly plan: ImportEffect;
  readonly store: Pick<ImportStore, 'refusals' | 'refusedInColumn'>;
  /** An unfinished import of the same files. */
  readonly earlier: { readonly known: ImportDocument; readonly goesOn: boolean } | null;
  /** The time of the earlier import whose decisions about columns were taken over. */
  readonly rememberedAt: string | null;
  readonly catalogue: Catalogue;
  readonly matching: MatchingChoices;
  /** By file name. */
  readonly conversions?: ReadonlyMap<string, ShownConversion>;
};

/** Turns a plan into the form of the bridge's contract. */
export function showPlan(
  importId: string,
  { files, plan, store, earlier, rememberedAt, catalogue, matching, conversions }: Shown,
): ImportPlan {
  const notes = files.flatMap(({ table }) => {
    const note = conversions?.get(table.fileName)?.note;
    return [...(note ? [note] : []), ...table.notes.map(({ message }) => message)].map(
      (said) => `${table.fileName}: ${said}`,
    );
  });
  return {
    importId,
    earlier: earlier && {
      group: earlier.known.id,
      done: earlier.known.done,
      total: earlier.known.total,
      startedAt: earlier.known.startedAt,
      goesOn: earlier.goesOn,
    },
    rememberedAt,
    files: files.map((file) => ({
      name: file.table.fileName,
      takenFor: file.takenFor?.name ?? null,
      label: file.takenFor?.label ?? null,
      rows: file.table.rowCount + file.table.refusedCount,
      encoding: file.table.encoding ?? 'empty',
      delimiter: file.table.delimiter ?? '',
      format: conversions?.get(file.table.fileName)?.format ?? 'csv',
      sheet: conversions?.get(file.table.fileName)?.sheet ?? null,
      sheets: [...(conversions?.get(file.table.fileName)?.sheets ?? [])],
      columns: file.columns.map((column) =>
        showColumn(column, store.refusedInColumn(file.table.fileName, column.name)),
      ),
      targets: file.slots.map(({ name, label, type }) => ({ field: name, label, type })),
    })),
    mends: files.flatMap(({ table, columns }) =>
      columns.flatMap(({ name, mends }) =>
        mends.map(({ id, from, to, rowCount, why, isTaken, isSure }) => ({
          id,
          file: table.fileName,
          column: name,
          from: withoutMarks(from),
          to,
          rows: rowCount,
          why: mendReasons[why],
          taken: isTaken,
          isSure,
        })),
      ),
    ),
    readings: files.flatMap(({ table, columns }) => columns.flatMap((column) => showReading(table.fileName, column))),
    matching: shownMatching(files, { catalogue, choices: matching }).map(({ entity, offered, chosen, isAsked }) => {
      const { label, fields } = entityOf(catalogue, entity);
      return {
        entity,
        label: label.many,
        offered: offered.map((field) => ({ field, label: fields[field]?.label ?? field })),
        chosen: [...chosen],
        isAsked,
      };
    }),
    reports: plan.reports.map(({ examples, ...report }) => ({ ...report, examples: [...examples] })),
    counts: {
      rowsRead: plan.rowCount,
      creates: Object.fromEntries(plan.createCounts),
      changes: Object.fromEntries(plan.changeCounts),
      unchanged: [...plan.unchangedCounts.values()].reduce((sum, count) => sum + count, 0),
      refused: plan.refusedRowCount,
    },
    warnings: [
      ...notes,
      ...plan.warnings.map(({ file, message }) => (message.includes(file) ? message : `${file}: ${message}`)),
    ],
    refused: store
      .refusals({ after: null, limit: mostRefusals })
      .map(({ refusal: { file, row, column, message, right } }) => ({ file, row, column, message, right })),
  };
}

function showColumn(column: DraftColumn, refusedCount: number): ShownColumn {
  const { name, slot, cells, decision } = column;
  return {
    header: name,
    samples: [...cells.keys()]
      .filter((cell) => cell.trim() !== '')
      .slice(0, mostSamples)
      .map(withoutMarks),
    field: slot?.name ?? null,
    fieldLabel: slot?.label ?? null,
    type: slot?.type ?? null,
    ...foundIn(column, refusedCount),
    reading:
      slot === null || decision === null || decision.why === '' || isOpenQuestion(column) ? null : readingWords(column),
  };
}

/** Describes a column in a few words: first its errors, then its open question, then its content. */
function foundIn(column: DraftColumn, refusedCount: number): Found {
  const { slot, mends, tally, distinctCount, isWhole, why, isOurs } = column;
  const { blankCount } = tally;
  const filledCount = tally.valueCount + tally.placeholderCount;
  if (isOurs) return { found: 'added to the file by Outpost; fills no field by itself', tone: 'good' };
  if (slot === null)
    return filledCount === 0
      ? { found: 'left out, all cells are empty', tone: 'good' }
      : { found: `${countWithNoun(filledCount, 'cell')} left out: ${why}`, tone: 'warn' };
  const toMend = mends.filter(({ isTaken }) => !isTaken).reduce((sum, { rowCount }) => sum + rowCount, 0);
  const mended = mends.filter(({ isTaken }) => isTaken).reduce((sum, { rowCount }) => sum + rowCount, 0);
  if (toMend > 0) return { found: `${toMend.toLocaleString('en')} to mend`, tone: 'warn' };
  if (isOpenQuestion(column)) return { found: 'can be read in two ways', tone: 'warn' };
  if (refusedCount > 0) return { found: `${refusedCount.toLocaleString('en')} refused`, tone: 'bad' };
  const isNamed = slot.type === 'ref' || slot.type === 'choice';
  const parts = [
    !isWhole
      ? `more than ${countWithNoun(distinctCount, 'value')}`
      : isNamed
        ? `${distinctCount.toLocaleString('en')} of ${distinctCount.toLocaleString('en')} known`
        : countWithNoun(distinctCount, 'value'),
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
  const said = choices.find(({ value }) => column.isAnswered && value === readingName(column.format))?.label ?? label;
  return [
    {
      id: readingId(file, column.column),
      file,
      column: column.name,
      said: isOpenQuestion(column) ? (question?.text ?? '') : `Read as ${said}`,
      why: column.isAnswered ? 'as you chose' : why,
      choices: choices.map((choice) => ({ value: choice.value, label: choice.label })),
      chosen: readingName(column.format),
      isOpen: isOpenQuestion(column),
    },
  ];
}

/** Whether the column's cells leave their reading open, and no person has decided it. */
export const isOpenQuestion = ({ decision, isAnswered }: DraftColumn): boolean =>
  decision !== null && decision.question !== null && !isAnswered;

/** Returns the id of a column's reading within an import. */
export const readingId = (file: string, column: number): string => `${file}:${column}`;
