import type { BrowserPorts, BrowserWay } from './browser-way.ts';
import { passkeyWay } from './passkeys/passkey-way.ts';

/** Returns the ways of signing in in the browser that this server offers. */
export const browserWays = (ports: BrowserPorts): readonly BrowserWay[] => [passkeyWay(ports)];
