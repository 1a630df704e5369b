import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import * as openid from 'openid-client';
import { z } from 'zod';
import { type GuardedFetch, RefusedAddress } from '../outgoing/guarded-fetch.ts';
import { openidFetch } from '../outgoing/openid-fetch.ts';
import type { ProvedSubject } from './settle.ts';
import type { IdentityProvider } from '../providers/providers.ts';

/** A provider with its secret. */
export type OidcClient = Pick<IdentityProvider, 'id' | 'issuer' | 'clientId' | 'trustsEmail' | 'roles'> & {
  readonly secret: string | undefined;
};
export type OidcPorts = {
  readonly fetch: GuardedFetch;
  /** Allows issuers without TLS, for the tests' own provider. */
  readonly allowsHttp?: boolean;
};

/** The data that the hand-back keeps while the browser is at the provider. */
const memorySchema = z.strictObject({
  provider: z.string(),
  verifier: z.string(),
  nonce: z.string(),
  state: z.string(),
  redirectUri: z.string(),
});
export type OidcMemory = z.infer<typeof memorySchema>;

/** Reads the kept data; undefined where it is of another way. */
export function readMemory(text: string | null): OidcMemory | undefined {
  if (text === null) return undefined;
  return memorySchema.safeParse(JSON.parse(text)).data;
}

const withinSeconds = 10;
/**
 * Chosen: clocks of servers are set by the network. Times of the ID token are compared with the machine's clock, because the
 * library uses no other.
 */
const skewSeconds = 30;
/** Chosen: no symmetric algorithm, whose key would be our secret, and never "none". */
const algorithms = [
  'RS256',
  'PS256',
  'ES256',
  'EdDSA',
  'Ed25519',
  'RS384',
  'RS512',
  'PS384',
  'PS512',
  'ES384',
  'ES512',
];

/** The document of a provider names another issuer than the one that was asked. */
class OtherIssuer extends Error {}
const slashless = (issuer: string): string => issuer.replace(/\/+$/, '');

/** Reads the documents of a provider. Throws `OtherIssuer`, and what the library or the guard throws. */
async function configurationOf(
  { issuer, clientId, secret }: Pick<OidcClient, 'issuer' | 'clientId' | 'secret'>,
  { fetch, allowsHttp = false }: OidcPorts,
): Promise<openid.Configuration> {
  const config = await openid.discovery(
    new URL(issuer),
    clientId,
    { [openid.clockTolerance]: skewSeconds },
    secret === undefined ? openid.None() : openid.ClientSecretBasic(secret),
    {
      timeout: withinSeconds,
      [openid.customFetch]: openidFetch(fetch),
      ...(allowsHttp ? { execute: [openid.allowInsecureRequests] } : {}),
    },
  );
  // The library lets documents of Microsoft name any issuer, and then accepts ID tokens of every tenant (openid-client 6, `handleEntraId`).
  if (slashless(config.serverMetadata().issuer) !== slashless(issuer)) throw new OtherIssuer();
  openid.enableNonRepudiationChecks(config); // verifies the signature of the ID token also where TLS would do (OpenID Connect Core, 3.1.3.7)
  return config;
}

/** Tests whether a provider can be reached and names itself as it was entered. Refuses `request/invalid` with the reason. */
export async function testProvider(
  client: Pick<OidcClient, 'issuer' | 'clientId' | 'secret'>,
  ports: OidcPorts,
): Promise<Result<{ readonly issuer: string }>> {
  try {
    const metadata = (await configurationOf(client, ports)).serverMetadata();
    if (metadata.authorization_endpoint === undefined || metadata.token_endpoint === undefined)
      return badProvider('its document names no address for signing in');
    return accept({ issuer: metadata.issuer });
  } catch (cause) {
    return badProvider(reasonOf(cause));
  }
}

const badProvider = (why: string): Result<never> =>
  refuse('request/invalid', `issuer: the provider cannot be used: ${why}`, { path: 'issuer' });

/** Returns why a provider cannot be asked. Texts of the provider are not shown. */
function reasonOf(cause: unknown): string {
  const causes = [cause, cause instanceof Error ? cause.cause : undefined];
  const guarded = causes.find((each) => each instanceof RefusedAddress);
  if (guarded) return guarded.message;
  if (cause instanceof TypeError) return 'there is no such server';
  if (cause instanceof OtherIssuer) return 'its document names another issuer';
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED') return 'its document names another issuer';
  if (code === 'OAUTH_TIMEOUT' || code === 'ABORT_ERR') return 'it does not answer';
  return 'it does not answer as OpenID Connect says';
}

/**
 * Returns the provider's page for a sign-in, and the data to keep until it sends the browser back. Refuses
 * `access/denied` where it cannot be asked.
 */
export async function goToProvider(
  { client, shortId, redirectUri, loginHint }: { readonly client: OidcClient; readonly shortId: string; readonly redirectUri: string; readonly loginHint?: string }, // prettier-ignore
  ports: OidcPorts,
): Promise<Result<{ readonly address: string; readonly memory: string }>> {
  try {
    const config = await configurationOf(client, ports);
    const verifier = openid.randomPKCECodeVerifier();
    // The state names the sign-in, so that two sign-ins at the same time are not confused. Its random part is the
    // secret.
    const memory: OidcMemory = { provider: client.id, verifier, nonce: openid.randomNonce(), state: `${shortId}.${openid.randomState()}`, redirectUri }; // prettier-ignore
    const address = openid.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: memory.state,
      nonce: memory.nonce,
      ...(loginHint === undefined ? {} : { login_hint: loginHint }),
    });
    if (address.protocol !== 'https:' && !(ports.allowsHttp === true && address.protocol === 'http:'))
      return notTrusted('its page is not encrypted');
    return accept({ address: address.href, memory: JSON.stringify(memory) });
  } catch (cause) {
    return notTrusted(reasonOf(cause));
  }
}

const notTrusted = (why: string): Result<never> =>
  refuse('access/denied', `Your organisation's identity provider cannot be asked at this moment: ${why}. Tell an administrator.`, { action: 'sign-in' }); // prettier-ignore

const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  email: z.string().max(254).optional(),
  email_verified: z.union([z.boolean(), z.enum(['true', 'false'])]).optional(),
  /** Microsoft: the owner of the address's domain has verified it. */
  xms_edov: z.union([z.boolean(), z.literal(1), z.literal(0), z.enum(['1', '0', 'true', 'false'])]).optional(),
  name: z.string().max(200).optional(),
});
const isTrue = (value: unknown): boolean => value === true || value === 1 || value === '1' || value === 'true';
const isFalse = (value: unknown): boolean => value === false || value === 'false';

/**
 * Reads the provider's answer: `query` as the browser brought it to `redirectUri`. The library checks state, issuer (RFC 9207), PKCE, the signature, issuer,
 * audience, nonce and times of the ID token. Refuses `access/denied`.
 */
export async function readOidcAnswer(
  { client, memory, query }: { readonly client: OidcClient; readonly memory: OidcMemory; readonly query: string },
  ports: OidcPorts,
): Promise<Result<ProvedSubject>> {
  try {
    const config = await configurationOf(client, ports);
    const back = new URL(memory.redirectUri);
    back.search = query;
    const tokens = await openid.authorizationCodeGrant(config, back, {
      pkceCodeVerifier: memory.verifier,
      expectedState: memory.state,
      expectedNonce: memory.nonce,
      idTokenExpected: true,
    });
    if (!algorithms.includes(algorithmOf(tokens.id_token))) return answerRefused();
    const told = tokens.claims();
    if (!told) return answerRefused();
    const isAsked = told['email'] === undefined && config.serverMetadata().userinfo_endpoint !== undefined;
    const more = isAsked ? await openid.fetchUserInfo(config, tokens.access_token, told.sub) : {};
    const all: Readonly<Record<string, unknown>> = { ...more, ...told };
    const claims = claimsSchema.safeParse(all);
    if (!claims.success) return answerRefused();
    const { sub: subject, email, email_verified: marked, xms_edov: owned, name } = claims.data;
    const isVerified = isTrue(marked) || isTrue(owned) || (client.trustsEmail && !isFalse(marked));
    const groups = client.roles.claim === null ? null : textsIn(all[client.roles.claim]);
    return accept({ subject, email: email ?? null, isEmailVerified: isVerified, name: name ?? null, groups });
  } catch (cause) {
    if (cause instanceof openid.AuthorizationResponseError)
      return refuse('access/denied', 'Your identity provider did not let you in, or you went back. Try again.', { action: 'sign-in' }); // prettier-ignore
    return answerRefused();
  }
}

const answerRefused = (): Result<never> =>
  refuse('access/denied', 'The answer of your identity provider cannot be trusted, so nobody was signed in. Try again, and tell an administrator if this happens again.', { action: 'sign-in' }); // prettier-ignore

function algorithmOf(token: string | undefined): string {
  const header: unknown = JSON.parse(Buffer.from(token?.split('.')[0] ?? '', 'base64url').toString() || 'null');
  return typeof header === 'object' && header !== null && 'alg' in header && typeof header.alg === 'string' ? header.alg : 'none'; // prettier-ignore
}

/** Returns the texts of a claim: a list of groups, or one. Null where the claim is missing or is neither, which is not the same as an empty list. */
function textsIn(value: unknown): readonly string[] | null {
  if (!Array.isArray(value) && typeof value !== 'string') return null;
  return [value]
    .flat()
    .filter((each): each is string => typeof each === 'string')
    .slice(0, 500);
}
