import {
  type RouterHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  useNavigate,
  useParams,
  useSearch,
} from '@tanstack/react-router';
import { idSchema } from '@outpost/domain/kernel/ids';
import { lazy, Suspense } from 'react';
import { z } from 'zod';
import { calendarSearchSchema } from '../calendar/calendar-search.ts';
import { CalculationPage } from '../calculate/calculation-page.tsx';
import { helpOrder } from '../help/help-pages.ts';
import { CapturePage } from '../home/capture-page.tsx';
import { useFirstSteps } from '../home/first-steps.tsx';
import { HomePage } from '../home/home-page.tsx';
import { ImportPage } from '../import/import-page.tsx';
import { RecordPage } from '../record/record-page.tsx';
import { useCatalogue, useEntityNamed } from '../records/use-entity.ts';
import { NotificationsPage } from '../notifications/notifications-page.tsx';
import { notificationsSearchSchema } from '../notifications/notifications-address.ts';
import { searchAddressSchema } from '../search/search-address.ts';
import { OneDashboard, OneReport, Targets } from './report-screens.tsx';
import { targetsSearchSchema } from '../targets/targets-search.ts';
import { dashboardSearchSchema, reportSearchSchema } from '../reports/dashboard/dashboard-search.ts';
import { SyncPage } from '../sync/sync-page.tsx';
import { ListPage } from '../lists/list-page.tsx';
import { capturePath } from '../../bridge/shell/shell-port.ts';
import { listSearchSchema } from '../window/list-address.ts';
import { NothingHere } from './nothing-here.tsx';
import { PackPage } from './pack-page.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';
import * as settings from './settings-screens.tsx';
import { Shell } from './shell.tsx';

const DuplicatesPage = lazy(async () => ({
  default: (await import('../merging/duplicates-page.tsx')).DuplicatesPage,
}));
const BinPage = lazy(async () => ({ default: (await import('../bin/bin-page.tsx')).BinPage }));
const SearchPage = lazy(async () => ({ default: (await import('../search/search-page.tsx')).SearchPage }));
const QueuePage = lazy(async () => ({ default: (await import('../queues/queue-page.tsx')).QueuePage }));
const ReportsPage = lazy(async () => ({ default: (await import('../reports/reports-page.tsx')).ReportsPage }));
const CalendarPage = lazy(async () => ({ default: (await import('../calendar/calendar-page.tsx')).CalendarPage }));

const HelpScreen = lazy(async () => ({ default: (await import('../help/help-page.tsx')).HelpScreen }));

const rootRoute = createRootRoute({
  component: () => (
    <Shell>
      <Outlet />
    </Shell>
  ),
  notFoundComponent: NothingHere,
});

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: () => (
    <ScreenBoundary>
      <HomePage />
    </ScreenBoundary>
  ),
});
const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/list/$pack/$name',
  validateSearch: listSearchSchema,
  component: List,
});
const recordRoute = createRoute({ getParentRoute: () => rootRoute, path: '/record/$id', component: Record });
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
      <Suspense>
        <QueuePage />
      </Suspense>
    </ScreenBoundary>
  ),
});
const reportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports',
  component: () => (
    <ScreenBoundary>
      <Suspense>
        <ReportsPage />
      </Suspense>
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

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  validateSearch: z.object({ step: z.string().max(40).optional().catch(undefined) }),
  component: settings.Setup,
});

const fieldsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/fields',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: settings.Fields,
});

const kindsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/kinds',
  component: settings.Kinds,
});

const stagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/stages',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: settings.Stages,
});

const pagesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/pages',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: settings.Pages,
});

const organisationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/organisation',
  component: settings.Organisation,
});

const planRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/plan',
  component: settings.PlanAndOwnership,
});

const securityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/security',
  component: settings.Security,
});

const devicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/devices',
  validateSearch: z.object({ person: idSchema.optional().catch(undefined) }),
  component: settings.DevicesOf,
});

const packsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/packs',
  component: settings.Packs,
});

const packSettingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/of-packs',
  component: settings.PackSettings,
});

const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/people',
  validateSearch: z.object({
    person: idSchema.optional().catch(undefined),
    add: z.boolean().optional().catch(undefined),
    invite: z.boolean().optional().catch(undefined),
  }),
  component: settings.People,
});

const rolesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/roles',
  validateSearch: z.object({ role: idSchema.optional().catch(undefined) }),
  component: settings.Roles,
});

const teamsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/teams',
  component: settings.Teams,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/sign-in',
  component: settings.SignIn,
});

const keysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/keys',
  component: settings.Keys,
});

const journalRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/journal',
  component: settings.Journal,
});

const top = { getParentRoute: () => rootRoute };
const auditReportsRoute = createRoute({ ...top, path: '/settings/audit-reports', component: settings.AuditReports });

const personDataRoute = createRoute({
  ...top,
  path: '/settings/person-data',
  validateSearch: z.object({ record: idSchema.optional().catch(undefined) }),
  component: settings.PersonData,
});

const directoryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/directory',
  component: settings.Directory,
});

const captureRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: capturePath,
  component: () => (
    <ScreenBoundary>
      <CapturePage />
    </ScreenBoundary>
  ),
});

const helpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/help',
  validateSearch: z.object({ page: z.enum(helpOrder).optional().catch(undefined) }),
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
  fieldsRoute,
  kindsRoute,
  stagesRoute,
  pagesRoute,
  calculationRoute,
  packsRoute,
  organisationRoute,
  planRoute,
  securityRoute,
  devicesRoute,
  setupRoute,
  packSettingsRoute,
  peopleRoute,
  rolesRoute,
  teamsRoute,
  signInRoute,
  keysRoute,
  journalRoute,
  auditReportsRoute,
  personDataRoute,
  directoryRoute,
  helpRoute,
  captureRoute,
  packRoute,
]);

/** Creates the router of the pages. Both under a custom protocol and in the browser shell the address is behind the #. */
export const createAppRouter = (history: RouterHistory) => createRouter({ routeTree, history, defaultPreload: false });
export type AppRouter = ReturnType<typeof createAppRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}

function Duplicates() {
  const { pack, name } = useParams({ from: '/duplicates/$pack/$name' });
  const entity = useEntityNamed(`${pack}/${name}`);
  if (!entity?.duplicates || entity.isRetired === true) return <NothingHere />;
  return (
    <ScreenBoundary key={entity.name}>
      <Suspense>
        <DuplicatesPage entity={entity} />
      </Suspense>
    </ScreenBoundary>
  );
}

function Search() {
  const address = useSearch({ from: '/search' });
  const navigate = useNavigate({ from: '/search' });
  return (
    <ScreenBoundary>
      <Suspense>
        <SearchPage
          address={address}
          onAddress={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
        />
      </Suspense>
    </ScreenBoundary>
  );
}

function Bin() {
  const { of } = useSearch({ from: '/bin' });
  const navigate = useNavigate({ from: '/bin' });
  return (
    <ScreenBoundary>
      <Suspense>
        <BinPage kind={of} onKind={(kind) => void navigate({ search: { of: kind } })} />
      </Suspense>
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
  return (
    <ScreenBoundary key={id}>
      <RecordPage id={id} />
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
      <Suspense>
        <CalendarPage
          search={search}
          onSearch={(change, how) =>
            void navigate({ search: (before) => ({ ...before, ...change }), replace: how === 'replace' })
          }
        />
      </Suspense>
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
      <Suspense>
        <HelpScreen
          page={page}
          onPage={(next) => void navigate({ search: { page: next } })}
          onFirstSteps={firstSteps.show}
        />
      </Suspense>
    </ScreenBoundary>
  );
}
