import type { Formats } from '@outpost/ui/formats/formats';
import type { ReportField } from '../../reports/report-field.ts';
import { groupName } from '../records/group-words.ts';
import type { ChangedSpan, FacetChoice } from './search-address.ts';

/** The spans of the last change, in words. */
export const spanLabels: Readonly<Record<ChangedSpan, string>> = {
  today: 'Today',
  week: 'Last 7 days',
  month: 'Last 30 days',
  year: 'Last 365 days',
};

/** Returns the value of a field in words. The name of the field stands beside it. */
export function choiceWords({ path, field, label }: ReportField, value: FacetChoice, formats: Formats): string {
  if (field.type === 'flag') return value === null ? 'Not filled in' : value === true ? 'Yes' : 'No';
  return groupName({ group: { field: path }, field, label, refs: {} }, value, formats);
}
