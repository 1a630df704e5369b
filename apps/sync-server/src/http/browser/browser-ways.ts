import type { BrowserWay } from './browser-way.ts';
import { oidcWay, type SsoBrowserPorts } from './oidc-way.ts';
import { passkeyWay } from './passkeys/passkey-way.ts';

/** Returns the ways of signing in in the browser that this server offers. */
export const browserWays = (ports: SsoBrowserPorts): readonly BrowserWay[] => [oidcWay(ports), passkeyWay(ports)];
