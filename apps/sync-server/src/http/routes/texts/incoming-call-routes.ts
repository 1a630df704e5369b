import type { OpenAPIHono } from '@hono/zod-openapi';
import { incomingCallPaths } from '../../../integrations/sms/call-adapter.ts';
import type { Calls, EndedCall, IncomingCall } from '../../../integrations/sms/calls.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { readSignedForm } from './signed-form.ts';

export type IncomingCallPorts = {
  readonly calls: Pick<Calls, 'readIncoming' | 'answers'>;
  /** This server's https address. */
  readonly at: string;
  /** Keeps a call, and returns the telephone to ring; undefined: none. */
  readonly begin: (orgId: string, call: IncomingCall) => Promise<string | undefined>;
  readonly end: (orgId: string, call: IncomingCall, ended: EndedCall) => Promise<void>;
};

const xml = { 'content-type': 'text/xml; charset=utf-8' } as const;
const nobody = 'Nobody can take your call at the moment. Please call again later.';

/**
 * MSG-66, MSG-67: adds the routes for calls that come in. All answer 403 to every request that the provider has not signed. A number may
 * belong to no organisation. Its callers hear that nobody is there, and the server keeps nothing.
 */
export function addIncomingCallRoutes(app: OpenAPIHono<HttpEnv>, { calls, at, begin, end }: IncomingCallPorts): void {
  const { answers } = calls;
  const address = (path: string): string => new URL(path, at).href;
  app.post(incomingCallPaths.begun, async (c) => {
    const sent = await readSignedForm(c, at);
    const news = sent && calls.readIncoming(sent);
    if (!news) return c.body(null, 403);
    const { orgId, call } = news;
    const to = orgId === undefined ? undefined : await begin(orgId, call);
    if (to !== undefined)
      return c.body(answers.ring(to, { screenAt: address(incomingCallPaths.screen), endedAt: address(incomingCallPaths.ended) }), 200, xml); // prettier-ignore
    if (orgId !== undefined) await end(orgId, call, { isAnswered: false, seconds: 0 });
    return c.body(answers.refuse(nobody), 200, xml);
  });
  app.post(incomingCallPaths.screen, async (c) => {
    const sent = await readSignedForm(c, at);
    if (!sent || !calls.readIncoming(sent)) return c.body(null, 403);
    return c.body(answers.screen(address(incomingCallPaths.accept)), 200, xml);
  });
  app.post(incomingCallPaths.accept, async (c) => {
    const sent = await readSignedForm(c, at);
    const news = sent && calls.readIncoming(sent);
    if (!news) return c.body(null, 403);
    return c.body(news.key === '' ? answers.hangUp() : answers.join(), 200, xml);
  });
  app.post(incomingCallPaths.ended, async (c) => {
    const sent = await readSignedForm(c, at);
    const news = sent && calls.readIncoming(sent);
    if (!news) return c.body(null, 403);
    const { orgId, call, ended } = news;
    if (orgId !== undefined) await end(orgId, call, ended);
    return c.body(ended.isAnswered ? answers.hangUp() : answers.refuse(nobody), 200, xml);
  });
}
