import { createServer, type IncomingMessage, type Server } from 'node:http';
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
  /** Asks the provider under its own name, wherever it listens. */
  readonly fetch: (url: string | URL, init?: RequestInit) => Promise<Response>;
  /** A browser with cookies at the provider: signs in and agrees on its pages. Returns the address to which it is sent back to us. */
  readonly signInThere: (address: string, login: string) => Promise<string>;
  readonly close: () => Promise<void>;
};

/**
 * Starts a provider on localhost. `claimsOf`: its claims about a person who signs in with this name there, with any password. `issuer`: the name of
 * another provider, which it takes; it is reached by `fetch` alone then.
 */
export async function startRealProvider({
  claimsOf,
  tls,
  issuer: named,
}: {
  readonly claimsOf: (login: string) => Claims;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly issuer?: string;
}): Promise<RealProvider> {
  const server: Server = tls ? createTlsServer(tls) : createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const host = `${tls ? 'localhost' : '127.0.0.1'}:${port}`;
  const issuer = named ?? `${tls ? 'https' : 'http'}://${host}`;
  const { origin, pathname } = new URL(issuer);
  const mount = pathname.replace(/\/$/, '');
  const ask: RealProvider['fetch'] = (url, init = {}) => {
    const asked = new URL(url);
    if (named === undefined || asked.origin !== origin) return fetch(asked, init);
    const headers = new Headers(init.headers);
    headers.set('x-forwarded-host', asked.host);
    headers.set('x-forwarded-proto', 'https');
    return fetch(`http://127.0.0.1:${port}${asked.pathname}${asked.search}`, { ...init, headers });
  };
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
        claims: { openid: ['sub'], email: ['email', 'email_verified', 'xms_edov'], profile: ['name', 'groups'] },
        pkce: { required: () => true },
        findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...claimsOf(sub) }) }),
        cookies: { keys: ['a key of the test'] },
      });
      server.removeAllListeners('request');
      provider.proxy = named !== undefined;
      const answer = provider.callback();
      server.on('request', (request: IncomingMessage & { originalUrl?: string }, response) => {
        request.originalUrl = request.url ?? '';
        request.url = request.originalUrl.slice(mount.length);
        void answer(request, response);
      });
    },
    fetch: ask,
    signInThere: (address, login) => signInThere({ issuer, fetch: ask }, address, login),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function signInThere(
  { issuer, fetch: ask }: Pick<RealProvider, 'issuer' | 'fetch'>,
  address: string,
  login: string,
): Promise<string> {
  const cookies = new Map<string, string>();
  let url = address;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 12; step += 1) {
    const reply = await ask(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: form } : {}),
    });
    form = undefined;
    for (const cookie of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const location = reply.headers.get('location');
    if (location !== null) {
      url = new URL(location, url).href;
      if (!url.startsWith(new URL(issuer).origin)) return url;
      continue;
    }
    const page = await reply.text();
    const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
    const [, action] = /action="([^"]+)"/.exec(page) ?? [];
    if (prompt === undefined || action === undefined) throw new Error(`The provider answered ${reply.status}: ${page.slice(0, 500)}`); // prettier-ignore
    url = new URL(action, url).href;
    form = new URLSearchParams({ prompt, ...(prompt === 'login' ? { login, password: 'any' } : {}) });
  }
  throw new Error('The provider sends the browser round in a circle');
}
