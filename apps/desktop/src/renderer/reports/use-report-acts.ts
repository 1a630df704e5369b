import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { DashboardPeriod, Tile } from '@outpost/domain/kernel/reports/dashboard-definition';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useActs } from '../queries/use-acts.ts';
import { type RecordAudience, audienceParts, firstForOf } from '../records/sharing/audience.ts';
import { asJson, type ReportDraft } from './report-draft.ts';
import { type DashboardEntry, dashboardKind, reportKind } from '../../reports/report-entry.ts';

/** The parts of a dashboard that its panel changes. */
export type DashboardChanges = {
  readonly name?: string;
  readonly audience?: RecordAudience;
  readonly firstFor?: readonly string[];
  readonly tiles?: readonly Tile[];
  /** Null: each report has its own. */
  readonly period?: DashboardPeriod | null;
};

type JsonFields = Readonly<Record<string, JsonValue>>;

/** The acts on reports and dashboards, each with undo. */
export type ReportActs = {
  /** Returns the id of the new report, or undefined if it was refused. */
  readonly createReport: (draft: ReportDraft) => Promise<string | undefined>;
  /** Writes only the changed parts: another device may have changed the others meanwhile. Returns whether it was saved. */
  readonly saveReport: (record: ShownRecord, draft: ReportDraft, start: ReportDraft) => Promise<boolean>;
  /** Returns the id of the new dashboard, or undefined if it was refused. */
  readonly createDashboard: (
    name: string,
    tiles: readonly Tile[],
    period?: DashboardPeriod,
  ) => Promise<string | undefined>;
  readonly changeDashboard: (
    dashboard: DashboardEntry & { readonly saved: ShownRecord },
    changes: DashboardChanges,
    label: string,
  ) => Promise<boolean>;
  readonly remove: (entry: { readonly name: string; readonly saved: ShownRecord }) => Promise<boolean>;
};

/** Returns the fields of a report's record. Null: the part is empty. */
const fieldsOfDraft = ({ name, definition }: ReportDraft): JsonFields => {
  const { where, measures, groups, period, chart, options } = definition;
  return {
    name: name.trim(),
    where: where === undefined ? null : asJson(where),
    measures: asJson(measures),
    groups: groups.length === 0 ? null : asJson(groups),
    period: period === undefined ? null : asJson(period),
    chart,
    options: options === undefined ? null : asJson(options),
  };
};

const filledIn = (fields: JsonFields): JsonFields =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  );

/** Returns the acts on reports and dashboards. An act ends when their lists have been read again. */
export function useReportActs(): ReportActs {
  const { perform } = useActs();
  const client = useQueryClient();
  const performed = useCallback(
    async (kind: string, request: Parameters<typeof perform>[0]) => {
      const ids = await perform({ ...request, label: cutLabel(request.label) });
      if (ids) await client.invalidateQueries({ queryKey: ['records.list', kind] });
      return ids;
    },
    [perform, client],
  );
  const createReport = useCallback<ReportActs['createReport']>(
    async (draft) => {
      const { teamId, fields } = audienceParts(draft.audience);
      const filled = filledIn({ ...fieldsOfDraft(draft), forEntity: draft.definition.entity, ...fields });
      const ids = await performed(reportKind, {
        label: `Saved the report “${draft.name.trim()}”`,
        edits: [{ entity: reportKind, create: { teamId, fields: filled } }],
      });
      return ids?.[0];
    },
    [performed],
  );
  const changed = useCallback(
    async (record: ShownRecord, wished: JsonFields, label: string) => {
      const now: JsonFields = { ...record.fields, teamId: record.teamId, firstFor: asJson(firstForOf(record)) };
      const fields = Object.fromEntries(
        Object.entries(wished).filter(([name, value]) => !sameJson(now[name] ?? null, value)),
      );
      if (Object.keys(fields).length === 0) return true;
      return (
        (await performed(record.entity, { label, edits: [{ entity: record.entity, id: record.id, fields }] })) !==
        undefined
      );
    },
    [performed],
  );
  const saveReport = useCallback<ReportActs['saveReport']>(
    (record, draft, start) => {
      const before = fieldsOfDraft(start);
      const own = Object.entries(fieldsOfDraft(draft)).filter(
        ([name, value]) => !sameJson(before[name] ?? null, value),
      );
      const isOpened = !sameJson(asJson(draft.audience), asJson(start.audience));
      const { teamId, fields } = audienceParts(draft.audience);
      return changed(
        record,
        { ...Object.fromEntries(own), ...(isOpened ? { ...fields, teamId } : {}) },
        `Changed the report “${draft.name.trim()}”`,
      );
    },
    [changed],
  );
  const createDashboard = useCallback<ReportActs['createDashboard']>(
    async (name, tiles, period) => {
      const fields = filledIn({ name, tiles: asJson(tiles), period: period === undefined ? null : asJson(period) });
      const ids = await performed(dashboardKind, {
        label: `Added the dashboard “${name}”`,
        edits: [{ entity: dashboardKind, create: { teamId: null, fields } }],
      });
      return ids?.[0];
    },
    [performed],
  );
  const changeDashboard = useCallback<ReportActs['changeDashboard']>(
    ({ saved }, { name, audience, firstFor, tiles, period }, label) => {
      const opened = audience === undefined ? undefined : audienceParts(audience);
      return changed(
        saved,
        {
          ...(name === undefined ? {} : { name }),
          ...(opened === undefined ? {} : { ...opened.fields, teamId: opened.teamId }),
          ...(firstFor === undefined ? {} : { firstFor: asJson(firstFor) }),
          ...(tiles === undefined ? {} : { tiles: asJson(tiles) }),
          ...(period === undefined ? {} : { period: asJson(period) }),
        },
        label,
      );
    },
    [changed],
  );
  const remove = useCallback<ReportActs['remove']>(
    async ({ name, saved: { id, entity } }) => {
      const kind = entity === reportKind ? 'report' : 'dashboard';
      const edits = [{ entity, id, fields: { life: 'deleted' } }];
      return (await performed(entity, { label: `Deleted the ${kind} “${name}”`, edits })) !== undefined;
    },
    [performed],
  );
  return { createReport, saveReport, createDashboard, changeDashboard, remove };
}
