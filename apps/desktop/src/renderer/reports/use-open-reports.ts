import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { DashboardSearch } from './dashboard-search.ts';

/** Opens the pages of reports. `id`: of a record, or a declared name. */
export type OpenReports = {
  readonly all: () => void;
  readonly report: (id: string) => void;
  /** `of`: the kind of record that it counts. */
  readonly newReport: (of?: string) => void;
  /** `of`: the report that the targets are for. */
  readonly targets: (of?: string) => void;
  readonly dashboard: (id: string, search?: DashboardSearch) => void;
};

/** Returns the functions that open the pages of reports. */
export function useOpenReports(): OpenReports {
  const navigate = useNavigate();
  return useMemo(
    () => ({
      all: () => void navigate({ to: '/reports' }),
      report: (id) => void navigate({ to: '/reports/report/$', params: { _splat: id } }),
      newReport: (of) =>
        void navigate({
          to: '/reports/report/$',
          params: { _splat: 'new' },
          ...(of === undefined ? {} : { search: { of } }),
        }),
      targets: (of) => void navigate({ to: '/reports/targets', search: of === undefined ? {} : { of } }),
      dashboard: (id, search = {}) => void navigate({ to: '/reports/dashboard/$', params: { _splat: id }, search }),
    }),
    [navigate],
  );
}
