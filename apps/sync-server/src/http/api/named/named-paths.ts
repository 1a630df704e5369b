import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { answer, jsonBody, responsesOf } from '../../answers/answer.ts';
import { originOf } from '../../answers/origin-of.ts';
import type { Caller } from '../../../identity/identity-ports.ts';
import { readSlugs } from '../../../tenancy/organisation/change-slug.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import type { authenticateSession } from '../../guards/authenticate.ts';
import type { ClientAddress } from '../../guards/client-address.ts';
import { provenDevice } from '../../guards/proven-device.ts';
import { changeHeaders, etagOf, versionWanted } from '../../routes/records/conditions.ts';
import { once } from '../once.ts';
import { auditPaths } from './audit-paths.ts';
import { authPaths } from './auth-paths.ts';
import type { NamedPath, NamedPorts } from './named-path.ts';
import { organizationPaths } from './organization-paths.ts';
import { userPaths } from './user-paths.ts';

/** The paths that the requirement documents name and that this server has. A new one is a line in the table of its section. */
export const namedPaths: readonly NamedPath[] = [...authPaths, ...userPaths, ...organizationPaths, ...auditPaths];

const tagOf = { '2.1': 'Signing in', '2.2': 'Users and roles', '2.3': 'Organisation', '2.10': 'Journal' } as const;

/** Adds the paths that the requirement documents name, under `/api/v1`. */
export function addNamedPaths(
  app: OpenAPIHono<HttpEnv>,
  ports: NamedPorts & {
    readonly signedIn: ReturnType<typeof authenticateSession>;
    readonly clientAddress: ClientAddress;
  },
): void {
  const doneOnce = once({ ...ports, keys: ports.identity.keys });
  for (const one of namedPaths) {
    const { method, path, summary, section, params, query, body, reply, isOpen, makes, versionOf, work } = one;
    const isConditional = method === 'put' && versionOf !== undefined;
    const route = createRoute({
      method,
      path: `/api/v1${path}`,
      tags: [tagOf[section]],
      summary,
      ...(isOpen ? { security: [] } : { middleware: makes ? [ports.signedIn, doneOnce] : ports.signedIn }),
      request: {
        ...(params ? { params } : {}),
        ...(query ? { query } : {}),
        ...(body ? { body: jsonBody(body) } : {}),
        ...(makes ? { headers: changeHeaders.pick({ 'idempotency-key': true }) } : {}),
        ...(isConditional ? { headers: changeHeaders.pick({ 'if-match': true }) } : {}),
      },
      responses: responsesOf(`${summary}.`, reply),
    });
    app.openapi(route, async (c) => {
      const valid = (target: 'param' | 'query' | 'json') => c.req.valid(target as never) as unknown;
      const version = isConditional ? versionWanted(c) : accept(undefined);
      if (!version.ok) return answer(c, version) as never;
      const input = {
        version: version.value,
        caller: c.get('caller'),
        readDevice: () => provenDevice(c, ports),
        params: params && (await byId(ports, c.get('caller'), valid('param'))),
        query: query && valid('query'),
        body: body && valid('json'),
      };
      const identity = { ...ports.identity, origin: originOf(c) };
      const done: Result<unknown> = await work({ ...ports, identity }, input as never); // parsed by its own schemas
      if (done.ok && versionOf) c.header('etag', etagOf(versionOf(done.value as never))); // by its own schema
      return answer(c, done.ok ? accept(done.value as object) : done) as never;
    });
  }
}

/**
 * Returns the parameters of a path with the id of the caller's organisation in place of its slug, or of one that it
 * had within a year. The name of any other
 * organisation stays as it is, so that organisation is not found.
 */
async function byId(ports: NamedPorts, caller: Caller | undefined, params: unknown): Promise<unknown> {
  if (!caller || typeof params !== 'object' || params === null || !('org_id' in params)) return params;
  const { orgId } = caller;
  if (params.org_id === orgId) return params;
  const { slug, former } = await readSlugs(ports, caller);
  const isOurs = [slug, ...former.map((one) => one.slug)].includes(String(params.org_id));
  return isOurs ? { ...params, org_id: orgId } : params;
}
