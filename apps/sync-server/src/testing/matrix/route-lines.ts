import { apiPath } from '@outpost/domain/kernel/access/api-path';
import { apiLines } from './api-lines.ts';
import { appLines } from './app-lines.ts';
import { routeInApi } from './route-in-api.ts';
import type { RequestParts, RouteLine } from './route-line.ts';

/** A request of each documented route that needs a session, and the roles that it admits, in the order in which they are sent. */
export const routeLines: readonly RouteLine[] = [...apiLines, ...appLines].flatMap((line) => [line, ...inApi(line)]);

/** Returns the line of the same route under `/api/v1`, where the API has it, too. */
function inApi(line: RouteLine): readonly RouteLine[] {
  const route = routeInApi(line.route);
  if (route === undefined) return [];
  const { path: pathOf } = line;
  return [{ ...line, route, ...(pathOf && { path: (asked: RequestParts) => apiPath(pathOf(asked)) }) }];
}
