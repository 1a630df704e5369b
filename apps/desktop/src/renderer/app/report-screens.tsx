import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { ScreenBoundary } from './screen-boundary.tsx';

const TargetsPage = lazy(async () => ({ default: (await import('../targets/targets-page.tsx')).TargetsPage }));
const ReportPage = lazy(async () => ({ default: (await import('../reports/builder/report-page.tsx')).ReportPage }));
const DashboardPage = lazy(async () => ({
  default: (await import('../reports/dashboard/dashboard-page.tsx')).DashboardPage,
}));

/** A report at its address. */
export function OneReport() {
  const { _splat: id = '' } = useParams({ from: '/reports/report/$' });
  const { of } = useSearch({ from: '/reports/report/$' });
  return (
    <ScreenBoundary key={id}>
      <Suspense>
        <ReportPage id={id} of={of} />
      </Suspense>
    </ScreenBoundary>
  );
}

/** The targets of a year. */
export function Targets() {
  const search = useSearch({ from: '/reports/targets' });
  const navigate = useNavigate({ from: '/reports/targets' });
  return (
    <ScreenBoundary>
      <Suspense>
        <TargetsPage
          search={search}
          onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
        />
      </Suspense>
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
      <Suspense>
        <DashboardPage
          id={id}
          search={search}
          onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
        />
      </Suspense>
    </ScreenBoundary>
  );
}
