import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type MailReport, mailReportPath, type ReadMailReports } from '../../../integrations/email/mail-reports.ts';
import { isJsonType } from '../../bodies/body-rules.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';

export type MailReportPorts = {
  readonly read: ReadMailReports;
  /** Keeps what one report says. A repeated report has no effect. */
  readonly note: (report: MailReport) => Promise<void>;
};

/** SendGrid sends up to 768 KB at once. */
const mostBytes = 1_048_576;
const signatureHeader = 'x-twilio-email-event-webhook-signature';
const timestampHeader = 'x-twilio-email-event-webhook-timestamp';

/** Reads a body of JSON of an announced length. Undefined for everything else. */
async function bytesOf(c: Context<HttpEnv>): Promise<Uint8Array | undefined> {
  const length = c.req.header('content-length') ?? '';
  const isBounded = /^\d{1,7}$/.test(length) && Number(length) <= mostBytes; // Node reads no more than was announced
  if (!isBounded || !isJsonType(c.req.header('content-type'))) return undefined;
  return new Uint8Array(await c.req.arrayBuffer());
}

/**
 * MSG-39: adds the route to which the provider reports about e-mails. It answers 403 to every request that the provider has not signed, and
 * 204 to every other, whether the organisation, the record or the claim is known or not. A report that could not be kept is a fault: the
 * provider sends all of them again.
 */
export function addMailReportRoute(app: OpenAPIHono<HttpEnv>, { read, note }: MailReportPorts): void {
  app.post(mailReportPath, async (c) => {
    const [signature, timestamp] = [c.req.header(signatureHeader), c.req.header(timestampHeader)];
    const bytes = signature === undefined || timestamp === undefined ? undefined : await bytesOf(c);
    const reports = bytes && read({ bytes, signature: signature ?? '', timestamp: timestamp ?? '' });
    if (!reports) return c.body(null, 403);
    for (const report of reports) await note(report);
    return c.body(null, 204);
  });
}
