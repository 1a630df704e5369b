import { isOneAddress } from '@outpost/domain/kernel/text/email-address';
import { decodeJwt } from 'jose';
import * as openid from 'openid-client';
import type { MailboxProviderKey } from '../../gateway/mailboxes/mailbox-sign-in.ts';
import { guardedFetch } from '../../identity/outgoing/guarded-fetch.ts';
import { openidFetch, type ProviderPorts } from '../../identity/outgoing/openid-fetch.ts';

type MailServer = { readonly host: string; readonly port: number };

/** A provider at which people sign in to their mailboxes, with this server's own client there (`settings/mailbox-settings.ts`). */
export type MailProvider = {
  readonly key: MailboxProviderKey;
  readonly clientId: string;
  readonly secret: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** Separated by blanks. */
  readonly scopes: string;
  /** Parameters by which the provider gives a token that lasts, and lets the person choose the account. */
  readonly asked: Readonly<Record<string, string>>;
  readonly imap: MailServer;
  readonly smtp: MailServer;
  /** The time in which it must answer. Left out: ten seconds. */
  readonly withinMs?: number;
};

/** The names of providers, as people know them. */
export const mailProviderNames = { google: 'Google', microsoft: 'Microsoft' } as const satisfies Record<MailboxProviderKey, string>; // prettier-ignore

/** The tokens that a provider has granted. `refresh` undefined: the earlier one stays valid. `forMs`: how long the access token is valid. */
export type MailGrant = {
  readonly is: 'granted';
  readonly access: string;
  readonly refresh: string | undefined;
  readonly forMs: number;
  /** The address, where the provider tells it. */
  readonly address: string | undefined;
};

/**
 * The reason why a provider granted nothing. `over`: the person must sign in again. `unreachable`: the answer cannot be used. `why` has no part of the
 * answer, because that may have tokens.
 */
export type GrantFault = { readonly is: 'over' | 'unreachable'; readonly why: string };
/** RFC 6749, section 5.2: the token has ended. OpenID Connect Core, section 3.1.2.6, and Microsoft's tokens: the person has to be asked. */
const overCodes = ['invalid_grant', 'interaction_required', 'consent_required'];

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
function configurationOf(provider: MailProvider, { allowsHttp = false, ...guard }: ProviderPorts, beside: Beside): openid.Configuration {
  const { clientId, secret, authorizeUrl, tokenUrl, withinMs = usuallyWithinMs } = provider;
  const server = { issuer: new URL(authorizeUrl).origin, authorization_endpoint: authorizeUrl, token_endpoint: tokenUrl };
  const config = new openid.Configuration(server, clientId, secret);
  config.timeout = withinMs / 1_000;
  const ask = openidFetch(guardedFetch(guard), { withinMs });
  config[openid.customFetch] = async (url, options) => {
    const answer = await ask(url, options);
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
export async function mailSignInAddress(provider: MailProvider, { state, verifier, redirectUri }: AskedGrant, ports: ProviderPorts): Promise<string> {
  return openid.buildAuthorizationUrl(configurationOf(provider, ports, {}), {
    ...provider.asked,
    redirect_uri: redirectUri,
    scope: provider.scopes,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
  }).href;
} // prettier-ignore

/** Exchanges a code for tokens. */
export function exchangeMailCode(provider: MailProvider, code: string, { state, verifier, redirectUri }: AskedGrant, ports: ProviderPorts): Promise<MailGrant | GrantFault> {
  const back = new URL(redirectUri);
  back.search = new URLSearchParams({ code, state }).toString();
  return granted(provider, ports, (config) =>
    openid.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state }),
  );
} // prettier-ignore

/** Exchanges a refresh token for a new access token. */
export const refreshMailGrant = (
  provider: MailProvider,
  refresh: string,
  ports: ProviderPorts,
): Promise<MailGrant | GrantFault> => granted(provider, ports, (config) => openid.refreshTokenGrant(config, refresh));

async function granted(
  provider: MailProvider,
  ports: ProviderPorts,
  ask: (config: openid.Configuration) => Promise<openid.TokenEndpointResponse>,
): Promise<MailGrant | GrantFault> {
  const beside: Beside = {};
  const name = mailProviderNames[provider.key];
  const told = await ask(configurationOf(provider, ports, beside)).then(
    (answer) => ({ is: 'answered', answer }) as const,
    (error: unknown): GrantFault =>
      error instanceof openid.ResponseBodyError && overCodes.includes(error.error)
        ? { is: 'over', why: `${name} does not accept this sign-in any more.` }
        : { is: 'unreachable', why: `${name} did not answer as expected: ${wordOf(error)}.` },
  );
  if (told.is !== 'answered') return told;
  const { access_token: access, refresh_token: refresh, expires_in: seconds = usualSeconds } = told.answer;
  if (![access, refresh ?? 'none'].every((token) => token.length <= mostTokenChars && tokenForm.test(token)))
    return { is: 'unreachable', why: `${name} gave no token that can be used.` };
  return { is: 'granted', access, refresh, forMs: Math.min(Math.max(seconds, 0), longestSeconds) * 1_000, address: addressIn(beside.idToken, provider) }; // prettier-ignore
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
