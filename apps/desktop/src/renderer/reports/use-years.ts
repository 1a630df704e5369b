import type { DashboardPeriod } from '@outpost/domain/kernel/reports/dashboard-definition';
import type { FixedSpan, PeriodSpan, ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import { useMemo } from 'react';
import type { CallInput } from '../../bridge/contract.ts';
import { useReport } from '../queries/record-queries.ts';
import type { ReportEntry } from '../../reports/report-entry.ts';

const noQuestion: CallInput<'records.report'> = { entity: '', measures: [{ name: 'none', fn: 'count' }] };

/** A year as whole days. */
export const yearSpan = (year: string): FixedSpan => ({ from: `${year}-01-01`, to: `${year}-12-31` });

/** Returns the years in which a report has records, the newest first. Undefined until they are read. */
function useYears(report: ReportDefinition | undefined): readonly string[] | undefined {
  const field = report?.period?.field;
  const { data, isError } = useReport(
    report && field !== undefined
      ? {
          entity: report.entity,
          where: {
            and: [...(report.where === undefined ? [] : [report.where]), { field, op: 'is-not-empty' }],
          },
          groupBy: [{ field, bucket: 'year' }],
          measures: [{ name: 'records', fn: 'count' }],
        }
      : noQuestion,
    { isOff: field === undefined },
  );
  return useMemo(() => {
    if (field === undefined || isError) return [];
    return data?.rows
      .flatMap(({ groups: [first] }) => (typeof first === 'string' ? [first.slice(0, 4)] : []))
      .sort()
      .toReversed();
  }, [field, isError, data]);
}

/** The days to which a dashboard narrows its reports. */
export type DashboardSpan = {
  /** Undefined: each report has its own period. */
  readonly span: PeriodSpan | undefined;
  readonly years: readonly string[];
  /** Whether any of the reports has a date field. */
  readonly hasPeriod: boolean;
  /** The days are not known yet: figures of all times would be misleading. */
  readonly isWaiting: boolean;
};

/** Returns the days of a dashboard's period at this time. "own": each report has its own period. */
export function useDashboardSpan(
  entries: readonly (ReportEntry | 'gone' | undefined)[],
  period: DashboardPeriod | 'own' | undefined,
): DashboardSpan {
  const dated = entries
    .flatMap((entry) => (entry === undefined || entry === 'gone' ? [] : [entry.definition]))
    .find((definition) => definition?.period !== undefined);
  const years = useYears(dated);
  return useMemo(() => {
    const shared = { years: years ?? [], hasPeriod: dated !== undefined };
    if (period === undefined || period === 'own') return { ...shared, span: undefined, isWaiting: false };
    if (period !== 'newest-year') return { ...shared, span: period, isWaiting: false };
    const isWaiting = years === undefined || entries.includes(undefined);
    const [newest] = years ?? [];
    return { ...shared, span: newest === undefined ? undefined : yearSpan(newest), isWaiting };
  }, [years, dated, period, entries]);
}
