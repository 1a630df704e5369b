import type { WorkState } from '@outpost/domain/kernel/catalogue/intents/queued-work';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MailOutcome } from '../../integrations/email/mail-transport.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made, type TestDevice } from '../../testing/test-server.ts';
import { askQueue, hurryWork } from './ask-queue.ts';

/** The mail server's answer by subject. */
const answers: Record<string, MailOutcome> = {
  Busy: { status: 'later', why: 'Busy.' },
  Full: { status: 'refused', why: 'Full.' },
  Cut: { status: 'unclear', why: 'Cut.' },
};
const send = ({ subject }: { readonly subject: string }) =>
  Promise.resolve(answers[subject] ?? ({ status: 'sent' } as const));
const given = givenServer({ mail: { transport: { send, close: () => undefined }, from: 'crm@fenwright.example' } });
const minute = 60_000;
let w: SalesWorld;
let ada: TestDevice;

beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  ada = await w.tenant.person('Ada', 'admin');
});

const ports = () => ({ ...given.test.server.tenancy, resting: () => [] });
const ask = async (state: WorkState, { by = ada, before }: { by?: TestDevice; before?: string | undefined } = {}) => {
  const answer = await askQueue(ports(), by.asker, { state, before });
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
};
const work = () => given.test.server.runWorkers(w.tenant.orgId);
async function writeMail(subject: string, more: Readonly<Record<string, string>> = {}): Promise<string> {
  const [deal, mail] = [w.id(), w.id()];
  const fields = { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress: 'client@example.com', subject, ...more }; // prettier-ignore
  await w.mia.do([w.deal(deal), made(mail, 'crm/activity', fields)]);
  return mail;
}
const at = (ms: number): string => new Date(given.test.clock.nowMs() + ms).toISOString();

describe('[T-23] the queue, as administrators see it', () => {
  it('tells what waits and for how long, what has failed and why, and how many there are of each', async () => {
    const [busy, full, cut] = [await writeMail('Busy'), await writeMail('Full'), await writeMail('Cut')];
    await writeMail('Sent');
    const planned = await writeMail('Planned', { sendAt: at(60 * minute), sendUntil: at(90 * minute) });
    await work();
    const waiting = await ask('waiting');
    expect(waiting.counts).toEqual({ waiting: 2, running: 0, failed: 1, unclear: 1, expired: 0 });
    expect(waiting.work).toEqual([
      { kind: 'email', record: { entity: 'crm/activity', id: planned }, tries: 0, opensAt: at(60 * minute), closesAt: at(90 * minute), runsSince: null, endedAt: null, why: null },
      { kind: 'email', record: { entity: 'crm/activity', id: busy }, tries: 1, opensAt: expect.any(String) as string, closesAt: null, runsSince: null, endedAt: null, why: null },
    ]); // prettier-ignore
    expect((await ask('failed')).work).toMatchObject([{ record: { id: full }, tries: 1, endedAt: at(0), why: 'The mail server refused it: Full.' }]); // prettier-ignore
    expect((await ask('unclear')).work).toMatchObject([{ record: { id: cut }, why: expect.stringMatching(/not clear/) as string }]); // prettier-ignore
  });

  it('ends the wait for the next try, and nothing else', async () => {
    const [busy, planned] = [await writeMail('Busy'), await writeMail('Planned', { sendAt: at(60 * minute) })];
    await work();
    const hurry = async (id: string, by = ada, entity = 'crm/activity') => {
      const hurried = await hurryWork(ports(), by.asker, { entity, id });
      return hurried.ok ? hurried.value : hurried.code;
    };
    answers['Busy'] = { status: 'sent' };
    expect([await hurry(planned), await hurry(busy, ada, 'crm/deal'), await hurry(busy)]).toEqual([false, false, true]);
    await work();
    answers['Busy'] = { status: 'later', why: 'Busy.' };
    expect((await ask('waiting')).work.map(({ record }) => record?.id)).toEqual([planned]);
    expect(await hurry(planned, w.mia)).toBe('access/denied');
    const other = await (await given.test.tenant('Other')).person('Olu', 'admin');
    expect(await hurry(planned, other)).toBe(false);
  });

  it('goes on page by page', async () => {
    await w.tenant.rows(
      `insert into store.intent (org_id, intent, id, status, n) select $1, 'email:crm/activity', gen_random_uuid(), 'expired', 1 + i / 3 from generate_series(1, 120) i`,
      [w.tenant.orgId],
    );
    const sizes: number[] = [];
    for (let before: string | undefined = undefined, last = false; !last;) {
      const page: Awaited<ReturnType<typeof ask>> = await ask('expired', { before });
      sizes.push(page.work.length);
      before = page.next ?? undefined;
      last = page.next === null;
    }
    expect(sizes).toEqual([50, 50, 20]);
  });

  it('is for administrators only, of one’s own organisation, and says nothing of records that they do not see', async () => {
    await writeMail('Full');
    await work();
    expect(await askQueue(ports(), w.mia.asker, { state: 'failed' })).toMatchObject({ code: 'access/denied' });
    const other = await (await given.test.tenant('Other')).person('Olu', 'admin');
    expect((await ask('failed', { by: other })).counts).toEqual({ waiting: 0, running: 0, failed: 0, unclear: 0, expired: 0 }); // prettier-ignore
    const grants = ['platform/person:read@org', 'platform/role:administer@org', 'platform/role:read@org'];
    const clerk = made(given.test.newId(), 'platform/role', {
      key: 'clerk',
      label: 'Clerk',
      grants,
      builtIn: false,
      portal: false,
    });
    expect((await ada.do([clerk])).status).toBe('accepted');
    const cleo = await w.tenant.person('Cleo', 'clerk');
    expect((await ask('failed', { by: cleo })).work).toMatchObject([{ kind: 'email', record: null, why: null }]);
  });
});
