import type { OpenAPIHono } from '@hono/zod-openapi';
import { isId } from '@outpost/domain/kernel/ids';
import type { IdentityPorts } from '../../identity/identity-ports.ts';
import {
  messageParameter,
  noteReport,
  orgParameter,
  type ReadSmsReport,
  smsReportPath,
} from '../../identity/factors/message-reports.ts';
import { originOf } from '../answers/origin-of.ts';
import { isJsonType } from '../bodies/body-rules.ts';
import type { HttpEnv } from '../bodies/http-env.ts';

/** Chosen: several times the longest report. */
const mostBytes = 16_384;

/**
 * Adds the route to which the service of text messages reports whether a message arrived. It answers 403 to every request that the
 * service has not signed, alike for known and unknown messages, and 204 to the others. There is no such route where this server takes
 * no reports.
 */
export function addSmsReportRoute(
  app: OpenAPIHono<HttpEnv>,
  { identity, read }: { readonly identity: IdentityPorts; readonly read: ReadSmsReport },
): void {
  const { smsReportsAt } = identity;
  if (smsReportsAt === undefined) return;
  app.post(smsReportPath, async (c) => {
    const type = c.req.header('content-type');
    const isJson = isJsonType(type);
    const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(type ?? '');
    const length = c.req.header('content-length') ?? '';
    const isBounded = /^\d{1,5}$/.test(length) && Number(length) <= mostBytes; // Node reads no more than was announced
    if (!(isJson || isForm) || !isBounded) return c.body(null, 403);
    const { pathname, search } = new URL(c.req.url);
    const url = `${new URL(smsReportsAt).origin}${pathname}${search}`; // as the server gave it to the service: a proxy may have changed the name
    const signature = c.req.header('x-twilio-signature') ?? '';
    const report = read({ url, signature, isJson, body: await c.req.text() });
    if (!report) return c.body(null, 403);
    const [orgId, id] = [c.req.query(orgParameter) ?? '', c.req.query(messageParameter) ?? ''];
    if (isId(orgId) && isId(id)) await noteReport({ orgId, id, report }, { ...identity, origin: originOf(c) });
    return c.body(null, 204);
  });
}
