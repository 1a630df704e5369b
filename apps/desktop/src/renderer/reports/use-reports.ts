import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { isId } from '@outpost/domain/kernel/ids';
import type { DeclaredDashboard } from '@outpost/domain/kernel/reports/dashboard-definition';
import type { Principal } from '@outpost/domain/kernel/access/access';
import { useMemo } from 'react';
import type { CallInput, ShownRecord } from '../../bridge/contract.ts';
import { useRecordAnswers, useRecordList } from '../queries/record-queries.ts';
import { firstForOf, offeredTo } from '../records/sharing/audience.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import {
  type DashboardEntry,
  dashboardKind,
  declaredReportEntries,
  readDashboard,
  readReport,
  type ReportEntry,
  reportKind,
} from '../../reports/report-entry.ts';

/** Chosen: the most reports, and the most dashboards, that the page lists by name. */
const mostListed = 500;

/** Returns the question for the reports or the dashboards that a person is offered. */
export const offeredQuestion = (entity: string, principal: Pick<Principal, 'memberships'>) =>
  ({
    entity,
    where: offeredTo(principal),
    sort: [{ field: 'name', direction: 'asc' }],
    limit: mostListed,
  }) satisfies CallInput<'records.list'>;

const declaredDashboard = ({ name, label, tiles, period }: DeclaredDashboard): DashboardEntry => ({
  id: name,
  name: label,
  tiles,
  period,
});
const declaredDashboardEntries = ({ dashboards }: Catalogue): readonly DashboardEntry[] =>
  [...dashboards.values()].map(declaredDashboard);

/** Whether this build and organisation have reports as records: an older server's catalogue may lack the kinds. */
const useOffered = (kind: string, isOff: boolean): readonly ShownRecord[] | undefined => {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { data, isError } = useRecordList(offeredQuestion(kind, principal), {
    isOff: isOff || !catalogue.entities.has(kind),
  });
  return isError ? none : data?.rows;
};
const none: readonly ShownRecord[] = [];

type Options = { readonly isOff?: boolean };

/** Returns the reports that the person is offered: saved ones by name, then those of packs. Undefined until they are read. */
export function useReports({ isOff = false }: Options = {}): readonly ReportEntry[] | undefined {
  const catalogue = useCatalogue();
  const rows = useOffered(reportKind, isOff);
  return useMemo(() => rows && [...rows.map(readReport), ...declaredReportEntries(catalogue)], [rows, catalogue]);
}

/** Returns the dashboards that the person is offered: saved ones by name, then those of packs. Undefined until they are read. */
export function useDashboards({ isOff = false }: Options = {}): readonly DashboardEntry[] | undefined {
  const catalogue = useCatalogue();
  const rows = useOffered(dashboardKind, isOff);
  return useMemo(() => rows && [...rows.map(readDashboard), ...declaredDashboardEntries(catalogue)], [rows, catalogue]);
}

/** Returns the dashboards on the home page of people with the person's roles: those of administrators, then those of packs. */
export function useHomeDashboards(): readonly DashboardEntry[] {
  const catalogue = useCatalogue();
  const { memberships } = usePrincipal();
  const rows = useOffered(dashboardKind, false);
  return useMemo(() => {
    const roles = new Set(memberships.map(({ role }) => role));
    const chosen = (rows ?? []).filter((row) => firstForOf(row).some((role) => roles.has(role))).map(readDashboard);
    const ofPacks = [...catalogue.dashboards.values()].filter(({ homeOf = [] }) =>
      homeOf.some((role) => roles.has(role)),
    );
    // A dashboard that an administrator has put on the home page replaces those of the packs.
    return chosen.length > 0 || rows === undefined ? chosen : ofPacks.map(declaredDashboard);
  }, [rows, memberships, catalogue]);
}

/** Returns the records of these ids of a kind, by id: `'gone'` if one is deleted or this device does not have it. */
function useHeld(kind: string, names: readonly string[]): ReadonlyMap<string, ShownRecord | 'gone' | undefined> {
  const ids = useMemo(() => [...new Set(names.filter(isId))], [names]);
  const answers = useRecordAnswers(ids);
  return useMemo(
    () =>
      new Map(
        ids.map((id, place) => {
          const answer = answers[place];
          if (answer === undefined || answer === 'gone') return [id, answer];
          return [id, answer.record.entity === kind && answer.record.life === 'alive' ? answer.record : 'gone'];
        }),
      ),
    [kind, ids, answers],
  );
}

/** Returns reports by their ids or declared names, in order. `'gone'`: deleted, or not shared with the person. */
export function useReportEntries(names: readonly string[]): readonly (ReportEntry | 'gone' | undefined)[] {
  const catalogue = useCatalogue();
  const held = useHeld(reportKind, names);
  return useMemo(() => {
    const declared = declaredReportEntries(catalogue);
    return names.map((name) => {
      if (!isId(name)) return declared.find(({ id }) => id === name) ?? 'gone';
      const record = held.get(name);
      return record === undefined || record === 'gone' ? record : readReport(record);
    });
  }, [catalogue, names, held]);
}

/** Returns a report by its id or declared name. `'gone'`: it is deleted, or not shared with the person. */
export function useReportEntry(id: string): ReportEntry | 'gone' | undefined {
  const names = useMemo(() => [id], [id]);
  return useReportEntries(names)[0];
}

/** Returns a dashboard by its id or declared name. `'gone'`: it is deleted, or not shared with the person. */
export function useDashboardEntry(id: string): DashboardEntry | 'gone' | undefined {
  const catalogue = useCatalogue();
  const names = useMemo(() => [id], [id]);
  const held = useHeld(dashboardKind, names).get(id);
  return useMemo(() => {
    if (!isId(id)) return declaredDashboardEntries(catalogue).find((one) => one.id === id) ?? 'gone';
    return held === undefined || held === 'gone' ? held : readDashboard(held);
  }, [catalogue, id, held]);
}
