import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyAccessToken } from '../../identity/tokens/access-token.ts';
import { startSent } from '../../identity/factors/own-factors.ts';
import { sendMails } from '../../identity/mail/outbox.ts';
import type { Mail, MailOutcome } from '../../integrations/email/mail-transport.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made, testPassword } from '../../testing/test-server.ts';
import { setPlan } from './plan.ts';

const mails: Mail[] = [];
const outcomes: MailOutcome[] = [];
const given = givenServer({
  mail: {
    transport: {
      send: (mail) => {
        mails.push(mail);
        return Promise.resolve(outcomes.shift() ?? { status: 'sent' });
      },
      close: () => undefined,
    },
    from: 'Outpost <crm@fenwright.example>',
  },
});
type Body = Readonly<Record<string, unknown>>;
let w: SalesWorld;
let email = '';
let token = '';

beforeEach(async () => {
  mails.length = 0;
  outcomes.length = 0;
  w = await makeSalesWorld(given.test);
  email = `${randomUUID()}@example.com`;
  await w.tenant.person('Ada', 'admin', { email });
  const device = { id: given.test.newId(), name: 'Laptop' };
  const signedIn = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
  token = ((await signedIn.json()) as { readonly accessToken: string }).accessToken;
});
const limit = (messages: number) =>
  setPlan(given.test.server.tenancy, { orgId: w.tenant.orgId, plan: 'small', quotas: { messages } });
const used = async (): Promise<unknown> => {
  const plan = (await (await given.test.fetch('/admin/plan', { token })).json()) as {
    readonly quotas: readonly Body[];
  };
  return plan.quotas.find((one) => one['key'] === 'messages')?.['used'];
};
async function writeMails(count: number): Promise<readonly string[]> {
  const deal = w.id();
  const fields = { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress: 'client@example.com', subject: 'Your offer' }; // prettier-ignore
  const ids = Array.from({ length: count }, () => w.id());
  await w.mia.do([w.deal(deal), ...ids.map((id) => made(id, 'crm/activity', fields))]);
  await given.test.server.runWorkers(w.tenant.orgId);
  return ids;
}
const deliveryOf = async (id: string) => {
  const fields = await w.tenant.fields('crm/activity', id);
  return [fields?.['deliveryStatus'], fields?.['deliveryError']];
};
const invite = (to = `${randomUUID()}@example.com`) =>
  given.test.fetch('/admin/invites', { token, body: { email: to, memberships: [{ role: 'member', teamId: null }] } });
/** Asks for the code of a second factor, by mail or by a text message. */
async function askForCode(kind: 'email' | 'sms', sent: 'sent' | 'failed' = 'sent'): Promise<boolean> {
  const identity = { ...given.test.server.tenancy.identity, sms: () => Promise.resolve(sent) };
  const caller = await verifyAccessToken(token, identity);
  if (!caller.ok) throw new Error(caller.message);
  const started = await startSent({ caller: caller.value, kind, ...(kind === 'sms' ? { phone: '+15550142987' } : {}) }, identity); // prettier-ignore
  return started.ok;
}

describe('[PLT-42] the messages of an organisation', () => {
  it('are the e-mails of its records that went out or may have, invitations, and codes by mail and text message', async () => {
    outcomes.push({ status: 'sent' }, { status: 'refused', why: 'No.' }, { status: 'unclear', why: 'Broken.' });
    await writeMails(3);
    expect(await used()).toBe(2);
    expect((await invite()).status).toBe(200);
    expect([await askForCode('email'), await askForCode('sms'), await askForCode('sms', 'failed'), await used()]).toEqual([true, true, false, 5]); // prettier-ignore
    await given.test.server.runWorkers(w.tenant.orgId);
    const rows = await w.tenant.rows('select month, quota, used::int as used from store.month_use');
    expect(rows).toEqual([{ month: '2026-11', quota: 'messages', used: 5 }]);
  });

  it('are not sent beyond the limit: an e-mail says why on its record, and can be sent in the next month', async () => {
    await limit(2);
    const ids = await writeMails(4);
    expect([mails.length, await used()]).toEqual([2, 2]);
    const outcomesOf = await Promise.all(ids.map(deliveryOf));
    const failed = outcomesOf.filter(([status]) => status === 'failed');
    expect([outcomesOf.filter(([status]) => status === 'sent').length, failed.length]).toEqual([2, 2]);
    expect(failed[0]?.[1]).toMatch(/may have 2 messages a month, and has used 2.*2026-12-01.*Ask an administrator/);
    given.test.advance(Date.UTC(2026, 11, 1) - given.test.clock.nowMs());
    await writeMails(1);
    expect(mails).toHaveLength(3);
    given.test.setDateOff(Date.UTC(2026, 10, 20, 8) - given.test.clock.nowMs());
  });

  it('are not sent beyond the limit as invitations, and nobody is invited; a code for signing in is sent and counted', async () => {
    await limit(0);
    const refused = await invite();
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'quota/reached', details: { quota: 'messages', limit: 0, used: 0 } }]); // prettier-ignore
    const invites = (await (await given.test.fetch('/admin/invites', { token })).json()) as { readonly invites: readonly Body[] }; // prettier-ignore
    expect(invites.invites).toEqual([]);
    expect([await askForCode('email'), await askForCode('sms'), await used()]).toEqual([true, true, 2]);
    const identity = given.test.server.tenancy.identity;
    const sent: string[] = [];
    const send = ({ to, subject }: { readonly to: string; readonly subject: string }) => {
      if (to === email) sent.push(subject);
      return Promise.resolve('sent' as const);
    };
    await sendMails({ ...identity, send, log: { warn: () => undefined } });
    expect(sent.some((subject) => subject.endsWith('is your Outpost code'))).toBe(true);
  });
});
