import { apiPath } from '@outpost/domain/kernel/access/api-path';
import { isInApi } from '../../http/api/app-paths.ts';
import { openRoutes } from './open-routes.ts';

/** Returns the route under `/api/v1` that does the same as a route of the app ("GET /me/sessions"); undefined where there is none. */
export function routeInApi(route: string): string | undefined {
  const [method = '', path = ''] = route.split(' ');
  return isInApi({ path }) && !(route in openRoutes) ? `${method} ${apiPath(path)}` : undefined;
}
