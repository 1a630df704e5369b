import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNameServer } from '@outpost/sync-server/identity/testing/name-server';
import { type RealProvider, startRealProvider } from '@outpost/sync-server/identity/testing/real-provider';
import { selfSigned } from '@outpost/sync-server/identity/testing/self-signed';
import type { Page } from '@playwright/test';
import { type AppWindow, openApp } from './app-windows.ts';
import { type OutpostServer, startOutpostServer } from './outpost-server.ts';

/** The server of an organisation that has an identity provider, with the windows of its people. */
export type ServerWithProvider = {
  readonly server: OutpostServer;
  readonly idp: RealProvider;
  /** Publishes a TXT record, with which the organisation proves its domain. */
  readonly publish: (name: string, value: string) => void;
  /** Opens the app on a new device, which takes the provider's certificate. */
  readonly openWindow: () => Promise<Page>;
  readonly close: () => Promise<void>;
};

/**
 * Starts the certified `oidc-provider` over TLS, a name server, and a server that trusts both. `claimsOf` are the claims about the
 * person who signs in with a login.
 */
export async function startServerWithProvider({
  claimsOf,
  isForTrying = false,
}: {
  readonly claimsOf: (login: string) => Readonly<Record<string, unknown>>;
  readonly isForTrying?: boolean;
}): Promise<ServerWithProvider> {
  const folder = await mkdtemp(join(tmpdir(), 'outpost-provider-'));
  const tls = selfSigned();
  const certificate = join(folder, 'provider.pem');
  await writeFile(certificate, tls.cert);
  const records = new Map<string, readonly string[]>();
  const names = await startNameServer(records);
  const idp = await startRealProvider({ tls, claimsOf });
  idp.allow('https://localhost/unused');
  const server = await startOutpostServer({
    isForTrying,
    isAtLocalhost: true,
    env: { OUTPOST_TRUSTED_HOSTS: idp.host, OUTPOST_NAME_SERVERS: names.address, NODE_EXTRA_CA_CERTS: certificate },
  });
  const windows: AppWindow[] = [];
  return {
    server,
    idp,
    publish: (name, value) => void records.set(name, [value]),
    openWindow: async () => {
      const opened = await openApp('browser', server.url, { isTrusting: true }); // the provider's certificate signs itself
      windows.push(opened);
      opened.page.setDefaultTimeout(10_000);
      return opened.page;
    },
    close: async () => {
      await Promise.all(windows.map((one) => one.close()));
      await server.stop();
      await idp.close();
      await names.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
