import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import {
  type DashboardPeriod,
  dashboardPeriodSchema,
  type Tile,
  tilesSchema,
} from '@outpost/domain/kernel/reports/dashboard-definition';
import { declaredReports } from '@outpost/domain/kernel/reports/declared-reports';
import { forecastReports } from '@outpost/domain/kernel/reports/forecast';
import { type ReportDefinition, reportDefinitionSchema } from '@outpost/domain/kernel/reports/report-definition';
import type { ShownRecord } from '../bridge/contract.ts';

/** The kinds of record of reports and dashboards. */
export const reportKind = 'platform/report';
export const dashboardKind = 'platform/dashboard';

/** A report that a person can open. `id`: of its record, or the name by which a pack declares it. */
export type ReportEntry = {
  readonly id: string;
  readonly name: string;
  /** Undefined if this build cannot read it, for example because a later build wrote it. */
  readonly definition: ReportDefinition | undefined;
  /** The record of a saved report. Undefined for a declared one. */
  readonly saved?: ShownRecord;
};

/** A dashboard that a person can open. */
export type DashboardEntry = {
  readonly id: string;
  readonly name: string;
  readonly tiles: readonly Tile[];
  readonly period: DashboardPeriod | undefined;
  readonly saved?: ShownRecord;
};

const nameOf = ({ fields: { name } }: ShownRecord): string => (typeof name === 'string' ? name : '');

/** Returns the definition that a report's record stores. Undefined if a part of it cannot be read. */
function definitionOf({ fields }: ShownRecord): ReportDefinition | undefined {
  const { forEntity, where, measures, groups, period, chart, options } = fields;
  const filled = Object.entries({ where, period, options }).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return reportDefinitionSchema.safeParse({
    entity: forEntity,
    measures,
    groups: groups ?? [],
    chart,
    ...Object.fromEntries(filled),
  }).data;
}

/** Returns the report in a record. */
export const readReport = (record: ShownRecord): ReportEntry => ({
  id: record.id,
  name: nameOf(record),
  definition: definitionOf(record),
  saved: record,
});

/** Returns the dashboard in a record. Tiles that this build cannot read are left out. */
export function readDashboard(record: ShownRecord): DashboardEntry {
  const { tiles, period } = record.fields;
  return {
    id: record.id,
    name: nameOf(record),
    tiles: tilesSchema.safeParse(tiles ?? []).data ?? [],
    period: dashboardPeriodSchema.safeParse(period).data,
    saved: record,
  };
}

/** Returns the reports that packs declare, each under its declared name. */
export const declaredReportEntries = (catalogue: Catalogue): readonly ReportEntry[] =>
  [...declaredReports(catalogue.views.values()), ...forecastReports(catalogue)].map(
    ({ name, label, ...definition }) => ({ id: name, name: label, definition }),
  );
