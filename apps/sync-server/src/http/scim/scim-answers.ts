import type { Context, MiddlewareHandler } from 'hono';
import { refuse, type Refusal } from '@outpost/domain/kernel/refusal';
import { callerByKey, type CredentialPorts } from '../../gateway/api-credentials.ts';
import { problemResponse, problemType } from '../answers/problem-details.ts';
import type { HttpEnv } from '../bodies/http-env.ts';

/** The media type of RFC 7644, section 3.1. */
export const scimType = 'application/scim+json';
const errorSchemaId = 'urn:ietf:params:scim:api:messages:2.0:Error';

type Problem = {
  readonly status: number;
  readonly detail: string;
  readonly code?: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** Returns the SCIM type of a problem (RFC 7644, table 9); undefined where none fits. */
function scimTypeOf({ status, code, details }: Problem): string | undefined {
  if (code === 'records/taken' || code === 'records/exists') return 'uniqueness';
  if (code === 'records/fixed') return 'mutability';
  if (status !== 400) return undefined;
  const path = typeof details?.['path'] === 'string' ? details['path'] : '';
  if (path === 'query.filter') return 'invalidFilter';
  if (path.endsWith('.path')) return 'invalidPath';
  return path.startsWith('attribute.') || path.startsWith('query.') ? 'invalidValue' : 'invalidSyntax';
}

/** A record that breaks a rule is a bad value to a directory: RFC 7644 has no 422. */
const statusOf = ({ status }: Problem): number => (status === 422 ? 400 : status);

/** Turns every refusal and fault of these routes, by any guard, into the shape of RFC 7644, section 3.12. */
export const scimErrors: MiddlewareHandler<HttpEnv> = async (c, next) => {
  await next();
  if (c.res.headers.get('content-type')?.startsWith(problemType) !== true) return;
  const problem = (await c.res.json()) as Problem; // only this server writes such answers
  const status = statusOf(problem);
  const type = problem.status === 422 ? 'invalidValue' : scimTypeOf(problem);
  const body = {
    schemas: [errorSchemaId],
    status: String(status),
    ...(type === undefined ? {} : { scimType: type }),
    detail: problem.detail,
  };
  c.res = new Response(JSON.stringify(body), { status, headers: { 'content-type': scimType } });
};

/** Admits directories, by a token of theirs, before a body is read. Sets `caller`. Refuses `access/signed-out`. */
export function directoryCallers(ports: CredentialPorts): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const token = /^Bearer +(op1\.\S{1,200})$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const caller = await callerByKey(ports, token ?? '', 'directory');
    if (!caller.ok) return problemResponse(caller, c.get('requestId'));
    c.set('caller', caller.value);
    return next();
  };
}

/** Answers with a refusal; `scimErrors` gives it its shape. */
export function scimRefusal(c: Context<HttpEnv>, refusal: Refusal): Response {
  c.set('refused', refusal.code);
  return problemResponse(refusal, c.get('requestId'));
}

export const badRequest = (path: string, why: string): Refusal =>
  refuse('request/invalid', `${path}: ${why}`, { path });

type Sent = { readonly status?: 200 | 201; readonly etag?: string; readonly location?: string };

/** Answers with a resource or a list. */
export function scimAnswer(c: Context<HttpEnv>, body: object, { status = 200, etag, location }: Sent = {}): Response {
  return c.body(JSON.stringify(body), status, {
    'content-type': scimType,
    ...(etag === undefined ? {} : { etag }),
    ...(location === undefined ? {} : { location }),
  });
}
