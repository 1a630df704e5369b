import type { DeclaredDashboard } from './dashboard-definition.ts';
import { type ForecastOfKind, forecastNames } from './forecast.ts';
import type { DeclaredReport, NamedReport } from './report-definition.ts';

/** The reports that the views of one kind of record declare. `on`: the kind's name. */
type ReportsOfKind = { readonly on: string; readonly reports?: readonly DeclaredReport[] };

/** Returns the reports that packs declare, in the order of their kinds. */
export const declaredReports = (views: Iterable<ReportsOfKind>): readonly NamedReport[] =>
  [...views].flatMap(({ on, reports = [] }) =>
    reports.map(({ id, name, ...report }) => ({ ...report, entity: on, name: `${on}/${id}`, label: name })),
  );

/**
 * Returns the dashboards of packs by name. Throws for a dashboard of another pack's name, for two of one name, and for a tile or the
 * targets of a report that no pack declares.
 */
export function dashboardsOf(
  packs: readonly { readonly name: string; readonly dashboards?: readonly DeclaredDashboard[] }[],
  views: readonly (ReportsOfKind & ForecastOfKind)[],
): ReadonlyMap<string, DeclaredDashboard> {
  const reports = [...declaredReports(views).map(({ name }) => name), ...views.flatMap(forecastNames)];
  const twice = reports.find((name, place) => reports.indexOf(name) !== place);
  if (twice !== undefined) throw new Error(`Report ${twice} is declared twice`);
  const targets = [...declaredReports(views).map(({ options }) => options?.target), ...views.map(({ forecast }) => forecast?.target)]; // prettier-ignore
  const unknown = targets.find((name) => name !== undefined && !reports.includes(name));
  if (unknown !== undefined) throw new Error(`No pack declares the report ${unknown}, whose targets others show`);
  const found = new Map<string, DeclaredDashboard>();
  for (const { name: pack, dashboards = [] } of packs)
    for (const one of dashboards) {
      if (!one.name.startsWith(`${pack}/`)) throw new Error(`Dashboard ${one.name} is declared by pack ${pack}`);
      if (found.has(one.name)) throw new Error(`Dashboard ${one.name} is declared twice`);
      const missing = one.tiles.find(({ report }) => !reports.includes(report));
      if (missing) throw new Error(`Dashboard ${one.name}: no pack declares the report ${missing.report}`);
      found.set(one.name, one);
    }
  return found;
}
