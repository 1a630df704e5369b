import type { OpenAPIHono } from '@hono/zod-openapi';
import type { CallOrder } from '@outpost/domain/kernel/catalogue/intents/call-intent';
import { isId } from '@outpost/domain/kernel/ids';
import type { Context } from 'hono';
import { callParameters, callPaths, callStepsOf } from '../../../integrations/sms/call-adapter.ts';
import type { Calls } from '../../../integrations/sms/calls.ts';
import type { IntentReport } from '../../../jobs/intents/note-report.ts';
import type { CallClaim, RecordingSteps } from '../../../jobs/recordings/recording-rows.ts';
import type { PresentOrder } from '../../../jobs/intents/present-order.ts';
import type { HttpEnv } from '../../bodies/http-env.ts';
import { readSignedForm } from './signed-form.ts';

export type CallRoutePorts = {
  readonly calls: Pick<Calls, 'numberOf' | 'read' | 'readRecording' | 'answers'>;
  /** This server's https address. */
  readonly at: string;
  readonly noteReport: (orgId: string, report: IntentReport) => Promise<void>;
  /** Returns the order of a call, judged at this moment. */
  readonly orderOf: (
    orgId: string,
    call: { readonly id: string; readonly claim: number },
  ) => Promise<PresentOrder | undefined>;
  readonly recording: RecordingSteps;
};

const xml = { 'content-type': 'text/xml; charset=utf-8' } as const;

/** Returns the call that an address names. */
function claimIn(c: Context<HttpEnv>): CallClaim | undefined {
  const [orgId = '', record = '', claim = ''] = [callParameters.org, callParameters.record, callParameters.claim].map((name) => c.req.query(name)); // prettier-ignore
  return isId(orgId) && isId(record) && /^\d{1,9}$/.test(claim) ? { orgId, record, claim: Number(claim) } : undefined;
}

const notConnected = 'This call cannot be connected. Look into Outpost for the reason.';

/**
 * MSG-63, MSG-64: adds the routes that the provider asks while a call goes on, and to which it reports. All answer 403 to every request
 * that the provider has not signed. The number of the other person is in no address: it is read from the record, and judged again.
 */
export function addCallRoutes(
  app: OpenAPIHono<HttpEnv>,
  { calls, at, noteReport, orderOf, recording }: CallRoutePorts,
): void {
  const { answers } = calls;
  const note = async (call: CallClaim | undefined, end: IntentReport['end'] | undefined): Promise<void> => {
    if (call && end) await noteReport(call.orgId, { id: call.record, claim: call.claim, end });
  };
  app.post(callPaths.answered, async (c) => {
    const sent = await readSignedForm(c, at);
    if (!sent || !calls.read(sent, 'own')) return c.body(null, 403);
    const call = claimIn(c);
    await note(call, { is: 'sent' });
    return c.body(call ? answers.askForKey(callStepsOf(at, call)) : answers.hangUp(), 200, xml);
  });
  app.post(callPaths.connect, async (c) => {
    const sent = await readSignedForm(c, at);
    const news = sent && calls.read(sent, 'own');
    if (!news) return c.body(null, 403);
    const call = claimIn(c);
    if (call && news.key === '') {
      await note(call, { is: 'failed', why: 'No key was pressed on your own telephone, so nobody else was called.' });
      return c.body(answers.hangUp(), 200, xml);
    }
    const present = call && (await orderOf(call.orgId, { id: call.record, claim: call.claim }));
    const from = call && calls.numberOf(call.orgId);
    if (!call || !present || from === undefined) return c.body(answers.refuse(notConnected), 200, xml);
    if ('why' in present) {
      await note(call, { is: 'failed', why: present.why });
      return c.body(answers.refuse(notConnected), 200, xml);
    }
    const { own, to } = present.order as CallOrder; // `callIntent` makes these orders
    const plan = await recording.plan(call, { own, to, addresses: present.addresses });
    return c.body(answers.connect({ to, from }, { ...callStepsOf(at, call), isScreened: plan !== undefined }), 200, xml); // prettier-ignore
  });
  app.post(callPaths.ended, async (c) => {
    const sent = await readSignedForm(c, at);
    const news = sent && calls.read(sent, 'other');
    if (!news) return c.body(null, 403);
    const call = claimIn(c);
    await note(call, news.end);
    if (call) await recording.ended(call);
    return c.body(answers.hangUp(), 200, xml);
  });
  app.post(callPaths.screened, async (c) => {
    const sent = await readSignedForm(c, at);
    const news = sent && calls.read(sent, 'other');
    if (!news) return c.body(null, 403);
    const call = claimIn(c);
    const plan = call && (await recording.answered(call, news.sid));
    if (!call || !plan) return c.body(answers.join(), 200, xml);
    if (plan.asks) return c.body(answers.askToRecord(callStepsOf(at, call)), 200, xml);
    const begins = await recording.begin(call, { callSid: news.sid, isAgreed: false });
    return c.body(begins ? answers.record(callStepsOf(at, call), plan) : answers.join(), 200, xml);
  });
  app.post(callPaths.agreed, async (c) => {
    const sent = await readSignedForm(c, at);
    const news = sent && calls.read(sent, 'other');
    if (!news) return c.body(null, 403);
    const call = claimIn(c);
    const begins = call && (await recording.begin(call, { callSid: news.sid, isAgreed: news.key === '1' }));
    return c.body(begins ? answers.record(callStepsOf(at, call), { isAnnounced: true }) : answers.join(), 200, xml);
  });
  app.post(callPaths.recorded, async (c) => {
    const sent = await readSignedForm(c, at);
    const news = sent && calls.readRecording(sent);
    if (!news) return c.body(null, 403);
    const call = claimIn(c);
    if (call && news.sid !== undefined) await recording.recorded(call, news.sid);
    return c.body(null, 204);
  });
  for (const [path, leg] of [
    [callPaths.ownReport, 'own'],
    [callPaths.otherReport, 'other'],
  ] as const)
    // prettier-ignore
    app.post(path, async (c) => {
      const sent = await readSignedForm(c, at);
      const news = sent && calls.read(sent, leg);
      if (!news) return c.body(null, 403);
      const call = claimIn(c);
      await note(call, news.end);
      if (call && leg === 'other' && news.end) await recording.ended(call); // the question at the end of the line may be lost
      return c.body(null, 204);
    });
}
