import { createRootRoute, Outlet } from '@tanstack/react-router';
import { NothingHere } from './nothing-here.tsx';
import { Shell } from './shell.tsx';

/** The route of every page: the rail, the sync indicator, and the page next to them. */
export const rootRoute = createRootRoute({
  component: () => (
    <Shell>
      <Outlet />
    </Shell>
  ),
  notFoundComponent: NothingHere,
});
