import type { Cannot } from '../../../kernel/catalogue/calculations/calculation.ts';
import { calendarDayFault } from './calendar-day-fault.ts';

/**
 * The six items of an application: Regulation Z, § 1026.2(a)(3)(ii). Another unique identifier by which the creditor obtains a credit
 * report stands for the social security number of a consumer who has none (comment 2(a)(3)-2).
 */
export const applicationItems = [
  { value: 'name', label: 'Name' },
  { value: 'income', label: 'Income' },
  { value: 'ssn', label: 'Social security number' },
  { value: 'propertyAddress', label: 'Property address' },
  { value: 'estimatedValue', label: 'Estimated value of the property' },
  { value: 'loanAmount', label: 'Loan amount sought' },
] as const;
export type ApplicationItem = (typeof applicationItems)[number]['value'];

/** The day on which each item became known, in the property's time zone. An item that is not known is left out. */
export type ItemsKnown = Readonly<Partial<Record<ApplicationItem, string>>>;

/** The day of the application, or the labels of the items that are missing. */
export type ApplicationReceived = { readonly receivedOn: string } | { readonly missing: readonly string[] };

/**
 * Returns the day of the application: the day on which the last of the six items became known. Fees and further information that the
 * creditor asks for change nothing. Source: § 1026.2(a)(3)(ii), comments 2(a)(3)-1.ii and -3.
 */
export function applicationReceived(known: ItemsKnown): ApplicationReceived | Cannot<ApplicationItem> {
  const days: string[] = [];
  const missing: string[] = [];
  for (const { value, label } of applicationItems) {
    const day = known[value];
    if (day === undefined) {
      missing.push(label);
      continue;
    }
    const problem = calendarDayFault(value, day, `The day of “${label}”`);
    if (problem) return problem;
    days.push(day);
  }
  if (missing.length > 0) return { missing };
  return { receivedOn: days.reduce((latest, day) => (day > latest ? day : latest)) };
}
