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
import { Button } from '@outpost/ui/parts/button';
import { StateBlock } from '@outpost/ui/states/state-block';
import { Suspense } from 'react';
import { z } from 'zod';
import { CalculationPage } from '../calculate/calculation-page.tsx';
import { HomePage } from '../home/home-page.tsx';
import { ImportPage } from '../import/import-page.tsx';
import { RecordPage } from '../record/record-page.tsx';
import { useCatalogue, useEntityNamed } from '../records/use-entity.ts';
import { FieldsPage } from '../settings/fields-page.tsx';
import { PackSettingsPage } from '../settings/pack-settings-page.tsx';
import { PacksPage } from '../settings/packs-page.tsx';
import { usePackPage } from '../slots/use-slots.tsx';
import { SyncPage } from '../sync/sync-page.tsx';
import { ListPage } from '../lists/list-page.tsx';
import { listSearchSchema } from '../window/list-address.ts';
import { ScreenBoundary } from './screen-boundary.tsx';
import { Shell } from './shell.tsx';

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
  component: () => (
    <ScreenBoundary>
      <SyncPage />
    </ScreenBoundary>
  ),
});
/** The form of a calculation (T-18). */
const calculationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calculate/$pack/$name',
  component: Calculation,
});
/** The pages of packs, by their addresses (T-21). */
const packRoute = createRoute({ getParentRoute: () => rootRoute, path: '$', component: PackPage });

const fieldsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/fields',
  validateSearch: z.object({ of: z.string().max(120).optional().catch(undefined) }),
  component: Fields,
});

const packsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/packs',
  component: () => (
    <ScreenBoundary>
      <PacksPage />
    </ScreenBoundary>
  ),
});

const packSettingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/of-packs',
  component: () => (
    <ScreenBoundary>
      <PackSettingsPage />
    </ScreenBoundary>
  ),
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  listRoute,
  recordRoute,
  importRoute,
  syncRoute,
  fieldsRoute,
  calculationRoute,
  packsRoute,
  packSettingsRoute,
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

function Fields() {
  const { of } = useSearch({ from: '/settings/fields' });
  const navigate = useNavigate({ from: '/settings/fields' });
  return (
    <ScreenBoundary>
      <FieldsPage kind={of ?? ''} onKind={(kind) => void navigate({ search: { of: kind } })} />
    </ScreenBoundary>
  );
}

function PackPage() {
  const { _splat: path } = useParams({ from: '/$' });
  const page = usePackPage(`/${path ?? ''}`);
  if (!page) return <NothingHere />;
  return (
    <ScreenBoundary key={path}>
      <Suspense>{page}</Suspense>
    </ScreenBoundary>
  );
}

function NothingHere() {
  const navigate = useNavigate();
  return (
    <StateBlock
      icon="help"
      title="Nothing is here"
      actions={<Button onClick={() => void navigate({ to: '/' })}>Go home</Button>}
    >
      This address leads nowhere.
    </StateBlock>
  );
}
