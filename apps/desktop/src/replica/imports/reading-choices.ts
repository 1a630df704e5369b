import type { ColumnFormat } from '@outpost/domain/kernel/import/cells/column-format';
import type { DraftColumn } from '@outpost/domain/kernel/import/draft-import';

/** One way to read a column, offered to a person. `value` identifies it over the bridge. */
export type ReadingChoice = { readonly value: string; readonly label: string; readonly format: ColumnFormat };

/** Returns the identifier of a format; equal formats have equal ones. */
export function readingName(format: ColumnFormat): string {
  switch (format.kind) {
    case 'plain':
      return 'plain';
    case 'number':
      return `number ${format.decimalSign} ${format.powerOfTen}`;
    case 'percent':
      return `percent ${format.decimalSign} ${format.unit}`;
    case 'date':
      return format.order;
  }
}

/** Returns the choices for a column: the answers to its open question, or the decided format and the other one. */
export function readingChoices({ decision }: DraftColumn): readonly ReadingChoice[] {
  if (!decision || (decision.question === null && decision.why === '')) return [];
  const offered = decision.question?.answers ?? otherWays(decision.format);
  return offered.map(({ label, format }) => ({ value: readingName(format), label, format }));
}

function otherWays(format: ColumnFormat): readonly { readonly label: string; readonly format: ColumnFormat }[] {
  switch (format.kind) {
    case 'plain':
      return [];
    case 'date':
      return [
        { label: 'day/month/year', format: { kind: 'date', order: 'day-first' } },
        { label: 'month/day/year', format: { kind: 'date', order: 'month-first' } },
      ];
    case 'number':
    case 'percent':
      return [
        { label: 'decimal point', format: { ...format, decimalSign: '.' } },
        { label: 'decimal comma', format: { ...format, decimalSign: ',' } },
      ];
  }
}
