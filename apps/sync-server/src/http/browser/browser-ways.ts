import type { BrowserWay } from './browser-way.ts';
import { oidcWay, type SsoBrowserPorts } from './oidc-way.ts';

/** Returns the ways of signing in in the browser that this server offers. */
export const browserWays = (ports: SsoBrowserPorts): readonly BrowserWay[] => [oidcWay(ports)];
