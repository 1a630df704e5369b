import { describe, expect, it } from 'vitest';
import { leaseMs } from '../../jobs/intents/claim-intents.ts';
import { changeEdit, made } from '../../testing/test-server.ts';
import { givenTexts, ourNumber, textsAt, theirNumber } from '../../testing/texts/texts-world.ts';

const given = givenTexts();
const last = () => given.service.taken.at(-1);
/** The labels of acts. The entries of the log of messages come behind them. */
const journal = async () =>
  (await given.w.tenant.journal()).filter(({ kind }) => kind !== 'event').map(({ label }) => label);

describe('[MSG-10] a text message', () => {
  it('is sent once, from the number of the organisation, with an address for its reports', async () => {
    const { text } = await given.write();
    await given.run();
    await given.run();
    expect(given.service.taken).toHaveLength(1);
    expect(last()).toMatchObject({ To: theirNumber, From: ourNumber, Body: 'We come at nine.', StatusCallback: `${textsAt}/texts/report?org=${given.w.tenant.orgId}&text=${text}&claim=1` }); // prettier-ignore
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'sent', deliveredAt: '2026-11-20T18:00:00.000Z' });
    expect((await journal()).at(-1)).toBe('Sent the text');
  });

  it('goes by a messaging service where the organisation has one', async () => {
    const service = `MG${'0'.repeat(32)}`;
    given.senders[given.w.tenant.orgId] = service;
    await given.write();
    await given.run();
    expect(last()).toMatchObject({ MessagingServiceSid: service });
    expect(last()).not.toHaveProperty('From');
    given.senders[given.w.tenant.orgId] = ourNumber;
  });

  it('[MSG-16] is refused with the reason where the organisation has no number', async () => {
    delete given.senders[given.w.tenant.orgId];
    const { text } = await given.write();
    await given.run();
    given.senders[given.w.tenant.orgId] = ourNumber;
    expect(given.service.taken).toEqual([]);
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'failed', deliveryError: 'Your organisation has no number for text messages on this server. Its operator sets one.' }); // prettier-ignore
  });

  it('[PSH-3] without a number in international form, without words or with a gap is refused when it is written', async () => {
    for (const fields of [
      { number: '303 555 0164' },
      { body: ' ' },
      { body: 'x'.repeat(1_601) },
      { direction: 'in' },
      { body: 'Dear [[First name]], we come at nine.' },
    ]) {
      const [deal, text] = [given.w.id(), given.w.id()];
      const { refused } = await given.w.mia.do([
        given.w.deal(deal),
        made(text, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'text', delivery: 'send', number: theirNumber, body: 'x', ...fields }),
      ]); // prettier-ignore
      expect(refused[text]).toMatchObject({ details: { rule: 'MSG-10' } });
    }
  });

  it('that is taken back before it was sent is not sent', async () => {
    const { text } = await given.write();
    await given.w.mia.do([changeEdit(text, 'crm/activity', { deliveryDecision: [null, 'not-sent'] })]);
    await given.run();
    expect(given.service.taken).toEqual([]);
  });

  it('[MSG-3] to a suppressed number is not sent, for any purpose, and names the rule', async () => {
    const number = '+13035550177';
    const suppressed = made(given.w.id(), 'crm/suppression', { address: number, channel: 'text', reason: 'by-hand', since: '2026-11-01T00:00:00.000Z' }, { ownerId: given.w.mia.userId }); // prettier-ignore
    await given.w.mia.do([suppressed]);
    for (const purpose of ['contract', 'appointments', 'offers', null]) {
      const { text } = await given.write({ number, purpose });
      await given.run();
      expect((await given.fields(text))?.['deliveryError']).toMatch(/\(MSG-3\)\.$/);
    }
    expect(given.service.taken).toEqual([]);
  });

  it('[MSG-1] to the mobile telephone of somebody who must not be contacted is not sent', async () => {
    const number = '+13035550178';
    await given.w.mia.do([made(given.w.id(), 'crm/contact', { name: 'Cleo', mobile: number, doNotContact: true }, { ownerId: given.w.mia.userId })]); // prettier-ignore
    const { text } = await given.write({ number });
    await given.run();
    expect((await given.fields(text))?.['deliveryError']).toMatch(/\(MSG-1\)\.$/);
  });
});

describe('[MSG-11] an answer of the service', () => {
  it.each([
    ['lost', 'lost'],
    ['by half', 'half'],
    ['500', { status: 500 }],
  ] as const)(
    'that is %s leaves the outcome open, and the text is not sent again; a later report settles it',
    async (_name, answer) => {
      given.service.answers.push(answer);
      const { text } = await given.write();
      await given.run();
      expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'unknown' });
      given.test.advance(2 * leaseMs);
      await given.run();
      expect(given.service.taken).toHaveLength(1);
      expect((await given.report(last(), 'delivered')).status).toBe(204);
      expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'delivered' });
      expect((await given.fields(text))?.['deliveryError']).toBeUndefined();
      expect((await journal()).at(-1)).toBe('The text was delivered');
    },
  );

  it('429 puts the text off, and it is sent once', async () => {
    given.service.answers.push({ status: 429, code: 20_429 });
    const { text } = await given.write();
    await given.run();
    expect((await given.fields(text))?.['deliveryStatus']).toBeUndefined();
    given.test.advance(61_000);
    await given.run();
    expect(given.service.taken).toHaveLength(1);
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'sent' });
  });

  it('400 ends it with a plain reason', async () => {
    given.service.answers.push({ status: 400, code: 21_610 });
    const { text } = await given.write();
    await given.run();
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'failed', deliveryError: 'Twilio did not take it: the receiver has stopped texts from this number (Twilio’s number 21610).' }); // prettier-ignore
  });

  it('that comes after its report changes nothing', async () => {
    given.service.answers.push({ status: 500, meanwhile: (order) => given.report(order, 'delivered') });
    const { text } = await given.write();
    await given.run();
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'delivered' });
  });

  it('to a server whose claim has ended meanwhile is not asked for again, and a report settles it before the late answer', async () => {
    const { text } = await given.write();
    given.service.answers.push({
      status: 201,
      async meanwhile(order) {
        given.test.advance(2 * leaseMs);
        await given.run(); // as another server, for which the first has stopped
        expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'unknown' });
        await given.report(order, 'delivered');
      },
    });
    await given.run();
    expect(given.service.taken).toHaveLength(1);
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'delivered' });
  });
});

describe('[MSG-11] reports', () => {
  it('late, doubled and out of order keep the truest state', async () => {
    const { text } = await given.write();
    await given.run();
    const before = (await journal()).length;
    for (const status of ['sending', 'delivered', 'sent', 'delivered', 'failed', 'undelivered', 'queued', 'nonsense'])
      expect((await given.report(last(), status)).status).toBe(204);
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'delivered', deliveredAt: expect.any(String) as string }); // prettier-ignore
    expect((await journal()).slice(before)).toEqual(['The text was delivered']);
  });

  it('that a text was not delivered name the reason, and a later “delivered” is truer', async () => {
    const { text } = await given.write();
    await given.run();
    await given.report(last(), 'undelivered', { ErrorCode: '30003' });
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'failed', deliveryError: 'The text was not delivered: the telephone cannot be reached (Twilio’s number 30003).' }); // prettier-ignore
    await given.report(last(), 'delivered');
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'delivered' });
  });

  it.each([
    [30_034, 'our number has no registered campaign (10DLC)'],
    [30_033, 'the registered campaign (10DLC) of our number was suspended'],
    [30_032, 'our toll-free number is not verified for texts'],
    [30_023, 'has used up its texts of this day'],
  ])('[MSG-76] of a block for want of a registration (%i) say so, and nothing is sent again', async (code, words) => {
    const { text } = await given.write();
    await given.run();
    await given.report(last(), 'undelivered', { ErrorCode: String(code) });
    given.test.advance(2 * leaseMs);
    await given.run();
    expect(given.service.taken).toHaveLength(1);
    const { deliveryStatus, deliveryError } = (await given.fields(text)) ?? {};
    expect(deliveryStatus).toBe('failed');
    expect(deliveryError).toContain(words);
    expect(deliveryError).toContain(`(Twilio’s number ${code})`);
  });

  it('at the same moment are noted once', async () => {
    const { text } = await given.write();
    await given.run();
    const before = (await journal()).length;
    await Promise.all(Array.from({ length: 8 }, () => given.report(last(), 'delivered')));
    await given.run();
    expect((await journal()).slice(before)).toEqual(['The text was delivered']);
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'delivered' });
  });

  it('about an earlier try change nothing while a person’s new try is under way', async () => {
    given.service.answers.push('lost');
    const { text } = await given.write();
    await given.run();
    const first = last();
    await given.w.mia.do([changeEdit(text, 'crm/activity', { deliveryDecision: [null, 'again'] })]);
    await given.run();
    expect(given.service.taken).toHaveLength(2);
    await given.report(first, 'failed');
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'sent' });
  });

  it('about records and organisations that are not known change nothing, and are answered alike', async () => {
    const { text } = await given.write();
    await given.run();
    const address = last()?.['StatusCallback'] ?? '';
    const other = await given.test.tenant('Other');
    for (const [name, value] of [
      ['text', given.w.id()],
      ['org', other.orgId],
      ['org', given.w.id()],
      ['text', "x' or true --"],
      ['claim', '99'],
      ['claim', '-1'],
    ] as const) {
      // prettier-ignore
      const url = new URL(address);
      url.searchParams.set(name, value);
      const answer = await given.send(url.href, { MessageStatus: 'delivered' });
      expect([answer.status, await answer.text()]).toEqual([204, '']);
    }
    expect(await given.fields(text)).toMatchObject({ deliveryStatus: 'sent' });
  });
});
