import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Measure } from '@outpost/domain/kernel/questions/list-query';
import type { PeriodSpan, ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import { countedSpans, spanWords } from '@outpost/ui/filter/filter';
import type { Formats } from '@outpost/ui/formats/formats';
import { reportField } from '../../reports/report-field.ts';

/** The measures that are computed of one field, in words. */
export const aggregateWords = {
  sum: 'Sum of',
  avg: 'Mean of',
  median: 'Median of',
  min: 'Smallest',
  max: 'Largest',
} as const;

/** The measures that are computed of the days between two dates, in words. */
export const daysWords = {
  'avg-days': 'Mean days',
  'median-days': 'Median days',
  'sum-days': 'All days',
  'min-days': 'Fewest days',
  'max-days': 'Most days',
} as const;

/** Returns a name for a measure: "Sum of Value". */
export function measureName(catalogue: Catalogue, entity: Entity, measure: Measure): string {
  const label = (path: string) => reportField(catalogue, entity, path)?.label ?? path;
  switch (measure.fn) {
    case 'count':
      return entity.label.many;
    case 'ratio':
      return 'Share';
    case 'sum':
    case 'avg':
    case 'median':
    case 'min':
    case 'max':
      return `${aggregateWords[measure.fn]} ${label(measure.field)}`.slice(0, 60);
    case 'weighted':
      return `Weighted ${label(measure.field)}`.slice(0, 60);
    case 'per-day':
      return `${label(measure.field)} per day of ${label(measure.from)} to ${label(measure.to)}`.slice(0, 60);
    case 'sum-days':
    case 'avg-days':
    case 'median-days':
    case 'min-days':
    case 'max-days':
      return `${daysWords[measure.fn]} from ${label(measure.from)} to ${label(measure.to)}`.slice(0, 60);
  }
}

/** Returns a period in words: "this quarter", "the last 90 days", "2026". */
export function spanText(span: PeriodSpan, formats: Formats): string {
  if (typeof span === 'string') return spanWords[span];
  if ('from' in span) {
    const year = span.from.slice(0, 4);
    if (span.from === `${year}-01-01` && span.to === `${year}-12-31`) return year;
    return daysText(span, formats);
  }
  const { direction, count, unit } = span;
  return count === 1 ? `the ${direction} ${unit}` : `the ${direction} ${formats.count(count)} ${unit}s`;
}

/** Returns calendar dates as short as possible while they are still clear: "Jan 1 – Nov 23, 2025". */
function daysText({ from, to }: { readonly from: string; readonly to: string }, { locale }: Formats): string {
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return days.formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`));
}

/** A choice of a period, by its text in a form. */
export type SpanChoice = { readonly key: string; readonly label: string; readonly span: PeriodSpan };

const named = ['today', 'yesterday', 'this-week', 'last-week', 'this-month', 'last-month', 'this-quarter', 'last-quarter', 'this-year', 'last-year', 'next-week', 'next-month', 'next-quarter', 'past', 'future'] as const; // prettier-ignore
const counted = [
  ...countedSpans.flatMap(({ value }) => ('count' in value ? [value] : [])),
  { direction: 'last', count: 12, unit: 'month' },
  { direction: 'last', count: 8, unit: 'quarter' },
  { direction: 'last', count: 5, unit: 'year' },
];

/** Returns the periods that a form offers, in order. */
export function spanChoices(formats: Formats): readonly SpanChoice[] {
  const spans = [...named, ...counted] as readonly PeriodSpan[]; // the counted spans of the filter are JSON of this form
  return spans.map((span) => ({ key: spanKey(span), label: spanText(span, formats), span }));
}

/** Returns the text of a period in a form. */
export const spanKey = (span: PeriodSpan): string => (typeof span === 'string' ? span : JSON.stringify(span));

/** Labels that can't follow "by", and the nouns in their place. */
const nouns: Readonly<Record<string, string>> = {
  'Created by': 'Creator',
  'Changed by': 'Last editor',
  'Assigned to': 'Assignee',
};

/** Returns the subject of a report, in words under its name: "Sum of Value by month (Closed), this quarter". */
export function aboutReport(
  catalogue: Catalogue,
  { entity: name, measures, groups, period }: Pick<ReportDefinition, 'entity' | 'measures' | 'groups' | 'period'>,
  formats: Formats,
): string {
  const entity = catalogue.entities.get(name);
  const by = entity
    ? groups.map(({ field, bucket }) => {
        const own = reportField(catalogue, entity, field)?.label ?? field;
        const label = nouns[own] ?? own;
        return bucket === undefined ? label : `${bucket} (${label})`;
      })
    : [];
  const [first] = measures;
  const measure = first?.name ?? '';
  return [
    by.length === 0 ? measure : `${measure} by ${formats.list(by)}`,
    ...(period?.span ? [spanText(period.span, formats)] : []),
  ].join(', ');
}
