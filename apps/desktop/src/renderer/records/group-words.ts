import { type Field, refTarget } from '@outpost/domain/kernel/entities/fields';
import { formatOf, shownBy } from '@outpost/domain/kernel/entities/formats/format-of';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { ReportGroup } from '@outpost/domain/kernel/reports/report-definition';
import { hourName, shortWeekdayName } from '@outpost/ui/formats/clock-words';
import type { Formats } from '@outpost/ui/formats/formats';
import type { RefNames } from '../../bridge/contract.ts';

/** The spans of days by which dates are grouped, in words. */
export const bucketWords = {
  day: 'by day',
  week: 'by week',
  month: 'by month',
  quarter: 'by quarter',
  year: 'by year',
  weekday: 'by weekday',
  hour: 'by hour',
} as const satisfies Record<NonNullable<ReportGroup['bucket']>, string>;

/** Returns a span of dates by its first day, a weekday or an hour in words: "Q3 2026", "Nov 2026", "Mon", "9:00". */
export function bucketName(formats: Formats, first: string, bucket: NonNullable<ReportGroup['bucket']>): string {
  switch (bucket) {
    case 'day':
      return formats.date(first);
    case 'week':
      return `Week of ${formats.date(first)}`;
    case 'month':
      return new Intl.DateTimeFormat(formats.locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(
        new Date(`${first}T00:00:00Z`),
      );
    case 'quarter':
      return `Q${Math.floor((Number(first.slice(5, 7)) - 1) / 3) + 1} ${first.slice(0, 4)}`;
    case 'year':
      return first.slice(0, 4);
    case 'weekday':
      return shortWeekdayName(formats, Number(first));
    case 'hour':
      return hourName(formats, Number(first));
  }
}

/** Returns the value of a group in words. */
export function groupName(
  {
    group,
    field,
    label,
    refs,
  }: { readonly group: ReportGroup; readonly field: Field; readonly label: string; readonly refs: RefNames },
  value: JsonValue,
  formats: Formats,
): string {
  if (value === null) return `No ${label.toLowerCase()}`;
  if (group.bucket !== undefined && typeof value === 'string') return bucketName(formats, value, group.bucket);
  if (typeof value === 'boolean') return value ? label : `Not ${label.toLowerCase()}`;
  const format = formatOf(field);
  const formatted = format && shownBy(format, value);
  if (formatted !== undefined) return formatted;
  if (typeof value === 'number') return formats.number(value);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (field.type === 'choice') return field.options.find((option) => option.value === value)?.label ?? value;
  if (field.type === 'date') return formats.date(value);
  if (field.type === 'instant') return formats.instant(value);
  if (field.type !== 'ref') return value;
  const named = refs[refTarget(field, value).id];
  if (!named) return 'Not shared with you';
  return named.life === 'alive' ? named.title : `${named.title} (deleted)`;
}
