import { apiLines } from './api-lines.ts';
import { appLines } from './app-lines.ts';
import type { RouteLine } from './route-line.ts';

/** A request of each documented route that needs a session, and the roles that it admits, in the order in which they are sent. */
export const routeLines: readonly RouteLine[] = [...apiLines, ...appLines];
