import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { leaseMs } from '../../jobs/intents/claim-intents.ts';
import { changeEdit, made } from '../../testing/test-server.ts';
import { givenTexts, ourNumber, textsAt, theirNumber } from '../../testing/texts/texts-world.ts';
import { twilioAccount } from '../../testing/texts/twilio-server.ts';

const given = givenTexts();
const ownNumber = '+13035550111';
const last = () => given.service.taken.at(-1);
const at = () => new Date(given.test.clock.nowMs()).toISOString();
const labels = async () =>
  (await given.w.tenant.journal()).filter(({ kind }) => kind !== 'event').map(({ label }) => label);

/** Makes a deal with a call to place. */
async function ask(fields: Readonly<Record<string, JsonValue>> = {}) {
  const [deal, call] = [given.w.id(), given.w.id()];
  const { refused } = await given.w.mia.do([
    given.w.deal(deal),
    made(call, 'crm/activity', { about: `crm/deal:${deal}`, kind: 'call', delivery: 'send', number: theirNumber, happensAt: at(), ...fields }),
  ]); // prettier-ignore
  return { call, refused: refused[call] };
}

/** Sends what Twilio sends about a call, to the address that it was given. */
async function tell(url: string | undefined, members: Readonly<Record<string, string>>): Promise<string> {
  const answer = await given.send(url ?? textsAt, { AccountSid: twilioAccount.account, CallSid: last()?.['sid'] ?? '', ...members }); // prettier-ignore
  expect([200, 204]).toContain(answer.status);
  return answer.text();
}
/** Returns an address in an answer in TwiML. */
const addressIn = (twiml: string, name: string): string =>
  (new RegExp(`${name}="([^"]*)"`).exec(twiml)?.[1] ?? '').replaceAll('&amp;', '&');

/** Answers the own telephone, and presses a key. Returns the answer that connects. */
async function pressKey(key = '1'): Promise<string> {
  const asked = await tell(last()?.['Url'], { CallStatus: 'in-progress' });
  return tell(addressIn(asked, 'action'), { CallStatus: 'in-progress', Digits: key });
}

beforeAll(async () => {
  await given.w.mia.do([changeEdit(given.w.mia.userId, 'platform/person', { phone: [null, ownNumber] })]);
});

describe('[MSG-60] a call', () => {
  it('rings the own telephone once, from the number of the organisation, and names no number of the other person', async () => {
    const { call } = await ask();
    await given.run();
    await given.run();
    expect(given.service.taken).toHaveLength(1);
    const query = `?org=${given.w.tenant.orgId}&call=${call}&claim=1`;
    expect(last()).toMatchObject({ To: ownNumber, From: ourNumber, Url: `${textsAt}/calls/answered${query}`, StatusCallback: `${textsAt}/calls/own-report${query}` }); // prettier-ignore
    expect(JSON.stringify(last())).not.toContain(theirNumber.slice(1));
    expect(await given.fields(call)).toMatchObject({ deliveryStatus: 'sent' });
    expect((await labels()).filter((label) => label === 'Placed the call')).toHaveLength(1);
  });

  it('needs a number in international form and the moment of its wish, and has no other time', async () => {
    for (const fields of [
      { number: '303 555 0164' },
      { happensAt: null },
      { direction: 'in' },
      { sendAt: '2026-12-01T10:00:00.000Z' },
      { sendUntil: '2026-12-01T10:00:00.000Z' },
    ])
      expect((await ask(fields)).refused).toMatchObject({ details: { rule: 'MSG-60' } });
  });

  it('is never placed again, also by a decision', async () => {
    given.service.answers.push({ status: 400, code: 21_214 });
    const { call } = await ask();
    await given.run();
    expect(await given.fields(call)).toMatchObject({ deliveryStatus: 'failed', deliveryError: 'Twilio did not take it: your own number cannot be called (Twilio’s number 21214).' }); // prettier-ignore
    const { refused } = await given.w.mia.do([changeEdit(call, 'crm/activity', { deliveryDecision: [null, 'again'] })]);
    expect(refused[call]).toMatchObject({ details: { rule: 'CRM-12' } });
    await given.run();
    expect(given.service.taken).toEqual([]);
  });

  it('[MSG-1] [MSG-3] to somebody who must not be contacted, or to a suppressed number, is not placed', async () => {
    const [unwanted, stopped] = ['+13035550178', '+13035550179'];
    await given.w.mia.do([
      made(given.w.id(), 'crm/contact', { name: 'Cleo', phone: unwanted, doNotContact: true }, { ownerId: given.w.mia.userId }),
      made(given.w.id(), 'crm/suppression', { address: stopped, channel: 'call', reason: 'by-hand', since: '2026-11-01T00:00:00.000Z' }, { ownerId: given.w.mia.userId }),
    ]); // prettier-ignore
    for (const [number, rule] of [
      [unwanted, 'MSG-1'],
      [stopped, 'MSG-3'],
    ] as const) {
      const { call } = await ask({ number });
      await given.run();
      expect((await given.fields(call))?.['deliveryError']).toMatch(new RegExp(`\\(${rule}\\)\\.$`));
    }
    expect(given.service.taken).toEqual([]);
  });
});

describe('[MSG-61] the time of a call', () => {
  it('is five minutes: one that arrives later is not placed', async () => {
    const { call } = await ask({ happensAt: new Date(given.test.clock.nowMs() - 5 * 60_000).toISOString() });
    await given.run();
    expect(given.service.taken).toEqual([]);
    expect(await given.fields(call)).toMatchObject({ deliveryStatus: 'expired' });
  });

  it('ends also while the provider asks for patience', async () => {
    given.service.answers.push(...Array.from({ length: 9 }, () => ({ status: 429, code: 20_429 })));
    const { call } = await ask();
    for (let minute = 0; minute < 7; minute += 1) {
      await given.run();
      given.test.advance(60_000);
    }
    expect(given.service.taken).toEqual([]);
    expect(await given.fields(call)).toMatchObject({ deliveryStatus: 'expired' });
  });

  it('is in the hours of the person who is called: outside of them it is not placed', async () => {
    const { call } = await ask({ number: '+819012345678' }); // three in the morning in Tokyo
    await given.run();
    given.test.advance(6 * 60_000);
    await given.run();
    expect(given.service.taken).toEqual([]);
    expect(await given.fields(call)).toMatchObject({ deliveryStatus: 'expired' });
  });

  it('is over when its person takes it back', async () => {
    const { call } = await ask();
    await given.w.mia.do([changeEdit(call, 'crm/activity', { deliveryDecision: [null, 'not-sent'] })]);
    await given.run();
    expect(given.service.taken).toEqual([]);
  });
});

it('[MSG-62] a call of a person without a number in their profile is refused with the reason', async () => {
  await given.w.mia.do([changeEdit(given.w.mia.userId, 'platform/person', { phone: [ownNumber, null] })]);
  const { call } = await ask();
  await given.run();
  await given.w.mia.do([changeEdit(given.w.mia.userId, 'platform/person', { phone: [null, ownNumber] })]);
  expect(given.service.taken).toEqual([]);
  expect((await given.fields(call))?.['deliveryError']).toMatch(/^Your own telephone number is not in your profile/);
});

describe('[MSG-63] the own telephone', () => {
  it('that was answered is asked for a key, and then connected with the other person, from the number of the organisation', async () => {
    await ask();
    await given.run();
    const asked = await tell(last()?.['Url'], { CallStatus: 'in-progress' });
    expect(asked).toContain('<Gather');
    expect(asked).not.toContain(theirNumber);
    const connected = await tell(addressIn(asked, 'action'), { CallStatus: 'in-progress', Digits: '1' });
    expect(connected).toContain(`>${theirNumber}</Number>`);
    expect(connected).toContain(`callerId="${ourNumber}"`);
  });

  it('where no key was pressed is not connected: an answering machine presses none', async () => {
    const { call } = await ask();
    await given.run();
    expect(await pressKey('')).not.toContain('<Dial');
    expect(await given.fields(call)).toMatchObject({ deliveryStatus: 'failed', deliveryError: 'No key was pressed on your own telephone, so nobody else was called.' }); // prettier-ignore
    expect(await pressKey('1')).not.toContain('<Dial'); // it has ended
  });

  it('is not connected with a number that was suppressed meanwhile, nor after the record was deleted', async () => {
    const number = '+13035550133';
    const { call } = await ask({ number });
    await given.run();
    await given.w.mia.do([made(given.w.id(), 'crm/suppression', { address: number, channel: 'call', reason: 'by-hand', since: '2026-11-01T00:00:00.000Z' }, { ownerId: given.w.mia.userId })]); // prettier-ignore
    expect(await pressKey()).not.toContain('<Dial');
    expect((await given.fields(call))?.['deliveryError']).toMatch(/\(MSG-3\)\.$/);
    const { call: gone } = await ask();
    await given.run();
    await given.w.mia.do([changeEdit(gone, 'crm/activity', { life: ['alive', 'deleted'] })]);
    expect(await pressKey()).not.toContain('<Dial');
  });

  it('that was busy, silent or out of reach ends the call with its reason', async () => {
    for (const [CallStatus, why] of [
      ['busy', /was busy/],
      ['no-answer', /was not answered/],
      ['failed', /could not be reached/],
    ] as const) {
      const { call } = await ask();
      await given.run();
      await tell(last()?.['StatusCallback'], { CallStatus });
      expect((await given.fields(call))?.['deliveryError']).toMatch(why);
    }
  });

  it('of another organisation’s claim, or of none, is connected with nobody', async () => {
    const { call } = await ask();
    await given.run();
    const other = await given.test.tenant('Other');
    const asked = await tell(last()?.['Url'], { CallStatus: 'in-progress' });
    for (const [name, value] of [
      ['org', other.orgId],
      ['call', given.w.id()],
      ['claim', '2'],
      ['claim', 'x'],
    ] as const) {
      const url = new URL(addressIn(asked, 'action'));
      url.searchParams.set(name, value);
      expect(await tell(url.href, { CallStatus: 'in-progress', Digits: '1' })).not.toContain('<Dial');
    }
    expect(await given.fields(call)).toMatchObject({ deliveryStatus: 'sent' });
  });
});

describe('[MSG-64] the log of a call', () => {
  it.each([
    ['completed', 372, 'answered', 'The call has ended'],
    ['busy', 0, 'busy', 'The call met a busy line'],
    ['no-answer', 0, 'no-answer', 'The call was not answered'],
    ['canceled', 0, 'no-answer', 'The call was not answered'],
    ['failed', 0, 'failed', 'The call was not connected'],
  ] as const)('of a line that ended with “%s” is written once', async (DialCallStatus, talked, line, label) => {
    const { call } = await ask();
    await given.run();
    const connected = await pressKey();
    const before = (await labels()).length;
    await tell(addressIn(connected, 'action'), {
      CallStatus: 'in-progress',
      DialCallStatus,
      DialCallDuration: String(talked),
    });
    await tell(addressIn(connected, 'statusCallback'), { CallStatus: DialCallStatus, CallDuration: '9' });
    await tell(last()?.['StatusCallback'], { CallStatus: 'completed', CallDuration: '400' });
    await tell(last()?.['StatusCallback'], { CallStatus: 'failed' });
    expect(await given.fields(call)).toMatchObject({ deliveryStatus: 'delivered', line, talked });
    expect((await labels()).slice(before)).toEqual([label]);
  });

  it('comes also from the report about the other line, where the question was lost', async () => {
    const { call } = await ask();
    await given.run();
    const connected = await pressKey();
    await Promise.all([1, 2, 3].map(() => tell(addressIn(connected, 'statusCallback'), { CallStatus: 'completed', CallDuration: '61' }))); // prettier-ignore
    expect(await given.fields(call)).toMatchObject({ line: 'answered', talked: 61 });
  });

  it('is not a second activity beside the one that its person completes', async () => {
    const { call } = await ask();
    await given.run();
    await given.w.mia.do([changeEdit(call, 'crm/activity', { outcome: [null, 'reached'], body: [null, 'Wants the motors in bronze.'] })]); // prettier-ignore
    const connected = await pressKey();
    await tell(addressIn(connected, 'action'), { DialCallStatus: 'completed', DialCallDuration: '60' });
    expect(await given.fields(call)).toMatchObject({ outcome: 'reached', body: 'Wants the motors in bronze.', talked: 60 }); // prettier-ignore
  });
});

describe('[MSG-65] an answer of the provider', () => {
  it.each(['lost', 'half', { status: 500 }] as const)(
    'that is %j leaves the outcome open; nothing is dialled twice, and a signed report settles it',
    async (answer) => {
      given.service.answers.push(answer);
      const { call } = await ask();
      await given.run();
      expect(await given.fields(call)).toMatchObject({ deliveryStatus: 'unknown' });
      given.test.advance(2 * leaseMs);
      await given.run();
      expect(given.service.taken).toHaveLength(1);
      await tell(last()?.['StatusCallback'], { CallStatus: 'ringing' });
      expect(await given.fields(call)).toMatchObject({ deliveryStatus: 'sent' });
      expect((await given.fields(call))?.['deliveryError']).toBeUndefined();
    },
  );

  it('that was lost does not keep its person from being connected', async () => {
    given.service.answers.push('lost');
    await ask();
    await given.run();
    expect(await pressKey()).toContain(`>${theirNumber}</Number>`);
  });

  it('without a signature of the provider connects and writes nothing', async () => {
    const { call } = await ask();
    await given.run();
    for (const path of ['answered', 'connect', 'ended', 'own-report', 'report']) {
      const url = `${textsAt}/calls/${path}?org=${given.w.tenant.orgId}&call=${call}&claim=1`;
      const members = { AccountSid: twilioAccount.account, Digits: '1', CallStatus: 'completed', DialCallStatus: 'completed', DialCallDuration: '9' }; // prettier-ignore
      for (const signedUrl of [`${url}&x=1`, url.replace('https:', 'http:'), url.replace('claim=1', 'claim=2')]) {
        const answer = await given.send(url, members, signedUrl);
        expect([answer.status, await answer.text()]).toEqual([403, '']);
      }
      const foreign = await given.send(url, { ...members, AccountSid: `AC${'1'.repeat(32)}` });
      expect(foreign.status).toBe(403);
    }
    expect((await given.fields(call))?.['line']).toBeUndefined();
  });
});

it('[MSG-60] an organisation whose sender is a messaging service has no number for calls, and is told so', async () => {
  given.senders[given.w.tenant.orgId] = `MG${'0'.repeat(32)}`;
  const { call } = await ask();
  await given.run();
  given.senders[given.w.tenant.orgId] = ourNumber;
  expect(given.service.taken).toEqual([]);
  expect((await given.fields(call))?.['deliveryError']).toMatch(/has no number for calls/);
});
