import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { UnsecuredJWT } from 'jose';

/** An answer that the provider gives to the next request for a token in place of its own. `slow`: it does not answer. */
export type OauthFault = 'garbage' | 'a list' | 'no token' | 'a line in the token' | 'status 500' | 'redirect' | 'ten megabytes' | 'slow' | 'cut' | 'invalid_grant' | 'interaction_required' | 'consent_required' | 'invalid_client' | 'temporarily_unavailable'; // prettier-ignore

type Code = { readonly asked: URLSearchParams; readonly address: string };
type TokenRequest = { readonly grant: string; readonly form: URLSearchParams };

/** A provider of OAuth 2.0 of the shape of RFC 6749 and RFC 7636, for mailboxes. Each refresh token works once. */
export type MailOauthServer = {
  /** "host:port", for the guard. */
  readonly host: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** Tells a mail server whether a token is valid; the token follows. */
  readonly tokenInfoUrl: string;
  readonly client: { readonly clientId: string; readonly secret: string };
  /** Answers like a person's browser at the provider. Returns the address to which it is sent back. */
  readonly allow: (address: string, mailbox: string) => string;
  readonly faults: OauthFault[];
  /** The requests for tokens, as they came. */
  readonly asked: TokenRequest[];
  /** Changes the answers. `forSeconds`: how long access tokens are valid. `tellsAddress`: it gives an ID token. `rotates`: each refresh gives a new refresh token. `isAccessRefused`: mail servers hear that no access token is valid. */
  readonly ways: {
    forSeconds: number;
    tellsAddress: boolean;
    rotates: boolean;
    givesRefresh: boolean;
    isAccessRefused: boolean;
  };
  /** Whether an access token is valid for a mailbox. */
  readonly isValid: (token: string, mailbox: string) => boolean;
  /** Ends all access tokens before their time. */
  readonly endAccess: () => void;
  /** All tokens and codes that were ever given. */
  readonly secrets: string[];
  readonly close: () => Promise<void>;
};

const s256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Starts a provider on this machine. */
export async function startMailOauthServer(): Promise<MailOauthServer> {
  const client = { clientId: 'outpost', secret: 'the secret of the client' };
  const [codes, refreshers, accesses] = [new Map<string, Code>(), new Map<string, string>(), new Map<string, string>()];
  const [faults, asked, secrets]: [OauthFault[], TokenRequest[], string[]] = [[], [], []];
  const ways = { forSeconds: 3_600, tellsAddress: true, rotates: true, givesRefresh: true, isAccessRefused: false };
  const given = <T>(of: Map<string, T>, value: T, kind: string): string => {
    const token = `${kind}-${randomBytes(24).toString('base64url')}`;
    of.set(token, value);
    secrets.push(token);
    return token;
  };
  const json = (response: ServerResponse, value: unknown, status = 200): void => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(value));
  };
  const tokensFor = (address: string, refresh: string | undefined) => ({
    access_token: given(accesses, address, 'access'),
    token_type: 'Bearer',
    expires_in: ways.forSeconds,
    ...(refresh === undefined ? {} : { refresh_token: refresh }),
    ...(ways.tellsAddress ? { id_token: new UnsecuredJWT({ aud: client.clientId, email: address, sub: address }).encode() } : {}), // prettier-ignore
  });
  const falsified: Readonly<Record<OauthFault, (response: ServerResponse) => unknown>> = {
    garbage: (response) => response.end('<html>Sign in</html>'),
    'a list': (response) => json(response, []),
    'no token': (response) => json(response, { token_type: 'Bearer' }),
    'a line in the token': (response) => json(response, { access_token: 'a\r\nb', token_type: 'Bearer', expires_in: 60, refresh_token: 'r' }), // prettier-ignore
    'status 500': (response) => response.writeHead(500).end('broken'),
    redirect: (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/token' }).end(),
    'ten megabytes': (response) => json(response, { access_token: 'x'.repeat(10_000_000), token_type: 'Bearer' }),
    slow: () => undefined,
    cut: (response) => response.destroy(),
    'invalid_grant': (response) => json(response, { error: 'invalid_grant', error_description: 'Token has been revoked.' }, 400), // prettier-ignore
    interaction_required: (response) => json(response, { error: 'interaction_required' }, 400),
    consent_required: (response) => json(response, { error: 'consent_required' }, 400),
    invalid_client: (response) => json(response, { error: 'invalid_client' }, 401),
    temporarily_unavailable: (response) => json(response, { error: 'temporarily_unavailable' }, 503),
  };
  const isClient = (request: IncomingMessage, form: URLSearchParams): boolean => {
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const [id, secret] = basic === undefined ? [form.get('client_id'), form.get('client_secret')] : Buffer.from(basic, 'base64').toString().split(':').map((part) => decodeURIComponent(part.replaceAll('+', ' '))); // prettier-ignore
    return id === client.clientId && secret === client.secret;
  };
  const answerToken = (request: IncomingMessage, response: ServerResponse, form: URLSearchParams): unknown => {
    const grant = form.get('grant_type') ?? '';
    asked.push({ grant, form });
    const fault = faults.shift();
    if (fault !== undefined) return falsified[fault](response);
    if (!isClient(request, form)) return json(response, { error: 'invalid_client' }, 401);
    const over = () => json(response, { error: 'invalid_grant' }, 400);
    if (grant === 'authorization_code') {
      const code = codes.get(form.get('code') ?? '');
      codes.delete(form.get('code') ?? '');
      const isRight = code?.asked.get('code_challenge') === s256(form.get('code_verifier') ?? '') && code.asked.get('redirect_uri') === form.get('redirect_uri'); // prettier-ignore
      if (!code || !isRight) return over();
      return json(response, tokensFor(code.address, ways.givesRefresh ? given(refreshers, code.address, 'refresh') : undefined)); // prettier-ignore
    }
    const refresh = form.get('refresh_token') ?? '';
    const address = refreshers.get(refresh);
    if (grant !== 'refresh_token' || address === undefined) return over();
    if (ways.rotates) refreshers.delete(refresh);
    return json(response, tokensFor(address, ways.rotates ? given(refreshers, address, 'refresh') : undefined));
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    if (url.pathname === '/tokeninfo') {
      const email = ways.isAccessRefused ? undefined : accesses.get(url.searchParams.get('access_token') ?? '');
      return email === undefined ? json(response, { error: 'invalid_token' }, 400) : json(response, { email, active: 'yes', expires_in: 60 }); // prettier-ignore
    }
    if (url.pathname !== '/token' || request.method !== 'POST') return json(response, {}, 404);
    void textOf(request).then((body) => answerToken(request, response, new URLSearchParams(body)));
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    authorizeUrl: `http://${host}/authorize`,
    tokenUrl: `http://${host}/token`,
    tokenInfoUrl: `http://${host}/tokeninfo?access_token=`,
    client,
    faults,
    asked,
    ways,
    secrets,
    isValid: (token, mailbox) => !ways.isAccessRefused && accesses.get(token) === mailbox,
    endAccess: () => accesses.clear(),
    allow(address, mailbox) {
      const query = new URL(address).searchParams;
      const wanted = { response_type: 'code', client_id: client.clientId, code_challenge_method: 'S256' };
      for (const [name, value] of Object.entries(wanted))
        if (query.get(name) !== value) throw new Error(`The provider was asked with the wrong ${name}`);
      const back = new URL(query.get('redirect_uri') ?? '');
      back.searchParams.set('state', query.get('state') ?? '');
      back.searchParams.set('code', given(codes, { asked: query, address: mailbox }, 'code'));
      return back.href;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
