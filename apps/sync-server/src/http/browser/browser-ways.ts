import type { BrowserWay } from './browser-way.ts';
import { oidcProtocol } from './oidc-way.ts';
import { passkeyWay } from './passkey-way.ts';
import { samlProtocol } from './saml-way.ts';
import { type SsoBrowserPorts, ssoWay } from './sso-way.ts';

/** Returns the kinds of sign-in in the browser that this server offers. */
export const browserWays = (ports: SsoBrowserPorts): readonly BrowserWay[] => [
  ssoWay(ports, [oidcProtocol(ports), samlProtocol(ports)]),
  passkeyWay(ports),
];
