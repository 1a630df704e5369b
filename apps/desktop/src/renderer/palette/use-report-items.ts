import type { PaletteItem } from '@outpost/ui/frame/command-palette';
import { useMemo } from 'react';
import { useOpenReports } from '../reports/use-open-reports.ts';
import { useDashboards, useReports } from '../reports/use-reports.ts';

/** Returns the dashboards and reports that the person is offered as items of the palette. Reads nothing while `isOff`. */
export function useReportItems(options: { readonly isOff: boolean }): readonly PaletteItem[] {
  const open = useOpenReports();
  const reports = useReports(options);
  const dashboards = useDashboards(options);
  return useMemo(
    () => [
      ...(dashboards ?? []).map(({ id, name }) => ({
        id: `dashboard ${id}`,
        icon: 'dashboard',
        title: name,
        detail: 'Dashboard',
        run: () => open.dashboard(id),
      })),
      ...(reports ?? []).map(({ id, name }) => ({
        id: `report ${id}`,
        icon: 'chart',
        title: name,
        detail: 'Report',
        run: () => open.report(id),
      })),
    ],
    [open, reports, dashboards],
  );
}
