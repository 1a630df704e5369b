import type { BrowserPorts, BrowserWay } from './browser-way.ts';

/** Returns the ways of signing in in the browser that this server offers. */
export const browserWays = (_ports: BrowserPorts): readonly BrowserWay[] => [];
