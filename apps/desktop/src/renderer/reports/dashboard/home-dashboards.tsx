import { useMemo } from 'react';
import { DashboardTiles } from './dashboard-tiles.tsx';
import type { DashboardEntry } from '../report-entry.ts';
import { useDashboardSpan } from '../use-years.ts';
import { useHomeDashboards, useReportEntries } from '../use-reports.ts';
import classes from '../reports.module.css';

/** The dashboards that administrators have put on the home page of the person's roles. */
export function HomeDashboards() {
  return useHomeDashboards().map((dashboard) => <OnHome key={dashboard.id} dashboard={dashboard} />);
}

function OnHome({ dashboard: { id, name, tiles, period } }: { readonly dashboard: DashboardEntry }) {
  const names = useMemo(() => tiles.map(({ report }) => report), [tiles]);
  const entries = useReportEntries(names);
  const { span, isWaiting } = useDashboardSpan(entries, period);
  const narrowed = useMemo(() => (span === undefined ? {} : { span }), [span]);
  return (
    <section className={classes.list} aria-labelledby={`home-${id}`}>
      <h2 id={`home-${id}`}>
        <a href={`#/reports/dashboard/${id}`}>{name}</a>
      </h2>
      {isWaiting ? null : <DashboardTiles tiles={tiles} entries={entries} narrowed={narrowed} />}
    </section>
  );
}
