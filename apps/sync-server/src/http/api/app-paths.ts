import type { OpenAPIHono } from '@hono/zod-openapi';
import { apiPath } from '@outpost/domain/kernel/access/api-path';
import { refuse } from '@outpost/domain/kernel/refusal';
import type { MiddlewareHandler } from 'hono';
import { problemResponse } from '../answers/problem-details.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { hasSuccessor } from '../guards/deprecated-paths.ts';
import { type OncePorts, once } from './once.ts';
import { changeHeaders } from '../routes/records/conditions.ts';

/** The routes of the app that the API does not have, each with the reason. A name that ends with "/" stands for all below it. */
export const outsideOfApi: Readonly<Record<string, string>> = {
  '/api/v1/': 'is of the API already',
  '/sync/': 'is the protocol of devices',
  '/records/{pack}/{name}/{id}': 'GET /api/v1/records/{pack}/{kind}/{id}',
};
/** The parts in which an API key has the rights of its grants. Elsewhere it has none: those parts are about people, and about rights that no key gets. */
const partsForKeys = ['/files/', '/records/', '/v1/'];

type Documented = { readonly path: string; readonly security?: readonly unknown[] | undefined };

/** Whether the API has a route of the app, too: it asks for a session, and the API has no other route for the same work. */
export const isInApi = ({ path, security }: Documented): boolean =>
  security?.length !== 0 &&
  !hasSuccessor(path) &&
  !Object.keys(outsideOfApi).some((name) => (name.endsWith('/') ? path.startsWith(name) : path === name));

/** Refuses API keys. */
const peopleOnly: MiddlewareHandler<HttpEnv> = (c, next) => {
  const caller: HttpEnv['Variables']['caller'] | undefined = c.get('caller');
  if (caller?.keyId === undefined) return next();
  const refusal = refuse('access/denied', 'Only people may do this, after signing in: an API key can’t.', {
    action: 'administer',
  });
  c.set('refused', refusal.code);
  return Promise.resolve(problemResponse(refusal, c.get('requestId')));
};

/**
 * Adds the app's routes to the API, with the same checks, and with the rates of the API. Called when all routes of the app
 * are there. A route has the same handlers at both addresses, so neither can do more than the other.
 */
export function addAppPaths(app: OpenAPIHono<HttpEnv>, ports: OncePorts): void {
  const documented = app.openAPIRegistry.definitions.flatMap((one) => (one.type === 'route' ? [one.route] : []));
  const served = app.routes.filter(({ method }) => method !== 'ALL');
  for (const route of documented.filter(isInApi)) {
    const [method, path] = [route.method.toUpperCase(), asServed(route.path)];
    const handlers = served.filter((one) => one.method === method && one.path === path).map(({ handler }) => handler);
    const isRepeatable = method === 'POST' && answersJson(route.responses);
    const mayKeys = partsForKeys.some((part) => route.path.startsWith(part));
    const before = mayKeys ? [] : [peopleOnly];
    const work = isRepeatable ? [once(ports), ...handlers.slice(-1)] : handlers.slice(-1);
    for (const handler of [...before, ...handlers.slice(0, -1), ...work]) app.on(method, apiPath(path), handler);
    const { headers = changeHeaders.pick({ 'idempotency-key': true }), ...request } = route.request ?? {};
    app.openAPIRegistry.registerPath({ ...route, path: apiPath(route.path), request: isRepeatable ? { ...request, headers } : { ...route.request } }); // prettier-ignore
  }
}

/** Returns the path of a document as Hono writes it: `/me/sessions/:id`. */
const asServed = (path: string): string => path.replaceAll(/\{(\w+)\}/gu, ':$1');

type Responses = Readonly<Record<string, object>>;
const answersJson = ({ 200: done = {} }: Responses): boolean => {
  const content = 'content' in done ? done.content : undefined;
  return typeof content === 'object' && content !== null && 'application/json' in content;
};
