import type { OpenAPIHono } from '@hono/zod-openapi';
import type { IdSource } from '@outpost/domain/kernel/ports';
import { refuse, type Refusal } from '@outpost/domain/kernel/refusal';
import { protocolHeader } from '@outpost/domain/sync/protocol';
import type { Context, MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { cors } from 'hono/cors';
import { matchedRoutes } from 'hono/route';
import { secureHeaders } from 'hono/secure-headers';
import type { Logger } from 'pino';
import { NoRoom } from '../db/fair-shares.ts';
import type { MonthlyUse } from '../gateway/monthly-use.ts';
import { isProviderPath } from './paths/provider-paths.ts';
import type { IdentityPorts } from '../identity/identity-ports.ts';
import { createRouter } from './answers/answer.ts';
import { withSharedSchemas } from './answers/document-schema.ts';
import { machineCallers, verifySignatures } from './api/machine-callers.ts';
import { isSigningIn } from './paths/open-paths.ts';
import { signInPolicy } from './browser/sign-in-page.ts';
import { confirmPages } from '../integrations/email/confirm-links.ts';
import { optOutPages } from '../integrations/email/opt-out-links.ts';
import { mailUsePages } from '../integrations/mail-uses/use-links.ts';
import { visitsPath } from './paths/visits-path.ts';
import { picturePages } from '../integrations/sms/picture-links.ts';
import { signInPages } from './paths/sign-in-pages.ts';
import { isReference, referencePolicy } from './api/reference-page.ts';
import { storableAddress } from './guards/storable-address.ts';
import { calendarPrefix } from './routes/records/calendar-routes.ts';
import { addAuthRoutes } from './routes/identity/auth-routes.ts';
import { addFactorRoutes } from './routes/identity/factor-routes.ts';
import { bodyGate } from './guards/body-gate.ts';
import type { Budgets } from './guards/budgets.ts';
import { checkProtocol } from './guards/check-protocol.ts';
import { countCalls } from './api/count-calls.ts';
import { tellDeprecated } from './guards/deprecated-paths.ts';
import type { RateLimits } from './guards/rate-limits.ts';
import type { ClientAddress } from './guards/client-address.ts';
import type { HttpEnv } from './bodies/http-env.ts';
import { webhookPrefix } from './paths/webhook-prefix.ts';
import { withoutPersonalData } from './log.ts';
import { directoryCallers, scimErrors } from './scim/scim-answers.ts';
import { isScimPath } from './scim/scim-path.ts';
import { noteRefusals } from './guards/note-refusals.ts';
import { faultResponse, problemResponse } from './answers/problem-details.ts';
import { leaveUnread } from './guards/serve-http.ts';

export type HttpPorts = {
  readonly log: Logger;
  readonly identity: IdentityPorts;
  /** Ids of requests. */
  readonly ids: IdSource;
  readonly clientAddress: ClientAddress;
  readonly budgets: Budgets;
  readonly rates: RateLimits;
  /** Counts the calls of programs by month. */
  readonly uses: MonthlyUse;
  /** The origins whose pages may use the API. Empty: none. */
  readonly origins: readonly string[];
};

/** Returns whether clients of every protocol number may use an address. */
const isPublic = (path: string): boolean =>
  path === '/openapi.json' ||
  path === visitsPath ||
  isProviderPath(path) ||
  isScimPath(path) ||
  [
    '/health/',
    '/.well-known/',
    '/oauth/',
    webhookPrefix,
    calendarPrefix,
    signInPages,
    optOutPages,
    confirmPages,
    mailUsePages,
    picturePages,
  ].some((prefix) => path.startsWith(prefix));

/**
 * Creates the HTTP app with the rules for every request and the routes of signing in. Other areas make routes by `createRouter` and
 * `answer`, and mount them here behind `authenticate`. Pages of other origins may use the API only where a setting names them.
 */
export function createHttpApp(ports: HttpPorts): OpenAPIHono<HttpEnv> {
  const app = createRouter();
  app.use('*', leaveUnread());
  app.use('*', nameAndLog(ports));
  app.use('*', protectAnswers());
  app.use('/scim/*', scimErrors);
  app.use('*', noteRefusals(ports));
  app.use('*', limitAddresses(ports));
  if (ports.origins.length > 0) app.use('/api/v1/*', allowOrigins(ports.origins));
  app.use('*', tellDeprecated);
  app.use('*', speakProtocol);
  app.use('/api/v1/*', storableAddress);
  app.use('/api/v1/*', ports.rates.byAddress(ports.clientAddress));
  app.use('/api/v1/*', machineCallers(ports.identity));
  app.use('/scim/*', storableAddress);
  app.use('/scim/*', ports.rates.byAddress(ports.clientAddress));
  app.use('/scim/*', directoryCallers(ports.identity));
  app.use('*', bodyGate(ports.identity, ports.budgets));
  app.use('/api/v1/*', verifySignatures(ports.identity));
  app.use('/api/v1/*', ports.rates.byCaller(ports.identity));
  app.use('/scim/*', ports.rates.byCaller(ports.identity));
  app.use('/api/v1/*', countCalls(ports.uses));
  addAuthRoutes(app, ports.identity, ports.clientAddress);
  addFactorRoutes(app, ports.identity, ports.clientAddress);
  app.openAPIRegistry.registerComponent('securitySchemes', 'accessToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  app.get('/openapi.json', (c) =>
    c.json(
      withSharedSchemas(
        app.getOpenAPI31Document({
          openapi: '3.1.0',
          info: { title: 'Outpost sync server', version: '1' },
          security: [{ accessToken: [] }],
        }),
      ),
    ),
  );
  app.notFound((c) =>
    refused(
      c,
      refuse('request/not-found', 'There is nothing at this address. /openapi.json lists all addresses.', {
        path: c.req.path.slice(0, 200),
      }),
    ),
  );
  app.onError((error, c) => {
    const refusal = refusalOf(error);
    if (refusal) return refused(c, refusal);
    ports.log.error({ requestId: c.get('requestId'), route: routeOf(c), err: error }, 'a request failed');
    return faultResponse(c.get('requestId'));
  });
  return app;
}

/** One year: ASVS 5.0, 3.4.1. */
const always = { xFrameOptions: 'DENY', strictTransportSecurity: 'max-age=31536000; includeSubDomains' } as const;

/** Sets the security headers. Only the API's reference and the pages of signing in run scripts, and only those of this server. */
function protectAnswers(): MiddlewareHandler<HttpEnv> {
  const usual = secureHeaders({
    ...always,
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      sandbox: [],
    }, // also for a file that is opened here
  });
  const page = secureHeaders({ ...always, contentSecurityPolicy: referencePolicy });
  const signingIn = secureHeaders({ ...always, contentSecurityPolicy: signInPolicy });
  // Webmail shows the picture of a followed e-mail on its own pages (MSG-46).
  const mailUses = secureHeaders({
    ...always,
    contentSecurityPolicy: signInPolicy,
    crossOriginResourcePolicy: 'cross-origin',
  });
  return (c, next) =>
    (isReference(c.req.path)
      ? page
      : [signInPages, optOutPages, confirmPages].some((prefix) => c.req.path.startsWith(prefix))
        ? signingIn
        : c.req.path.startsWith(mailUsePages)
          ? mailUses
          : usual)(c, next);
}

/** CORS: lets pages of these origins use the API with a token. Cookies are not used, and not allowed. */
const allowOrigins = (origins: readonly string[]): MiddlewareHandler<HttpEnv> =>
  cors({
    origin: [...origins],
    allowMethods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['authorization', 'content-type', 'dpop', 'idempotency-key', 'if-match', 'x-gateway-key', 'x-gateway-signature', 'x-gateway-timestamp', 'x-request-id'], // prettier-ignore
    exposeHeaders: ['deprecation', 'etag', 'link', 'location', 'ratelimit', 'ratelimit-policy', 'retry-after', 'sunset', 'x-request-id'], // prettier-ignore
    maxAge: 600,
  });

const refused = (c: Context<HttpEnv>, refusal: Refusal): Response => problemResponse(refusal, c.get('requestId'));

const requestIdForm = /^[A-Za-z0-9._:-]{8,64}$/;

/**
 * Gives every request an id and one line in the log. The id is the caller's where that is well-formed. The line has the route's pattern, because the
 * address may name people.
 */
function nameAndLog({ log, ids, clientAddress, identity: { clock } }: HttpPorts): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const given = c.req.header('x-request-id');
    const requestId =
      given !== undefined && requestIdForm.test(given) && withoutPersonalData(given) === given ? given : ids.newId();
    c.set('requestId', requestId);
    c.set('address', clientAddress(c));
    const startMs = clock.nowMs();
    await next();
    c.res.headers.set('x-request-id', requestId);
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
    const caller: HttpEnv['Variables']['caller'] | undefined = c.get('caller');
    const who = caller && { orgId: caller.orgId, userId: caller.userId, deviceId: caller.deviceId };
    log.info(
      { requestId, method: c.req.method, route: routeOf(c), status: c.res.status, ms: clock.nowMs() - startMs, ...who },
      'answered',
    );
  };
}

/** Returns the pattern of the route that a request found, such as `/records/:entity/:id`. */
const routeOf = (c: Context): string => matchedRoutes(c).at(-1)?.path ?? '*';

const anyRequest = ['requests'] as const;
const signIn = ['requests', 'signIns'] as const;

/** E-3: charges each request to its address before any other work. */
function limitAddresses({ budgets }: HttpPorts): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const address = c.get('address');
    const spent = address && budgets.admit(address, isSigningIn(c.req.path) ? signIn : anyRequest);
    return spent ? refused(c, spent) : next();
  };
}

/** S-7: refuses requests in a protocol that this server does not support. */
const speakProtocol: MiddlewareHandler<HttpEnv> = (c, next) => {
  const { path } = c.req;
  const spoken = isPublic(path) ? undefined : checkProtocol(c.req.header(protocolHeader), path);
  return spoken && !spoken.ok ? Promise.resolve(refused(c, spoken)) : next();
};

/**
 * Returns the refusal for an error that is not a fault: a full pool of connections, or a body that cannot be parsed.
 */
function refusalOf(error: Error): Refusal | undefined {
  if (error instanceof NoRoom) {
    const { waitSeconds } = error;
    return refuse('server/busy', `The server is busy. Try again in ${waitSeconds} seconds.`, { waitSeconds });
  }
  if (!(error instanceof HTTPException) || error.status !== 400) return undefined;
  return refuse('request/invalid', 'body: is not JSON', { path: 'body' });
}
