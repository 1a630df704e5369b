import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

type Claims = Readonly<Record<string, unknown>>;

/** The certified provider of OpenID Connect (`oidc-provider`), with its own pages for signing in. */
export type RealProvider = {
  readonly issuer: string;
  /** "host:port", for the guard. */
  readonly host: string;
  readonly client: { readonly id: string; readonly secret: string };
  /** Lets the client send people back to an address. Sign-ins that are under way at the provider end. */
  readonly allow: (redirectUri: string) => void;
  readonly close: () => Promise<void>;
};

/** Starts a provider on localhost. `claimsOf`: its claims about a person who signs in with this name there, with any password. */
export async function startRealProvider({
  claimsOf,
  tls,
}: {
  readonly claimsOf: (login: string) => Claims;
  readonly tls?: { readonly cert: string; readonly key: string };
}): Promise<RealProvider> {
  const server: Server = tls ? createTlsServer(tls) : createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const host = `${tls ? 'localhost' : '127.0.0.1'}:${port}`;
  const issuer = `${tls ? 'https' : 'http'}://${host}`;
  const client = { id: 'outpost', secret: 'the secret of the client' };
  const redirectUris: string[] = [];
  return {
    issuer,
    host,
    client,
    allow(redirectUri) {
      redirectUris.push(redirectUri);
      const provider = new Provider(issuer, {
        clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: redirectUris, grant_types: ['authorization_code'], response_types: ['code'] }], // prettier-ignore
        claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
        pkce: { required: () => true },
        findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...claimsOf(sub) }) }),
        cookies: { keys: ['a key of the test'] },
      });
      server.removeAllListeners('request');
      const answer = provider.callback();
      server.on('request', (request, response) => void answer(request, response));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
