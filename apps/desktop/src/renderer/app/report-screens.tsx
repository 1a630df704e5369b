import { loadable, LoadBoundary } from '@outpost/ui/loading/loadable';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ScreenBoundary } from './screen-boundary.tsx';

const TargetsPage = loadable(async () => (await import('../targets/targets-page.tsx')).TargetsPage);
const ReportPage = loadable(async () => (await import('../reports/builder/report-page.tsx')).ReportPage);
const DashboardPage = loadable(async () => (await import('../reports/dashboard/dashboard-page.tsx')).DashboardPage);

/** A report at its address. */
export function OneReport() {
  const { _splat: id = '' } = useParams({ from: '/reports/report/$' });
  const { of } = useSearch({ from: '/reports/report/$' });
  return (
    <ScreenBoundary key={id}>
      <LoadBoundary>
        <ReportPage id={id} of={of} />
      </LoadBoundary>
    </ScreenBoundary>
  );
}

/** The targets of a year. */
export function Targets() {
  const search = useSearch({ from: '/reports/targets' });
  const navigate = useNavigate({ from: '/reports/targets' });
  return (
    <ScreenBoundary>
      <LoadBoundary>
        <TargetsPage
          search={search}
          onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
        />
      </LoadBoundary>
    </ScreenBoundary>
  );
}

/** A dashboard at its address. */
export function OneDashboard() {
  const { _splat: id = '' } = useParams({ from: '/reports/dashboard/$' });
  const search = useSearch({ from: '/reports/dashboard/$' });
  const navigate = useNavigate({ from: '/reports/dashboard/$' });
  return (
    <ScreenBoundary key={id}>
      <LoadBoundary>
        <DashboardPage
          id={id}
          search={search}
          onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
        />
      </LoadBoundary>
    </ScreenBoundary>
  );
}
