import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { mostTitleChars, visitedPath } from '@outpost/domain/kernel/messages/page-visits';
import type { Clock } from '@outpost/domain/kernel/ports';
import { refuse } from '@outpost/domain/kernel/refusal';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { Buckets, type Flow } from '../../../db/buckets.ts';
import { mayBeMachine } from '../../../integrations/mail-uses/machine-readers.ts';
import type { VisitTokens } from '../../../integrations/mail-uses/visit-tokens.ts';
import { type PageVisited, visitedHostOf, type VisitingMail } from '../../../jobs/mail-uses/note-visit.ts';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { visitsPath } from '../../paths/visits-path.ts';

export type VisitPorts = {
  readonly clock: Clock;
  readonly tokens: Pick<VisitTokens, 'read'>;
  /** Whether any organisation notes visits of a website. */
  readonly isVisitedSite: (host: string) => Promise<boolean>;
  /** Keeps a visit where it may be noted now. */
  readonly note: (visit: VisitingMail & PageVisited) => Promise<void>;
};

/** Chosen: an office with one address whose people all read an e-mail at the same time. */
const flow: Flow = { burst: 120, perSecond: 1 };

const visitSchema = z.strictObject({
  token: z.string().max(200).openapi({ description: 'The value of the parameter outpost_visit of the address to which the link led.' }),
  path: z.string().max(2_000).openapi({ description: 'The path of the page, such as /pricing. What follows ? and # is left out.' }),
  title: z.string().max(2_000).default('').openapi({ description: 'The title of the page.' }),
}); // prettier-ignore

/** Returns the host of the page that sends a request; undefined for a program and for a page without https. */
function hostOfOrigin(origin: string | undefined): string | undefined {
  const url = origin === undefined ? null : URL.parse(origin);
  return url !== null && url.origin === origin ? visitedHostOf(url) : undefined;
}

const letPagesAsk: MiddlewareHandler<HttpEnv> = cors({
  origin: (origin) => origin,
  allowMethods: ['POST'],
  allowHeaders: ['content-type'],
  maxAge: 600,
});

/** CORS: lets pages of named websites report visits. Cookies are not used, and not allowed. */
const letNamedSitesAsk =
  (isVisitedSite: VisitPorts['isVisitedSite']): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    const host = hostOfOrigin(c.req.header('origin'));
    if (host !== undefined && (await isVisitedSite(host))) return letPagesAsk(c, next);
    c.header('vary', 'origin');
    return c.req.method === 'OPTIONS' ? c.body(null, 204) : next();
  };

/**
 * MSG-82: adds the route to which websites report visits. A well-formed report gets the same answer, whether its token is right, ended or forged,
 * and whether the visit is kept or not. Browsers may ask from the named websites only (CORS), and without cookies.
 */
export function addVisitRoutes(app: OpenAPIHono<HttpEnv>, { clock, tokens, isVisitedSite, note }: VisitPorts): void {
  const buckets = new Buckets(() => clock.nowMs());
  app.use(visitsPath, letNamedSitesAsk(isVisitedSite));
  const { 200: _, ...refusals } = responsesOf('', z.object({}));
  app.openapi(
    createRoute({
      method: 'post',
      path: visitsPath,
      tags: ['Visits'],
      security: [],
      summary: 'Takes the report of a website about a visit that began with a link of an e-mail',
      request: { body: jsonBody(visitSchema) },
      responses: { 204: { description: 'The same for every report: nobody learns whether it was kept.' }, ...refusals },
    }),
    async (c) => {
      const address = c.get('address') ?? '';
      if (buckets.left(address, flow) < 1)
        return answer(c, refuse('request/too-many', 'Too many visits from your network. Try again in 60 seconds.', { waitSeconds: 60 })) as never; // prettier-ignore
      buckets.take(address, flow, 1);
      const { token, path: written, title } = c.req.valid('json');
      const path = visitedPath(written);
      if (path === undefined)
        return answer(c, refuse('request/invalid', 'body.path: must begin with "/", and have at most 200 characters without blanks', { path: 'body.path' })) as never; // prettier-ignore
      const mail = tokens.read(token);
      const host = hostOfOrigin(c.req.header('origin'));
      if (mail && host !== undefined && !mayBeMachine(c.req.header('user-agent')))
        await note({ ...mail, host, path, title: shownTitle(title) });
      return c.body(null, 204);
    },
  );
}

/** Returns a title as it is kept: one line, without characters that are not shown. */
const shownTitle = (title: string): string => cutText(title.replaceAll(/[\p{C}\s]+/gu, ' ').trim(), mostTitleChars);
