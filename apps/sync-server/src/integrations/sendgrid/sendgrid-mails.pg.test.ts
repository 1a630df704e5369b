import { describe, expect, it } from 'vitest';
import { houseFrame } from '@outpost/domain/kernel/templates/house-frame';
import { leaseMs } from '../../jobs/intents/claim-intents.ts';
import { made } from '../../testing/test-server.ts';
import { givenSendGrid, theirAddress } from '../../testing/mail/sendgrid-world.ts';

const given = givenSendGrid();
const minute = 60_000;
const last = () => given.service.taken.at(-1);
const outcome = async (mail: string) => {
  const fields = await given.fields(mail);
  return [fields?.['deliveryStatus'], fields?.['deliveryError']];
};
const unclear = 'It is not clear whether this e-mail went out: the connection to the mail server broke. Ask before you send it again.'; // prettier-ignore
/** Sends an e-mail to an address of its own. */
async function sent(toAddress = `${given.w.id()}@example.com`): Promise<string> {
  const mail = await given.write({ toAddress });
  await given.run();
  expect(await outcome(mail)).toEqual(['sent', undefined]);
  return mail;
}

describe('[MSG-38] an e-mail by SendGrid', () => {
  it('is ordered once, with its Message-ID and without tracking, and SendGrid’s id is kept', async () => {
    const mail = await given.write();
    await given.run();
    await given.run();
    expect(given.service.taken).toHaveLength(1);
    expect(last()).toEqual({
      personalizations: [{ to: [{ email: theirAddress }] }],
      from: { email: 'crm@fenwright.example', name: 'Outpost' },
      subject: 'Your offer',
      content: [{ type: 'text/plain', value: 'We come at nine.' }],
      headers: { 'Message-ID': `<${mail}@fenwright.example>` },
      custom_args: { outpost_org: given.w.tenant.orgId, outpost_record: mail, outpost_claim: '1' },
      tracking_settings: {
        click_tracking: { enable: false, enable_text: false },
        open_tracking: { enable: false },
        subscription_tracking: { enable: false },
        ganalytics: { enable: false },
      },
    });
    expect(await outcome(mail)).toEqual(['sent', undefined]);
    expect(await given.log(mail)).toMatchObject([{ state: 'sent', provider_id: 'sg1' }]);
  });

  it.each([
    ['lost', 'lost'],
    ['by half', 'half'],
    ['500', { status: 500 }],
    ['503', { status: 503 }],
  ] as const)(
    'whose answer is %s is not sent again: its outcome is unknown until an event settles it',
    async (_, answer) => {
      given.service.answers.push(answer);
      const mail = await given.write();
      await given.run();
      expect(await outcome(mail)).toEqual(['unknown', unclear]);
      given.test.advance(2 * leaseMs);
      await given.run();
      expect(given.service.taken).toHaveLength(1);
      expect((await given.report(last(), { event: 'delivered' })).status).toBe(204);
      expect(await outcome(mail)).toEqual(['delivered', undefined]);
      expect(await given.log(mail)).toMatchObject([{ state: 'delivered' }]);
    },
  );

  it('that SendGrid puts off (429) waits as long as Retry-After says, and is sent once', async () => {
    given.service.answers.push({ status: 429, headers: { 'retry-after': '1800' } });
    const mail = await given.write();
    await given.run();
    expect(await outcome(mail)).toEqual([undefined, undefined]);
    given.test.advance(30 * minute - 1);
    await given.run();
    expect(given.service.taken).toHaveLength(0);
    given.test.advance(1);
    await given.run();
    expect(given.service.taken).toHaveLength(1);
    expect(await outcome(mail)).toEqual(['sent', undefined]);
  });

  it.each([302, 401, 403, 404])(
    'waits while SendGrid does not accept the account (%i), and follows no redirect',
    async (status) => {
      given.service.answers.push({ status, headers: { location: '/v3/mail/send' } });
      const mail = await given.write();
      await given.run();
      expect(await outcome(mail)).toEqual([undefined, undefined]);
      given.test.advance(2 * minute);
      await given.run();
      expect(await outcome(mail)).toEqual(['sent', undefined]);
    },
  );

  it.each([
    [{ status: 400, message: 'The from address does not match a verified Sender Identity.' }, 'The mail server refused it: The from address does not match a verified Sender Identity.'], // prettier-ignore
    [{ status: 413, message: 'Too large.' }, 'The mail server refused it: Too large.'],
  ])('that SendGrid refuses fails with its words', async (answer, why) => {
    given.service.answers.push(answer);
    const mail = await given.write();
    await given.run();
    expect(await outcome(mail)).toEqual(['failed', why]);
    given.test.advance(24 * 60 * minute);
    await given.run();
    expect(given.service.taken).toHaveLength(0);
  });

  it('without words fails before it leaves', async () => {
    const mail = await given.write({ body: '' });
    await given.run();
    expect(await outcome(mail)).toEqual([
      'failed',
      'The mail server refused it: SendGrid takes no e-mail without words.',
    ]);
  });

  it('of a template has HTML behind its text', async () => {
    const own = { ownerId: given.w.mia.userId };
    const [template, version] = [given.w.id(), given.w.id()];
    await given.w.mia.do([
      made(template, 'crm/template', { name: 'Autumn', about: 'crm/deal' }, own),
      made(version, 'crm/template-version', { template, subject: 'Autumn', words: 'Dear', frame: houseFrame }, own),
    ]);
    const mail = await given.write({ templateVersion: version });
    await given.run();
    expect(await outcome(mail)).toEqual(['sent', undefined]);
    expect(last()?.content.map(({ type }) => type)).toEqual(['text/plain', 'text/html']);
    expect(last()?.content[1]?.value).toContain('We come at nine.');
  });
});

describe('[MSG-40] the events of SendGrid', () => {
  it.each([
    ['in order', ['processed', 'delivered', 'open', 'click']],
    ['out of order and doubled', ['click', 'open', 'click', 'delivered', 'processed', 'open', 'deferred', 'delivered']],
  ])('%s have their effect once', async (_, events) => {
    const mail = await sent();
    for (const event of events) expect((await given.report(last(), { event })).status).toBe(204);
    expect(await outcome(mail)).toEqual(['delivered', undefined]);
    const at = new Date(given.test.clock.nowMs()).toISOString();
    expect(await given.log(mail)).toMatchObject([{ state: 'delivered', opened_at: at, clicked_at: at, complained_at: null }]); // prettier-ignore
    expect((await given.noted(mail)).toSorted()).toEqual(['message/reported clicked', 'message/reported delivered', 'message/reported opened', 'message/sent']); // prettier-ignore
  });

  it('come together in one request, also with events of others', async () => {
    const mail = await sent();
    const order = last();
    const foreign = { event: 'bounce', outpost_org: 'x', outpost_record: 'y', outpost_claim: '-1' };
    expect((await given.report(order, foreign, { event: 'delivered' }, { event: 'group_resubscribe' }, { event: 'new' })).status).toBe(204); // prettier-ignore
    expect(await outcome(mail)).toEqual(['delivered', undefined]);
  });

  it('settle an e-mail before the late answer of SendGrid', async () => {
    given.service.answers.push({ status: 500, meanwhile: (order) => given.report(order, { event: 'delivered' }) });
    const mail = await given.write();
    await given.run();
    expect(await outcome(mail)).toEqual(['delivered', undefined]);
  });

  it('that say that it was dropped end it with the reason', async () => {
    const mail = await sent();
    await given.report(last(), { event: 'dropped', reason: 'Bounced Address', status: '5.0.0' });
    expect(await outcome(mail)).toEqual(['failed', 'SendGrid did not send it: Bounced Address']);
  });

  it('about an earlier claim change nothing', async () => {
    const mail = await sent();
    await given.report(last(), { event: 'delivered', outpost_claim: '7' });
    expect(await outcome(mail)).toEqual(['sent', undefined]);
  });
});

describe('[MSG-41] an e-mail that came back', () => {
  it('for good is marked, also after it was delivered, and nobody writes to the address any more', async () => {
    const to = 'gone@example.com';
    const mail = await sent(to);
    for (const event of ['delivered', 'bounce', 'bounce', 'delivered', 'processed'])
      await given.report(last(), { event, type: 'bounce', status: '5.1.1', reason: '550 5.1.1 No such user\r\nhere' });
    expect(await outcome(mail)).toEqual(['returned', 'It came back: 550 5.1.1 No such user here']);
    expect(await given.log(mail)).toMatchObject([{ state: 'returned' }]);
    expect(await given.suppressions(to)).toEqual([{ reason: 'bounce', covers: null, ended: null }]);
    const next = await given.write({ toAddress: to });
    await given.run();
    expect(given.service.taken).toHaveLength(1);
    expect((await outcome(next))[1]).toMatch(/\(MSG-3\)\.$/);
  });

  it.each([
    ['blocked', { type: 'blocked', status: '5.7.1' }],
    ['of a full mailbox', { type: 'bounce', status: '4.2.2' }],
    ['refused by a policy', { type: 'bounce', status: '5.7.26' }],
  ])('%s is marked, and its address is not suppressed', async (_, event) => {
    const to = `${given.w.id()}@example.com`;
    const mail = await sent(to);
    await given.report(last(), { event: 'bounce', ...event });
    expect((await outcome(mail))[0]).toBe('returned');
    expect(await given.suppressions(to)).toEqual([]);
    await given.w.mia.do([given.w.set(mail, { deliveryDecision: [null, 'again'] }, 'crm/activity')]);
    await given.run();
    expect(await outcome(mail)).toEqual(['sent', undefined]);
    await given.report(given.service.taken[0], { event: 'bounce', ...event }); // of the first claim
    expect(await outcome(mail)).toEqual(['sent', undefined]);
  });

  it.each([
    ['spamreport', 'complaint', null],
    ['unsubscribe', 'opt-out', 'offers'],
    ['group_unsubscribe', 'opt-out', 'offers'],
  ])('or about which its receiver says "%s" suppresses the address once', async (event, reason, covers) => {
    const to = `${given.w.id()}@example.com`;
    const mail = await sent(to);
    const order = last();
    await given.report(order, { event }, { event });
    expect(await outcome(mail)).toEqual(['delivered', undefined]);
    expect(await given.suppressions(to)).toEqual([{ reason, covers, ended: null }]);
    expect((await given.log(mail))[0]?.complained_at === null).toBe(event !== 'spamreport');
  });

  it('does not suppress the address again when a replay comes after an administrator ended it', async () => {
    const to = 'back@example.com';
    await sent(to);
    const order = last();
    await given.report(order, { event: 'bounce', status: '5.1.1' });
    const [row] = await given.w.tenant.rows<{ id: string }>(`select id from store.crm_suppression where fields ->> 'address' = '${to}'`); // prettier-ignore
    const endedAt = new Date(given.test.clock.nowMs()).toISOString();
    await given.w.ann.do([given.w.set(row?.id ?? '', { endedAt: [null, endedAt] }, 'crm/suppression')]);
    given.test.advance(minute);
    await given.report(order, { event: 'bounce', status: '5.1.1' });
    expect(await given.suppressions(to)).toMatchObject([{ ended: endedAt }]);
    await sent(to);
  });

  it('suppresses everything also where its owner had opted out of offers only', async () => {
    const to = 'both@example.com';
    await sent(to);
    await given.report(last(), { event: 'unsubscribe' });
    await given.report(last(), { event: 'bounce', status: '5.1.1' });
    expect(await given.suppressions(to)).toMatchObject([{ covers: 'offers' }, { covers: null }]);
  });
});
