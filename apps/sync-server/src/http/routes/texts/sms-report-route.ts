import type { OpenAPIHono } from '@hono/zod-openapi';
import { isId } from '@outpost/domain/kernel/ids';
import type { IdentityPorts } from '../../../identity/identity-ports.ts';
import {
  messageParameter,
  noteReport,
  orgParameter,
  type ReadSmsReport,
  smsReportPath,
} from '../../../identity/factors/message-reports.ts';
import { originOf } from '../../answers/origin-of.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { readSignedForm } from './signed-form.ts';

/**
 * Adds the route to which the service of text messages reports whether a message with a code arrived. It answers 403 to every request
 * that the service has not signed, alike for known and unknown messages, and 204 to the others. There is no such route where this
 * server takes no reports.
 */
export function addSmsReportRoute(
  app: OpenAPIHono<HttpEnv>,
  { identity, read }: { readonly identity: IdentityPorts; readonly read: ReadSmsReport },
): void {
  const { smsReportsAt } = identity;
  if (smsReportsAt === undefined) return;
  app.post(smsReportPath, async (c) => {
    const sent = await readSignedForm(c, smsReportsAt);
    const report = sent && read(sent);
    if (!report) return c.body(null, 403);
    const [orgId, id] = [c.req.query(orgParameter) ?? '', c.req.query(messageParameter) ?? ''];
    if (isId(orgId) && isId(id)) await noteReport({ orgId, id, report }, { ...identity, origin: originOf(c) });
    return c.body(null, 204);
  });
}
