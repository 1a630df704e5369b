import type { OpenAPIHono } from '@hono/zod-openapi';
import { apiPath } from '@outpost/domain/kernel/access/api-path';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { MiddlewareHandler } from 'hono';
import { NoRoom } from '../../db/fair-shares.ts';
import { answerOnce } from '../../gateway/repeated-answers.ts';
import { problemResponse } from '../answers/problem-details.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import { hasSuccessor } from '../guards/deprecated-paths.ts';
import { repeatableRequest } from '../routes/records/conditions.ts';
import { changeHeaders } from './record-bodies.ts';

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

/** The outcome of a request whose `Idempotency-Key` stays free, because nothing was done. */
const nothingDone: Result<never> = refuse('server/busy', 'Nothing was done.', { waitSeconds: 0 });

/**
 * Does the work of a request with an `Idempotency-Key` once, as `answerOnce`. For routes that answer with JSON. A fault
 * leaves the key taken, because its work may have been done.
 */
const once =
  (ports: Parameters<typeof answerOnce>[0]): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    const request = repeatableRequest(c);
    if (!request.ok) return problemResponse(request, c.get('requestId'));
    if (request.value.key === undefined) return next();
    const state = { isAnswered: false };
    const work = async (): Promise<Result<unknown>> => {
      await next();
      state.isAnswered = true;
      if (c.error && !(c.error instanceof NoRoom)) throw c.error;
      return c.res.ok ? accept(await c.res.clone().json()) : nothingDone;
    };
    try {
      const done = await answerOnce(ports, request.value, work);
      if (state.isAnswered) return undefined;
      return done.ok ? c.json(done.value as object) : problemResponse(done, c.get('requestId'));
    } catch (cause) {
      if (state.isAnswered) return undefined; // the app has answered the fault
      throw cause;
    }
  };

/**
 * Adds the app's routes to the API, with the same checks, and with the rates of the API. Called when all routes of the app
 * are there. A route has the same handlers at both addresses, so neither can do more than the other.
 */
export function addAppPaths(app: OpenAPIHono<HttpEnv>, ports: Parameters<typeof answerOnce>[0]): void {
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
