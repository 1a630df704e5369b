import type { AuditReportKind } from '@outpost/domain/kernel/audit/audit-report';
import { sightReportKind } from '@outpost/domain/kernel/audit/sight-report';
import type { RelativeSpan } from '@outpost/domain/kernel/questions/list-query';
import type { Formats } from '@outpost/ui/formats/formats';

/** The words of each kind of report. */
export const reportKindWords: Readonly<
  Record<AuditReportKind, { readonly label: string; readonly describes: string }>
> = {
  security: {
    label: 'Security',
    describes: 'Sign-ins and failures with the addresses they came from, new devices, refusals, and changes of rights.',
  },
  compliance: {
    label: 'Compliance',
    describes:
      'Exports and erasures, changes of settings, changes of records by kind, and how long the journal is kept.',
  },
  messages: {
    label: 'Messages',
    describes:
      'E-mails and texts that were sent, or that a rule refused: to whom, by what right, with the hash of the words and the answer of the service.',
  },
};

/** The periods to choose from. `dates`: two days that the person chooses. */
export const reportPeriods = [
  { value: 'this-month', label: 'This month' },
  { value: 'last-month', label: 'Last month' },
  { value: 'this-quarter', label: 'This quarter' },
  { value: 'last-quarter', label: 'Last quarter' },
  { value: 'this-year', label: 'This year' },
  { value: 'last-year', label: 'Last year' },
  { value: 'dates', label: 'Two dates' },
] as const satisfies readonly { readonly value: RelativeSpan | 'dates'; readonly label: string }[];
export type ReportPeriodId = (typeof reportPeriods)[number]['value'];

/**
 * Returns the addresses and numbers in a text, between commas or semicolons. Numbers are compared in international form, so blanks,
 * brackets and hyphens in them are left out: "+1 (303) 555-0164" → "+13035550164".
 */
export const receiversIn = (text: string): readonly string[] =>
  text
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => (/^\+[\d\s().-]+$/.test(part) ? part.replaceAll(/[^\d+]/g, '') : part));

/** Returns the words of a document's kind. A newer server may make documents that this version does not know. */
export const documentLabel = (kind: string): string => {
  if (kind === 'erasure') return 'Erasure by law';
  if (kind === sightReportKind) return 'Who can see a record';
  return kind in reportKindWords ? `${reportKindWords[kind as AuditReportKind].label} report` : kind; // `in` has checked the key
};

/** Returns whether a document says who sees a record at one time. */
export const isSightReport = ({ kind }: { readonly kind: string }): boolean => kind === sightReportKind;

/** Returns whether a document is a report of a period. The others are certificates. */
export const isReport = ({ kind }: { readonly kind: string }): boolean => Object.hasOwn(reportKindWords, kind);

/** Returns the last day of a period by its end, which is an instant that the period does not contain. */
export const lastDayOf = (formats: Pick<Formats, 'dayOf'>, until: string): string =>
  formats.dayOf(Date.parse(until) - 1);
