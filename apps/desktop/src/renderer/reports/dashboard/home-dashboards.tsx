import { Button } from '@outpost/ui/parts/button';
import type { DashboardPeriod } from '@outpost/domain/kernel/reports/dashboard-definition';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { useMemo } from 'react';
import { DashboardTiles } from './dashboard-tiles.tsx';
import type { DashboardEntry } from '../../../reports/report-entry.ts';
import { useDashboardSpan } from '../use-years.ts';
import { useHomeDashboards, useReportEntries } from '../use-reports.ts';
import { useFold } from '../../queries/use-fold.ts';
import classes from '../reports.module.css';

type Props = {
  /** Replaces the period of the dashboards. */
  readonly period?: DashboardPeriod | undefined;
  /** Further filters of reports by their kinds of record. */
  readonly filters?: ReadonlyMap<string, Filter>;
  /** The page is long: the tiles after the first two are folded until the person unfolds them. */
  readonly isLong?: boolean;
};

/** Chosen: one row of the page. */
const firstTiles = 2;
const noFilters: ReadonlyMap<string, Filter> = new Map();

/** The dashboards that administrators have put on the home page of the person's roles. */
export function HomeDashboards(props: Props) {
  return useHomeDashboards().map((dashboard) => <OnHome key={dashboard.id} {...props} dashboard={dashboard} />);
}

function OnHome({
  dashboard: { id, name, tiles, period },
  period: chosen,
  filters = noFilters,
  isLong = false,
}: Props & { readonly dashboard: DashboardEntry }) {
  const [isFolded, fold] = useFold(`dashboard/${id}`, true);
  const canFold = isLong && tiles.length > firstTiles;
  const shown = useMemo(() => (canFold && isFolded !== false ? tiles.slice(0, firstTiles) : tiles), [canFold, isFolded, tiles]); // prettier-ignore
  const names = useMemo(() => shown.map(({ report }) => report), [shown]);
  const entries = useReportEntries(names);
  const { span, isWaiting } = useDashboardSpan(entries, chosen ?? period);
  const narrowed = useMemo(
    () => (kind: string) => ({ ...(span === undefined ? {} : { span }), where: filters.get(kind) }),
    [span, filters],
  );
  return (
    <section className={classes.list} aria-labelledby={`home-${id}`}>
      <h2 id={`home-${id}`}>
        <a href={`#/reports/dashboard/${id}`}>{name}</a>
      </h2>
      {isWaiting ? null : <DashboardTiles tiles={shown} entries={entries} narrowed={narrowed} />}
      {canFold ? (
        <div>
          <Button
            size="sm"
            variant="quiet"
            icon={isFolded === false ? 'chevron-up' : 'chevron-down'}
            onClick={() => fold(isFolded === false)}
          >
            {isFolded === false ? `Show fewer reports of “${name}”` : `Show all ${tiles.length} reports of “${name}”`}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
