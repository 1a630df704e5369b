import type { OpenAPIHono } from '@hono/zod-openapi';
import { isId } from '@outpost/domain/kernel/ids';
import { picturePages } from '../../../integrations/sms/picture-links.ts';
import {
  incomingTextPath,
  type TextPictures,
  textReportParameters,
  textReportPath,
} from '../../../integrations/sms/text-adapter.ts';
import type { IncomingText, Texts } from '../../../integrations/sms/texts.ts';
import type { IntentReport } from '../../../jobs/intents/note-report.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { readSignedForm } from './signed-form.ts';

export type TextRoutePorts = {
  /** `pictures`: left out where this server keeps no files. */
  readonly texts: Pick<Texts, 'readReport' | 'readIncoming'> & { readonly pictures?: TextPictures };
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
  const { pictures } = texts;
  if (pictures) addPictureRoute(app, pictures);
}

/**
 * MSG-73: adds the address at which the provider fetches one picture of one text. Every token that this server has not made, or whose time has passed,
 * gets the same empty 404, and so does a content that was erased meanwhile.
 */
function addPictureRoute(app: OpenAPIHono<HttpEnv>, { links, readFile }: TextPictures): void {
  app.get(`${picturePages}:token`, async (c) => {
    const picture = links.read(c.req.param('token'));
    const bytes = picture && (await readFile(picture.orgId, picture));
    if (!picture || bytes?.length !== picture.sizeBytes) return c.body(null, 404);
    return c.body(Uint8Array.from(bytes), 200, {
      'content-type': picture.mediaType,
      'content-length': String(bytes.length),
      'cache-control': 'no-store',
    });
  });
}
