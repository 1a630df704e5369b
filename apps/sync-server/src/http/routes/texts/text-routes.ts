import type { OpenAPIHono } from '@hono/zod-openapi';
import { isId } from '@outpost/domain/kernel/ids';
import { incomingTextPath, textReportParameters, textReportPath } from '../../../integrations/sms/text-adapter.ts';
import type { IncomingText, Texts } from '../../../integrations/sms/texts.ts';
import type { IntentReport } from '../../../jobs/intents/note-report.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { readSignedForm } from './signed-form.ts';

export type TextRoutePorts = {
  readonly texts: Pick<Texts, 'readReport' | 'readIncoming'>;
  /** This server's https address. */
  readonly at: string;
  readonly noteReport: (orgId: string, report: IntentReport) => Promise<void>;
  /** Lets the pack that takes text messages keep one. */
  readonly receive: (orgId: string, text: IncomingText) => Promise<void>;
};

/** No reply by text: TwiML without an order. STOP and HELP are answered by Twilio itself. */
const noReply = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>';

/**
 * MSG-12: adds the routes to which the provider reports about texts, and sends those that come in. Both answer 403 to every request that
 * the provider has not signed, and answer signed ones alike, whether the organisation, the record or the number is known or not.
 */
export function addTextRoutes(app: OpenAPIHono<HttpEnv>, { texts, at, noteReport, receive }: TextRoutePorts): void {
  app.post(textReportPath, async (c) => {
    const sent = await readSignedForm(c, at);
    const report = sent && texts.readReport(sent);
    if (!report) return c.body(null, 403);
    const [orgId = '', id = '', claim = ''] = [textReportParameters.org, textReportParameters.record, textReportParameters.claim].map((name) => c.req.query(name)); // prettier-ignore
    if (report.end && isId(orgId) && isId(id) && /^\d{1,9}$/.test(claim))
      await noteReport(orgId, { id, claim: Number(claim), end: report.end });
    return c.body(null, 204);
  });
  app.post(incomingTextPath, async (c) => {
    const sent = await readSignedForm(c, at);
    const read = sent && texts.readIncoming(sent);
    if (!read) return c.body(null, 403);
    if (read.orgId !== undefined) await receive(read.orgId, read.text);
    return c.body(noReply, 200, { 'content-type': 'text/xml; charset=utf-8' });
  });
}
