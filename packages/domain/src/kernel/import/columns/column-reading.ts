import type { Field } from '../../entities/fields.ts';
import type { ColumnDecision, ColumnFormat, DateOrder, DecimalSign } from '../cells/column-format.ts';
import { countWithNoun } from '../../text/count-words.ts';
import type { ColumnTally } from './column-tally.ts';
import { decideOrder } from '../cells/date-cells.ts';
import { decideSign, signQuestion } from '../cells/number-cells.ts';

/** A column with its field. `powerOfTen`: its amounts are in thousands (3) or millions (6). */
export type ColumnToRead = {
  readonly field: Field;
  readonly tally: ColumnTally;
  readonly powerOfTen?: number;
};

/** The formats found in other columns of the file; null where they show none. */
export type FileHints = { readonly decimalSign: DecimalSign | null; readonly dateOrder: DateOrder | null };

/**
 * Decides how each column of a file is read. Columns with clear evidence give the hint for the others (1.234,56 for 01.000). The
 * results are in the order of `columns`.
 */
export function decideColumns(columns: readonly ColumnToRead[]): readonly ColumnDecision[] {
  const noHints: FileHints = { decimalSign: null, dateOrder: null };
  const alone = columns.map((column) => decideColumn(column, noHints));
  const signs = new Set<DecimalSign>();
  const orders = new Set<DateOrder>();
  for (const { format, why, question } of alone) {
    if (why === '' || question !== null) continue; // undecided columns are not evidence
    if (format.kind === 'number' || format.kind === 'percent') signs.add(format.decimalSign);
    if (format.kind === 'date') orders.add(format.order);
  }
  const hints: FileHints = { decimalSign: onlyOf(signs), dateOrder: onlyOf(orders) };
  return columns.map((column, index) => {
    const decision = alone[index];
    return decision && decision.question === null && decision.why !== '' ? decision : decideColumn(column, hints);
  });
}

const onlyOf = <T>(values: ReadonlySet<T>): T | null => (values.size === 1 ? ([...values][0] ?? null) : null);

/** Decides how one column is read for its field, from all its cells together. */
export function decideColumn(column: ColumnToRead, hints: FileHints): ColumnDecision {
  const { type } = column.field;
  if (type === 'money' || type === 'number') return decideNumbers(column, hints);
  if (type === 'percent') return decidePercents(column, hints);
  if (type === 'date' || type === 'instant') return decideDates(column, hints);
  return { format: { kind: 'plain' }, label: 'as written', why: '', notes: [], question: null };
}

/**
 * Returns the number of decimals that a field keeps. Money counts as two, so a person is asked more often about a currency of
 * three decimals.
 */
const mostDecimalsOf = (field: Field): number =>
  field.type === 'number' || field.type === 'percent' ? field.decimals : 2;

function decideNumbers({ field, tally, powerOfTen = 0 }: ColumnToRead, hints: FileHints): ColumnDecision {
  // In a column of thousands or millions the decimals are digits of the amount: 1.234 million is an ordinary figure.
  const mostDecimals = mostDecimalsOf(field) + powerOfTen;
  const decision = decideSign({ evidence: tally.signs, hint: hints.decimalSign, mostDecimals });
  const formatFor = (decimalSign: DecimalSign): ColumnFormat => ({ kind: 'number', decimalSign, powerOfTen });
  return {
    format: formatFor(decision.sign),
    label: decision.sign === '.' ? 'decimal point' : 'decimal comma',
    why: decision.why,
    notes:
      powerOfTen === 0
        ? []
        : [
            `Amounts are in ${powerOfTen === 3 ? 'thousands' : powerOfTen === 6 ? 'millions' : `units of 10^${powerOfTen}`}`,
          ],
    question: decision.isOpen ? signQuestion(decision, formatFor) : null,
  };
}

/**
 * Cells with a percent sign state their unit. A column without any percent sign is in percent, unless none of its numbers is
 * above 1.
 */
function decidePercents({ field, tally }: ColumnToRead, hints: FileHints): ColumnDecision {
  const decision = decideSign({ evidence: tally.signs, hint: hints.decimalSign, mostDecimals: mostDecimalsOf(field) });
  const { signed, bare } = tally.percents;
  const aboveOne = tally.percents.aboveOne[decision.sign];
  const looksLikeFractions = signed === 0 && bare > 0 && aboveOne === 0;
  const formatFor = (decimalSign: DecimalSign, unit: 'percent' | 'fraction'): ColumnFormat => ({
    kind: 'percent',
    decimalSign,
    unit,
  });
  const label = decision.sign === '.' ? 'decimal point' : 'decimal comma';
  if (!looksLikeFractions) {
    return {
      format: formatFor(decision.sign, 'percent'),
      label: `percent, ${label}`,
      why: decision.why,
      notes:
        signed > 0 && bare > 0
          ? [`${countWithNoun(bare, 'cell')} without a percent sign ${bare === 1 ? 'is' : 'are'} read as percent too`]
          : [],
      question: decision.isOpen ? signQuestion(decision, (sign) => formatFor(sign, 'percent')) : null,
    };
  }
  return {
    format: formatFor(decision.sign, 'fraction'),
    label: `parts of one, ${label}`,
    why: 'no cell is above 1 and none has a percent sign',
    notes: [],
    question: {
      text: 'Is 0.5 in this column a half (50 %), or half a percent?',
      answers: [
        { label: '0.5 means 50 %', format: formatFor(decision.sign, 'fraction'), rowCount: bare },
        { label: '0.5 means 0.5 %', format: formatFor(decision.sign, 'percent'), rowCount: bare },
      ],
    },
  };
}

const orderLabels = { 'day-first': 'day/month/year', 'month-first': 'month/day/year' } as const;

function decideDates({ field, tally }: ColumnToRead, hints: FileHints): ColumnDecision {
  const { order, why, isOpen, evidence } = decideOrder(tally.orders, hints.dateOrder);
  const notes: string[] = [];
  if (evidence.shortYears > 0)
    notes.push(
      `${countWithNoun(evidence.shortYears, 'year')} of two digits ${evidence.shortYears === 1 ? 'is' : 'are'} read as 1970 to 2069`,
    );
  if (evidence.serials > 0)
    notes.push(
      `${countWithNoun(evidence.serials, 'number')} of five digits ${evidence.serials === 1 ? 'is' : 'are'} read as a spreadsheet’s day number`,
    );
  if (evidence.times > 0 && field.type === 'date')
    notes.push(`${countWithNoun(evidence.times, 'time')} of day ${evidence.times === 1 ? 'is' : 'are'} left out`);
  return {
    format: { kind: 'date', order },
    label: why === '' ? 'dates' : orderLabels[order],
    why,
    notes,
    question: isOpen
      ? {
          text:
            evidence.dayFirstOnly + evidence.monthFirstOnly > 0
              ? 'Some dates of this column can only have the day first and some only the month. Which order is right? Rows with the other order are refused.'
              : `Is 03/04 the 3rd of April or the 4th of March?${evidence.example === null ? '' : ` This column has “${evidence.example}”.`}`,
          answers: [
            {
              label: orderLabels['day-first'],
              format: { kind: 'date', order: 'day-first' },
              rowCount: evidence.dayFirstOnly,
            },
            {
              label: orderLabels['month-first'],
              format: { kind: 'date', order: 'month-first' },
              rowCount: evidence.monthFirstOnly,
            },
          ],
        }
      : null,
  };
}
