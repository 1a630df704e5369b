import type { CustomFetch } from 'openid-client';
import type { GuardedFetch, GuardPorts } from './guarded-fetch.ts';

/** The ports for requests to providers of OpenID Connect and OAuth 2.0. */
export type ProviderPorts = GuardPorts & {
  /** Allows addresses without TLS, for the tests' own provider. */
  readonly allowsHttp?: boolean;
};

type Body = NonNullable<Parameters<CustomFetch>[1]['body']>;

function formOf(body: Body): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new Error('OpenID Connect sends forms alone');
}

/** Returns the fetch of openid-client that goes through the guard: no redirect, 1 MB at most. `withinMs` left out: ten seconds. */
export const openidFetch =
  (fetch: GuardedFetch, { withinMs }: { readonly withinMs?: number } = {}): CustomFetch =>
  (url, { method, headers, body }) =>
    fetch(url, {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      ...(body == null ? {} : { body: formOf(body) }),
      ...(withinMs === undefined ? {} : { withinMs }),
    });
