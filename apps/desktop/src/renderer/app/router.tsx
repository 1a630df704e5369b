import { loadable, LoadBoundary } from '@outpost/ui/loading/loadable';
import {
  type RouterHistory,
  createRoute,
  createRouter,
  useNavigate,
  useParams,
  useSearch,
} from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import { z } from 'zod';
import { calendarSearchSchema } from '../calendar/calendar-search.ts';
import { CalculationPage } from '../calculate/calculation-page.tsx';
import { CapturePage } from '../home/capture-page.tsx';
import { useFirstSteps } from '../home/first-steps.tsx';
import { HomePage } from '../home/home-page.tsx';
import { homeSearchSchema } from '../home/narrowing/home-search.ts';
import { ImportPage } from '../import/import-page.tsx';
import { recordSearchSchema } from '../record/record-address.ts';
import { RecordPage } from '../record/record-page.tsx';
import { useCatalogue, useEntityNamed } from '../records/use-entity.ts';
import { NotificationsPage } from '../notifications/notifications-page.tsx';
import { notificationsSearchSchema } from '../notifications/notifications-address.ts';
import { type SearchAddress, searchAddressSchema } from '../search/search-address.ts';
import { OneDashboard, OneReport, Targets } from './report-screens.tsx';
import { targetsSearchSchema } from '../targets/targets-search.ts';
import { dashboardSearchSchema, reportSearchSchema } from '../reports/dashboard-search.ts';
import { SyncPage } from '../sync/sync-page.tsx';
import { ListPage } from '../lists/list-page.tsx';
import { capturePath, followingPath } from '../../bridge/shell/shell-port.ts';
import { listSearchSchema } from '../window/list-address.ts';
import { NothingHere } from './nothing-here.tsx';
import { PackPage } from './pack-page.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import { rootRoute } from './root-route.tsx';
import { settingsRoutes } from './settings-routes.ts';

const DuplicatesPage = loadable(async () => (await import('../merging/duplicates-page.tsx')).DuplicatesPage);
const BinPage = loadable(async () => (await import('../bin/bin-page.tsx')).BinPage);
const SearchPage = loadable(async () => (await import('../search/search-page.tsx')).SearchPage);
const QueuePage = loadable(async () => (await import('../queues/queue-page.tsx')).QueuePage);
const ReportsPage = loadable(async () => (await import('../reports/reports-page.tsx')).ReportsPage);
const CalendarPage = loadable(async () => (await import('../calendar/calendar-page.tsx')).CalendarPage);

const HelpScreen = loadable(async () => (await import('../help/help-page.tsx')).HelpScreen);

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: homeSearchSchema,
  component: Home,
});
const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/list/$pack/$name',
  validateSearch: listSearchSchema,
  component: List,
});
const recordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/record/$id',
  validateSearch: recordSearchSchema,
  component: Record,
});
const importRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/import',
  component: () => (
    <ScreenBoundary>
      <ImportPage />
    </ScreenBoundary>
  ),
});
const syncRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sync',
  validateSearch: z.object({ entry: z.string().max(200).optional().catch(undefined) }),
  component: Sync,
});
const notificationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/notifications',
  validateSearch: notificationsSearchSchema,
  component: Notifications,
});
const calendarRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calendar',
  validateSearch: calendarSearchSchema,
  component: CalendarOfAll,
});
const queueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/queue',
  component: () => (
    <ScreenBoundary>
      <LoadBoundary>
        <QueuePage />
      </LoadBoundary>
    </ScreenBoundary>
  ),
});
const reportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports',
  component: () => (
    <ScreenBoundary>
      <LoadBoundary>
        <ReportsPage />
      </LoadBoundary>
    </ScreenBoundary>
  ),
});
/** A report by the id of its record, by the name that a pack declares, or "new". */
const reportRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports/report/$',
  validateSearch: reportSearchSchema,
  component: OneReport,
});
const targetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports/targets',
  validateSearch: targetsSearchSchema,
  component: Targets,
});
const dashboardRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports/dashboard/$',
  validateSearch: dashboardSearchSchema,
  component: OneDashboard,
});
const duplicatesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/duplicates/$pack/$name',
  component: Duplicates,
});
const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/search',
  validateSearch: searchAddressSchema,
  component: Search,
});
const binRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bin',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: Bin,
});
/** The form of a calculation (T-18). */
const calculationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calculate/$pack/$name',
  component: Calculation,
});
/** The pages of packs, by their addresses (T-21). */
const packRoute = createRoute({ getParentRoute: () => rootRoute, path: '$', component: PackPage });

const captureRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: capturePath,
  component: () => (
    <ScreenBoundary>
      <CapturePage />
    </ScreenBoundary>
  ),
});

const followingRoute = createRoute({ getParentRoute: () => rootRoute, path: followingPath, component: Following });

const helpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/help',
  validateSearch: z.object({ page: z.string().optional().catch(undefined) }),
  component: Help,
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  listRoute,
  recordRoute,
  importRoute,
  syncRoute,
  notificationsRoute,
  calendarRoute,
  queueRoute,
  reportsRoute,
  targetsRoute,
  reportRoute,
  dashboardRoute,
  duplicatesRoute,
  searchRoute,
  binRoute,
  calculationRoute,
  helpRoute,
  captureRoute,
  followingRoute,
  packRoute,
  ...settingsRoutes,
]);

/** Creates the router of the pages. Both under a custom protocol and in the browser shell the address is behind the #. */
export const createAppRouter = (history: RouterHistory) => createRouter({ routeTree, history, defaultPreload: false });
export type AppRouter = ReturnType<typeof createAppRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}

/** Chosen: the link comes with the window's port, within milliseconds. After this time there is none, as after a reload. */
const linkWithinMs = 1_000;

/** Draws nothing until the link is followed for which the window was opened. Without a link it goes to Home. */
function Following() {
  const navigate = useNavigate();
  useEffect(() => {
    const timer = setTimeout(() => void navigate({ to: '/', replace: true }), linkWithinMs);
    return () => clearTimeout(timer);
  }, [navigate]);
  return null;
}

function Duplicates() {
  const { pack, name } = useParams({ from: '/duplicates/$pack/$name' });
  const entity = useEntityNamed(`${pack}/${name}`);
  if (!entity?.duplicates || entity.isRetired === true) return <NothingHere />;
  return (
    <ScreenBoundary key={entity.name}>
      <LoadBoundary>
        <DuplicatesPage entity={entity} />
      </LoadBoundary>
    </ScreenBoundary>
  );
}

function Search() {
  const address = useSearch({ from: '/search' });
  const navigate = useNavigate({ from: '/search' });
  const onAddress = useCallback(
    (change: Partial<SearchAddress>) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );
  return (
    <ScreenBoundary>
      <LoadBoundary>
        <SearchPage address={address} onAddress={onAddress} />
      </LoadBoundary>
    </ScreenBoundary>
  );
}

function Bin() {
  const { of } = useSearch({ from: '/bin' });
  const navigate = useNavigate({ from: '/bin' });
  return (
    <ScreenBoundary>
      <LoadBoundary>
        <BinPage kind={of} onKind={(kind) => void navigate({ search: { of: kind } })} />
      </LoadBoundary>
    </ScreenBoundary>
  );
}

function List() {
  const { pack, name } = useParams({ from: '/list/$pack/$name' });
  const search = useSearch({ from: '/list/$pack/$name' });
  const navigate = useNavigate({ from: '/list/$pack/$name' });
  const entity = useEntityNamed(`${pack}/${name}`);
  if (!entity || entity.isRetired === true) return <NothingHere />;
  return (
    <ScreenBoundary key={entity.name}>
      <ListPage
        entity={entity}
        search={search}
        onSearch={(change, how) =>
          void navigate({ search: (before) => ({ ...before, ...change }), replace: how === 'replace' })
        }
      />
    </ScreenBoundary>
  );
}

function Record() {
  const { id } = useParams({ from: '/record/$id' });
  const { asOf } = useSearch({ from: '/record/$id' });
  const navigate = useNavigate({ from: '/record/$id' });
  return (
    <ScreenBoundary key={id}>
      <RecordPage id={id} asOf={asOf} onAsOf={(at) => void navigate({ search: { asOf: at }, replace: true })} />
    </ScreenBoundary>
  );
}

function Home() {
  const search = useSearch({ from: '/' });
  const navigate = useNavigate({ from: '/' });
  return (
    <ScreenBoundary>
      <HomePage search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
    </ScreenBoundary>
  );
}

function Sync() {
  const { entry } = useSearch({ from: '/sync' });
  return (
    <ScreenBoundary>
      <SyncPage {...(entry === undefined ? {} : { entry })} />
    </ScreenBoundary>
  );
}

function Notifications() {
  const search = useSearch({ from: '/notifications' });
  const navigate = useNavigate({ from: '/notifications' });
  return (
    <ScreenBoundary>
      <NotificationsPage
        search={search}
        onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
      />
    </ScreenBoundary>
  );
}

function CalendarOfAll() {
  const search = useSearch({ from: '/calendar' });
  const navigate = useNavigate({ from: '/calendar' });
  return (
    <ScreenBoundary>
      <LoadBoundary>
        <CalendarPage
          search={search}
          onSearch={(change, how) =>
            void navigate({ search: (before) => ({ ...before, ...change }), replace: how === 'replace' })
          }
        />
      </LoadBoundary>
    </ScreenBoundary>
  );
}

function Calculation() {
  const { pack, name } = useParams({ from: '/calculate/$pack/$name' });
  const calculation = useCatalogue().calculations.get(`${pack}/${name}`);
  if (!calculation) return <NothingHere />;
  return (
    <ScreenBoundary key={calculation.name}>
      <CalculationPage calculation={calculation} />
    </ScreenBoundary>
  );
}

function Help() {
  const { page } = useSearch({ from: '/help' });
  const firstSteps = useFirstSteps();
  const navigate = useNavigate({ from: '/help' });
  return (
    <ScreenBoundary>
      <LoadBoundary>
        <HelpScreen
          page={page}
          onPage={(next) => void navigate({ search: { page: next } })}
          onFirstSteps={firstSteps.show}
        />
      </LoadBoundary>
    </ScreenBoundary>
  );
}
