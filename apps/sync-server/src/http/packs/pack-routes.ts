import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { holdsAll } from '@outpost/domain/kernel/access/holds-all';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { idSchema } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../../access/asker.ts';
import { principalOfService, type ServiceAccount } from '../../access/service-account.ts';
import { inTenant } from '../../db/database.ts';
import { openService, type Service, type ServicePorts } from '../../jobs/service/service.ts';
import { isWebhookKey, makeWebhookKey } from '../../tenancy/webhook-keys.ts';
import { answer, invalidInput, jsonBody, responsesOf } from '../answers/answer.ts';
import { originOf } from '../answers/origin-of.ts';
import { parseJson } from '../bodies/body-rules.ts';
import type { HttpEnv } from '../bodies/http-env.ts';
import type { authenticateSession } from '../guards/authenticate.ts';
import type { PackRoute, Webhook } from './pack-route.ts';

/** The routes and webhooks that one pack adds to the API, and the service account under which they work. */
export type PackHttp = {
  readonly account: ServiceAccount;
  readonly routes: readonly PackRoute[];
  readonly webhooks: readonly Webhook[];
};
type Ports = ServicePorts & { readonly signedIn: ReturnType<typeof authenticateSession> };

const doneSchema = z.strictObject({ done: z.literal(true) });
const keySchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** T-22: adds the addresses of packs. For a tenant without the pack they answer as unknown addresses do (T-25). */
export function addPackRoutes(app: OpenAPIHono<HttpEnv>, ports: Ports, packs: readonly PackHttp[]): void {
  for (const { account, routes, webhooks } of packs) {
    for (const route of routes) addRoute(app, ports, { account, route });
    for (const webhook of webhooks) addWebhook(app, ports, { account, webhook });
  }
}

const nothingHere = (path: string): Refusal =>
  refuse('request/not-found', 'There is nothing at this address. /openapi.json lists all addresses.', { path });

function addRoute(
  app: OpenAPIHono<HttpEnv>,
  ports: Ports,
  { account, route }: { readonly account: ServiceAccount; readonly route: PackRoute },
): void {
  const grant = parseGrant(route.asks);
  if (!grant) throw new Error(`Address ${route.name} of pack ${account.pack}: "${route.asks}" is not a grant`);
  const asked = { ...principalOfService({ ...account, grants: [grant] }) };
  const declared = createRoute({
    method: 'post',
    path: `/v1/packs/${account.pack}/${route.name}`,
    tags: ['Packs'],
    middleware: ports.signedIn,
    summary: route.summary,
    request: { body: jsonBody(route.takes) },
    responses: responsesOf(route.summary, route.gives),
  });
  app.openapi(declared, async (c) => {
    const { orgId, userId } = c.get('caller');
    const service = await openService(ports, account, orgId);
    if (!service) return answer(c, nothingHere(declared.path)) as never;
    const isAllowed = await inTenant(ports.database, { orgId, mode: 'snapshot' }, async (tx) => {
      const { principal, tenant } = await readAsker(tx, { orgId, userId, installed: ports.installed });
      return holdsAll(principal.memberships, asked.memberships, { entities: tenant.catalogue.entities });
    });
    if (!isAllowed) return answer(c, refuse('access/denied', 'Your roles do not allow this.', { action: grant.action })) as never; // prettier-ignore
    return answer(c, await route.work(service, c.req.valid('json') as never, { userId })) as never; // parsed by its own schema
  });
}

function addWebhook(
  app: OpenAPIHono<HttpEnv>,
  ports: Ports,
  { account, webhook }: { readonly account: ServiceAccount; readonly webhook: Webhook },
): void {
  const { pack } = account;
  const { name, summary } = webhook;
  const making = createRoute({
    method: 'post',
    path: `/admin/packs/${pack}/webhooks/${name}`,
    tags: ['Packs'],
    middleware: ports.signedIn,
    summary: `Makes the address, and shows it this once: ${summary}`,
    request: { body: jsonBody(z.strictObject({})) },
    responses: responsesOf('The address. The earlier address no longer works.', z.strictObject({ path: z.string() })),
  });
  app.openapi(making, async (c) => {
    const caller = c.get('caller');
    const made = await makeWebhookKey({ ...ports, origin: originOf(c) }, caller, { pack, name });
    return answer(c, made.ok ? accept({ path: `/hooks/${caller.orgId}/${pack}/${name}/${made.value.key}` }) : made);
  });
  const path = `/hooks/{org}/${pack}/${name}/{key}`;
  const sending = createRoute({
    method: 'post',
    path,
    tags: ['Packs'],
    security: [],
    summary,
    request: { params: z.object({ org: z.string(), key: z.string() }), body: jsonBody(webhook.takes) },
    responses: responsesOf('Taken.', doneSchema),
  });
  app.openAPIRegistry.registerPath(sending); // not `app.openapi`: its validator would reveal the body's form at an address that does not exist
  app.post(`/hooks/:org/${pack}/${name}/:key`, async (c) => {
    const { org, key } = c.req.param();
    const service = await openHook(ports, account, { org, name, key });
    if (!service) return answer(c, nothingHere('/hooks')) as never;
    const body = parseJson(await c.req.text());
    if (!body.ok) return answer(c, body) as never;
    const read = webhook.takes.safeParse(body.value);
    const done: Result<unknown> = read.success
      ? await webhook.receive(service, read.data as never) // parsed by its own schema
      : invalidInput('body', read.error);
    return answer<JsonValue>(c, done.ok ? accept({ done: true }) : done) as never;
  });
}

/** Opens the tenant of a webhook's address. Undefined alike for an unknown tenant, a wrong key and a missing pack. */
async function openHook(
  ports: Ports,
  account: ServiceAccount,
  { org, name, key }: { readonly org: string; readonly name: string; readonly key: string },
): Promise<Service | undefined> {
  if (!idSchema.safeParse(org).success || !keySchema.safeParse(key).success) return undefined;
  const isRight = await isWebhookKey(ports, org, { pack: account.pack, name, key });
  return isRight ? openService(ports, account, org) : undefined;
}
