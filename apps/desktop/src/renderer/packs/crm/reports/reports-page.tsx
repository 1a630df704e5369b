import { Select } from '@mantine/core';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { IconButton } from '@outpost/ui/parts/button';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useReport } from '../../../queries/record-queries.ts';
import { useLiveState } from '../../../session/session-context.tsx';
import { FirstSync } from '../../../sync/first-sync.tsx';
import type { Period } from './period-filter.ts';
import { SalesTiles } from './sales-tiles.tsx';
import { WonByPerson } from './won-by-person.tsx';
import { WonByProduct, WonByQuarter, WonByTeam, WhyLost } from './won-charts.tsx';
import classes from './reports.module.css';

const allYears = 'all';

/** Returns the years in which deals closed, newest first. */
function useYears(): readonly string[] {
  const closed = useReport({
    entity: 'crm/deal',
    where: { field: 'closedOn', op: 'is-not-empty' },
    groupBy: [{ field: 'closedOn', bucket: 'year' }],
    measures: [{ name: 'deals', fn: 'count' }],
  });
  return useMemo(
    () =>
      (closed.data?.rows ?? [])
        .flatMap((row) => (typeof row.groups[0] === 'string' ? [row.groups[0].slice(0, 4)] : []))
        .sort()
        .toReversed(),
    [closed.data],
  );
}

/** Sales in figures: each title is a question, and each number links to its records. */
export function ReportsPage() {
  const formats = useFormats();
  const navigate = useNavigate();
  const { sync } = useLiveState();
  const years = useYears();
  const [chosen, setYear] = useState<string>();
  const year = chosen ?? years[0] ?? allYears;
  const period = useMemo<Period>(
    () =>
      year === allYears
        ? { label: 'all years', where: undefined }
        : { label: year, year, where: { field: 'closedOn', op: 'between', value: [`${year}-01-01`, `${year}-12-31`] } },
    [year],
  );
  const isComplete = sync !== undefined && !sync.firstSync;
  return (
    <>
      <ViewBar
        title="Sales"
        summary={isComplete ? 'over all deals that you may see' : 'records are still on their way: figures will grow'}
        secondary={
          <>
            <Select
              size="xs"
              w={120}
              aria-label="Period"
              allowDeselect={false}
              data={[...years.map((one) => ({ value: one, label: one })), { value: allYears, label: 'All years' }]}
              value={year}
              onChange={(next) => setYear(next ?? undefined)}
            />
            <IconButton icon="print" label="Print" size={32} onClick={() => window.print()} />
          </>
        }
      />
      <FirstSync />
      {years.length === 0 ? (
        <EmptyState icon="chart" title="No closed deals yet" onImport={() => void navigate({ to: '/import' })}>
          Won and lost deals are counted here, by {formats.list(['quarter', 'person', 'product', 'team'])}.
        </EmptyState>
      ) : (
        <div className={classes.page}>
          <SalesTiles period={period} />
          <div className={classes.charts}>
            <WonByQuarter period={period} />
            <WonByProduct period={period} />
            <WonByPerson period={period} />
            <div className={classes.stack}>
              <WonByTeam period={period} />
              <WhyLost period={period} />
            </div>
          </div>
        </div>
      )}
    </>
  );
}
