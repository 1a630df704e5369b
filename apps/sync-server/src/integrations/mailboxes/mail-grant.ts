import { isOneAddress } from '@outpost/domain/kernel/text/email-address';
import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import type { MailboxProviderKey } from '../../gateway/mailboxes/mailbox-sign-in.ts';
import type { GuardedFetch } from '../../identity/outgoing/guarded-fetch.ts';

type MailServer = { readonly host: string; readonly port: number };

/** A provider at which people sign in to their mailboxes, with this server's own client there (`settings/mailbox-settings.ts`). */
export type MailProvider = {
  readonly key: MailboxProviderKey;
  readonly clientId: string;
  readonly secret: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly scopes: string;
  readonly asked: Readonly<Record<string, string>>;
  readonly imap: MailServer;
  readonly smtp: MailServer;
  /** The time in which it must answer. Left out: ten seconds. */
  readonly withinMs?: number;
};

/** The names of providers, as people know them. */
export const mailProviderNames = { google: 'Google', microsoft: 'Microsoft' } as const satisfies Record<MailboxProviderKey, string>; // prettier-ignore

export type GrantPorts = {
  readonly fetch: GuardedFetch;
  /** Allows addresses without TLS, for the tests' own provider. */
  readonly allowsHttp?: boolean;
};

/** What a provider has granted. `refresh` undefined: the earlier one stays valid. `forMs`: how long the access token is valid. */
export type MailGrant = {
  readonly access: string;
  readonly refresh: string | undefined;
  readonly forMs: number;
  /** The address, where the provider tells it. */
  readonly address: string | undefined;
};

/** Why a provider granted nothing. `over`: it takes this code or this token no more. `unreachable`: no answer that can be used. */
export class GrantFault extends Error {
  readonly problem: 'over' | 'unreachable';

  constructor(problem: GrantFault['problem'], why: string) {
    super(why); // without the cause: errors of the library have the provider's answer, and so tokens
    this.problem = problem;
  }
}

const usuallyWithinMs = 10_000;
/** Chosen: tokens of Google have some hundred characters, those of Microsoft some thousand. */
const mostTokenChars = 16_384;
/** RFC 6749, section 5.1: the time may be left out. Chosen: a short one then, and never longer than a day. */
const [usualSeconds, longestSeconds] = [300, 86_400];
/** RFC 6750, section 2.1. Other characters would end a command of the mail server. */
const tokenForm = /^[\x21-\x7e]+$/;

/** The ID token of an answer, which is read for the address alone. */
type Beside = { idToken?: string };

/**
 * Returns the library's configuration. The ID token is taken out of the answer: nobody is signed in by it, and Microsoft's names another issuer for each
 * organisation. It comes over TLS from the provider itself, so its address is believed (OpenID Connect Core, section 3.1.3.7).
 */
function configurationOf(provider: MailProvider, { fetch, allowsHttp = false }: GrantPorts, beside: Beside): openid.Configuration {
  const { clientId, secret, authorizeUrl, tokenUrl, withinMs = usuallyWithinMs } = provider;
  const server = { issuer: new URL(authorizeUrl).origin, authorization_endpoint: authorizeUrl, token_endpoint: tokenUrl };
  const config = new openid.Configuration(server, clientId, secret);
  config.timeout = withinMs / 1_000;
  config[openid.customFetch] = async (url, { method, headers, body }) => {
    if (!(body instanceof URLSearchParams)) throw new Error('A grant is asked for by a form');
    const answer = await fetch(url, { method, headers: Object.fromEntries(new Headers(headers)), body: body.toString(), withinMs });
    const text = await answer.text();
    return new Response(withoutIdToken(text, beside), { status: answer.status, headers: answer.headers });
  };
  if (allowsHttp) openid.allowInsecureRequests(config);
  return config;
} // prettier-ignore

function withoutIdToken(text: string, beside: Beside): string {
  try {
    const told: unknown = JSON.parse(text);
    if (typeof told !== 'object' || told === null || !('id_token' in told)) return text;
    const { id_token: idToken, ...rest } = told;
    if (typeof idToken === 'string') beside.idToken = idToken;
    return JSON.stringify(rest);
  } catch {
    return text; // the library says what is wrong
  }
}

/** The pieces that stay at the server: the library derives the challenge from the verifier (RFC 7636, S256). */
export type AskedGrant = { readonly state: string; readonly verifier: string; readonly redirectUri: string };

/** Returns the provider's page, at which the person allows the access. */
export async function mailSignInAddress(provider: MailProvider, { state, verifier, redirectUri }: AskedGrant, ports: GrantPorts): Promise<string> {
  return openid.buildAuthorizationUrl(configurationOf(provider, ports, {}), {
    ...provider.asked,
    redirect_uri: redirectUri,
    scope: provider.scopes,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
  }).href;
} // prettier-ignore

/** Exchanges a code for tokens. Throws `GrantFault`. */
export function exchangeMailCode(provider: MailProvider, code: string, { state, verifier, redirectUri }: AskedGrant, ports: GrantPorts): Promise<MailGrant> {
  const back = new URL(redirectUri);
  back.search = new URLSearchParams({ code, state }).toString();
  return granted(provider, ports, (config) =>
    openid.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state }),
  );
} // prettier-ignore

/** Exchanges a refresh token for a new access token. Throws `GrantFault`. */
export const refreshMailGrant = (provider: MailProvider, refresh: string, ports: GrantPorts): Promise<MailGrant> =>
  granted(provider, ports, (config) => openid.refreshTokenGrant(config, refresh));

async function granted(
  provider: MailProvider,
  ports: GrantPorts,
  ask: (config: openid.Configuration) => Promise<openid.TokenEndpointResponse>,
): Promise<MailGrant> {
  const beside: Beside = {};
  const answer = await ask(configurationOf(provider, ports, beside)).catch((error: unknown) => {
    const isOver = error instanceof openid.ResponseBodyError && error.error === 'invalid_grant';
    throw isOver
      ? new GrantFault('over', `${mailProviderNames[provider.key]} does not accept this sign-in any more.`)
      : new GrantFault('unreachable', `${mailProviderNames[provider.key]} did not answer as expected: ${wordOf(error)}.`); // prettier-ignore
  });
  const { access_token: access, refresh_token: refresh, expires_in: seconds = usualSeconds } = answer;
  if (![access, refresh ?? 'none'].every((token) => token.length <= mostTokenChars && tokenForm.test(token)))
    throw new GrantFault('unreachable', `${mailProviderNames[provider.key]} gave no token that can be used.`);
  return { access, refresh, forMs: Math.min(Math.max(seconds, 0), longestSeconds) * 1_000, address: addressIn(beside.idToken, provider) }; // prettier-ignore
}

/** Returns a word about a failure for the log and the person. It never has parts of the answer. */
function wordOf(error: unknown): string {
  if (error instanceof openid.ResponseBodyError)
    return /^[a-z_]{1,40}$/.test(error.error) ? error.error : `status ${error.status}`;
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z_]{1,60}$/.test(code) ? code : 'no connection';
}

/** Returns the address that an ID token for this client tells. */
function addressIn(idToken: string | undefined, { clientId }: MailProvider): string | undefined {
  if (idToken === undefined) return undefined;
  try {
    const claims = decodeJwt(idToken);
    if (![claims.aud].flat().includes(clientId)) return undefined;
    return [claims['email'], claims['preferred_username']].find((one): one is string => typeof one === 'string' && one.length <= 320 && isOneAddress(one)); // prettier-ignore
  } catch {
    return undefined; // it is none
  }
}
