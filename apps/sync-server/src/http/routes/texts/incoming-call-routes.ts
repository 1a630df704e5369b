import type { OpenAPIHono } from '@hono/zod-openapi';
import { callStepsOf, incomingCallPaths } from '../../../integrations/sms/call-adapter.ts';
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
  /** Notes that a caller may leave a message. Returns the record of the call; undefined: it is kept nowhere, or this server keeps no files. */
  readonly beginMessage: (orgId: string, call: IncomingCall) => Promise<string | undefined>;
};

const xml = { 'content-type': 'text/xml; charset=utf-8' } as const;
const nobody = 'Nobody can take your call at the moment. Please call again later.';

/**
 * MSG-66, MSG-67: adds the routes for calls that come in. All answer 403 to every request that the provider has not signed. A number may
 * belong to no organisation. Its callers hear that nobody is there, and the server keeps nothing.
 */
export function addIncomingCallRoutes(
  app: OpenAPIHono<HttpEnv>,
  { calls, at, begin, end, beginMessage }: IncomingCallPorts,
): void {
  const { answers } = calls;
  const address = (path: string): string => new URL(path, at).href;
  /** MSG-71: the answer to a caller whom nobody has answered. */
  const unanswered = async (orgId: string | undefined, call: IncomingCall): Promise<string> => {
    if (orgId === undefined) return answers.refuse(nobody);
    await end(orgId, call, { isAnswered: false, seconds: 0 });
    const record = await beginMessage(orgId, call);
    if (record === undefined) return answers.refuse(nobody);
    const { recordedAt } = callStepsOf(at, { orgId, record, claim: 0 });
    return answers.takeMessage({ leftAt: address(incomingCallPaths.left), recordedAt });
  };
  app.post(incomingCallPaths.begun, async (c) => {
    const sent = await readSignedForm(c, at);
    const news = sent && calls.readIncoming(sent);
    if (!news) return c.body(null, 403);
    const { orgId, call } = news;
    const to = orgId === undefined ? undefined : await begin(orgId, call);
    if (to !== undefined)
      return c.body(answers.ring(to, { screenAt: address(incomingCallPaths.screen), endedAt: address(incomingCallPaths.ended) }), 200, xml); // prettier-ignore
    return c.body(await unanswered(orgId, call), 200, xml);
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
    if (!ended.isAnswered) return c.body(await unanswered(orgId, call), 200, xml);
    if (orgId !== undefined) await end(orgId, call, ended);
    return c.body(answers.hangUp(), 200, xml);
  });
  app.post(incomingCallPaths.left, async (c) => {
    const sent = await readSignedForm(c, at);
    if (!sent || !calls.readIncoming(sent)) return c.body(null, 403);
    return c.body(answers.refuse('Thank you for your message. Goodbye.'), 200, xml);
  });
}
