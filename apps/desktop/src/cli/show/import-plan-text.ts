import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { countWithNoun } from '@outpost/domain/kernel/text/count-words';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import { tableText } from './table.ts';

/** The number of refused rows that are shown. The others are counted, and --refused writes them to a file. */
const shownRefusals = 20;

/** Describes an import's effect for a person: each file, mends, readings, lost and refused data, and the numbers of records. */
export function importPlanText(plan: ImportPlan, catalogue: Catalogue): string {
  const { rowsRead, creates, changes, unchanged, refused } = plan.counts;
  const kinds = [...new Set([...Object.keys(creates), ...Object.keys(changes)])];
  const shown = (count: number | undefined) => (count ?? 0).toLocaleString('en');
  const table = tableText([
    { head: 'Kind', cells: kinds.map((kind) => catalogue.entities.get(kind)?.label.many ?? kind) },
    { head: 'New', cells: kinds.map((kind) => shown(creates[kind])), isNumber: true },
    { head: 'Changed', cells: kinds.map((kind) => shown(changes[kind])), isNumber: true },
  ]);
  return [
    ...earlierLines(plan.earlier),
    ...toldLines(plan),
    ...plan.readings
      .filter(({ isOpen }) => !isOpen)
      .map(({ file, column, said, why }) => `${file}, ${column}: ${said}, ${why}`),
    ...plan.warnings,
    ...refusalLines(plan),
    `${countWithNoun(rowsRead, 'row')} read, ${shown(unchanged)} records unchanged, ${countWithNoun(refused, 'row')} refused.`,
    kinds.length === 0 ? 'Nothing would be created or changed.' : `\n${table}`,
  ].join('\n');
}

/** Returns the lines printed before and after an import: files, keys, mends, open questions, lost and changed data. */
export const toldLines = (plan: ImportPlan): readonly string[] => [
  ...fileLines(plan),
  ...matchingLines(plan),
  ...mendLines(plan),
  ...questionLines(plan),
  ...reportLines(plan),
];

/** Returns the kind of each file. */
const fileLines = ({ files }: ImportPlan): readonly string[] =>
  files.map(
    ({ name, label, rows }) =>
      `${name}: ${countWithNoun(rows, 'row')}, ${label === null ? 'not imported' : `taken for ${label.toLowerCase()}`}`,
  );

/** Returns, for each kind, its match fields and the options for other possible match fields. */
const matchingLines = ({ matching }: ImportPlan): readonly string[] =>
  matching.map(({ label, offered, chosen, isAsked }) => {
    const nameOf = (field: string) => offered.find((one) => one.field === field)?.label ?? field;
    const others = offered.filter(({ field }) => !chosen.includes(field)).map(({ field }) => `--match ${field}`);
    const by =
      chosen.length > 0
        ? `matched by ${chosen.map(nameOf).join(', then ')}`
        : isAsked
          ? 'not matched: every row becomes a new record'
          : 'matched by all their values together';
    return `${label}: ${by}${others.length === 0 ? '' : ` (or ${others.join(', ')})`}`;
  });

/** Returns the values that are mended, and those that could be. */
const mendLines = ({ mends }: ImportPlan): readonly string[] =>
  mends.map(
    ({ column, from, to, rows, taken }) =>
      `${taken ? 'Mended' : 'Could be mended'}: ${from} → ${to === '' ? '(empty)' : to} in ${countWithNoun(rows, 'row')} of ${column}`,
  );

/** Returns the open questions, with the options that answer them. */
export const questionLines = ({ readings }: ImportPlan): readonly string[] =>
  readings
    .filter(({ isOpen }) => isOpen)
    .map(
      ({ file, column, said, choices }) =>
        `To choose: ${file}, ${column}: ${said} ${choices.map(({ label, value }) => `${optionFor(value)}: ${label}`).join('; ')}.`,
    );

/** Returns the command-line option for an answer. */
function optionFor(reading: string): string {
  const [kind, sign, unit] = reading.split(' ');
  if (kind === 'percent' && unit !== undefined) return `--percents ${unit}`;
  if (kind === 'number' || kind === 'percent') return `--decimals ${sign === '.' ? 'point' : 'comma'}`;
  return `--dates ${reading}`;
}

const kindWords = {
  'left-out': 'Not imported',
  refused: 'Refused',
  kept: 'Not understood',
  changed: 'Changed by reading',
} as const;

/** Returns, by column, the data that is not imported, not understood, or changed by reading, with the first examples. */
const reportLines = ({ reports }: ImportPlan): readonly string[] =>
  reports
    .filter(({ kind }) => kind !== 'refused')
    .map(({ file, column, kind, message, examples }) => {
      const place = column === null ? file : `${file}, ${column}`;
      const shown = examples.length === 0 ? '' : `, such as ${examples.map((one) => `“${one}”`).join(', ')}`;
      return `${kindWords[kind]}: ${place}: ${message}${shown}.`;
    });

/** Returns the refused rows: one by one if they are few, otherwise by column. */
export function refusalLines({ refused, counts, reports }: ImportPlan): readonly string[] {
  const lines = refused
    .slice(0, shownRefusals)
    .map(
      ({ file, row, column, message, right }) =>
        `Refused: ${file}, row ${row}${column === null ? '' : `, ${column}`}: ${message}. ${right}`,
    );
  const more = counts.refused - Math.min(refused.length, shownRefusals);
  const byColumn = reports
    .filter(({ kind, count }) => kind === 'refused' && count > 1)
    .map(({ file, column, message, examples }) => {
      const shown = examples.length === 0 ? '' : `, such as ${examples.map((one) => `“${one}”`).join(', ')}`;
      return `Refused: ${column === null ? file : `${file}, ${column}`}: ${message}${shown}.`;
    });
  return [
    ...lines,
    ...(more > 0 ? [`… and ${more.toLocaleString('en')} more; --refused F writes all of them.`] : []),
    ...byColumn,
  ];
}

/** Returns lines about an unfinished import of the same files. */
export function earlierLines(earlier: ImportPlan['earlier']): readonly string[] {
  if (earlier === null) return [];
  const { done, total, startedAt, group, goesOn } = earlier;
  const known = `These files were imported in part before (${startedAt}): ${done.toLocaleString('en')} of ${total.toLocaleString('en')} records, in group ${group}.`;
  return goesOn
    ? [`${known} The import continues after them, in the same group.`]
    : [
        `${known} They are now read differently, so this import starts again. If you do not want the records of that group, undo it first.`,
      ];
}
