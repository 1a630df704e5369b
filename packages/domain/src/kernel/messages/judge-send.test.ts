import { describe, expect, it } from 'vitest';
import { day, moment } from '../entities/field-types.ts';
import type { Consent } from './consent.ts';
import { judgeSend, type Receiver, refusalInWords, type SendVerdict } from './judge-send.ts';
import { type ContactChannel, channels, type Message, type Purpose, purposes } from './message.ts';
import { type Suppression, suppressedAs } from './suppression.ts';

const now = '2026-11-20T09:00:00.000Z';
const address = 'maris@oakhurst.example';
const message = (change: Partial<Message> = {}): Message => ({
  channel: 'email',
  purpose: 'offers',
  address,
  ...change,
});
const consent = (change: Partial<Consent> = {}): Consent => ({
  id: 'c1',
  channel: 'email',
  purpose: 'offers',
  isGiven: true,
  at: moment('2025-09-04T18:19:00.000Z'),
  address,
  mustBeConfirmed: false,
  ...change,
});
const refusal = (change: Partial<Consent> = {}): Consent =>
  consent({ id: 'c2', isGiven: false, at: moment('2026-10-02T19:04:00.000Z'), address: undefined, ...change });
const suppressed = (change: Partial<Suppression> = {}): Suppression => ({
  id: 's1',
  address,
  channel: 'email',
  reason: 'complaint',
  since: moment('2026-10-02T19:04:00.000Z'),
  ...change,
});
const person = (...consents: readonly Consent[]): Receiver => ({ isUnwanted: false, consents });
const unwanted: Receiver = { isUnwanted: true, consents: [consent()] };

const sender = 'Fenwright Systems\n1 Harbour Way, Denver';
const judge = (asked: Message, receivers: readonly Receiver[] = [], suppressions: readonly Suppression[] = []) =>
  judgeSend(asked, { receivers, suppressions, postalAddress: sender, now });
/** "MSG-5", or the ground. */
const short = (verdict: SendVerdict): string =>
  verdict.allowed
    ? verdict.ground.by === 'consent'
      ? `consent ${verdict.ground.consent}`
      : verdict.ground.by
    : verdict.rule;
const wordsOf = (verdict: SendVerdict): string => (verdict.allowed ? 'allowed' : verdict.why);

describe('[MSG-5] a message to a person who has said nothing', () => {
  const expected: Readonly<Record<Purpose, Readonly<Record<ContactChannel, string>>>> = {
    contract: { email: 'contract', text: 'contract', call: 'contract', voice: 'MSG-5', post: 'contract' },
    appointments: { email: 'interest', text: 'interest', call: 'interest', voice: 'MSG-5', post: 'interest' },
    offers: { email: 'MSG-5', text: 'MSG-5', call: 'MSG-5', voice: 'MSG-5', post: 'interest' },
    surveys: { email: 'MSG-5', text: 'MSG-5', call: 'MSG-5', voice: 'MSG-5', post: 'MSG-5' },
  };
  for (const purpose of purposes)
    for (const channel of channels)
      it(`${channel}, ${purpose}: ${expected[purpose][channel]}`, () => {
        const asked = message({ channel, purpose });
        expect(short(judge(asked, [person()]))).toBe(expected[purpose][channel]);
        expect(short(judge(asked))).toBe(expected[purpose][channel]); // an address of nobody
      });
});

describe('[MSG-5] a consent', () => {
  const cases: readonly [string, Message, readonly Receiver[], string][] = [
    ['allows its own channel and purpose', message(), [person(consent())], 'consent c1'],
    ['is the ground where it is not needed', message({ purpose: 'appointments' }), [person(consent({ purpose: 'appointments' }))], 'consent c1'],
    ['does not replace the contract as the ground', message({ purpose: 'contract' }), [person(consent({ purpose: 'contract' }))], 'contract'],
    ['allows a recorded voice about a contract', message({ channel: 'voice', purpose: 'contract' }), [person(consent({ channel: 'voice', purpose: 'contract' }))], 'consent c1'],
    ['of another purpose does not count', message(), [person(consent({ purpose: 'surveys' }))], 'MSG-5'],
    ['of another channel does not count', message(), [person(consent({ channel: 'text' }))], 'MSG-5'],
    ['for another address does not count', message(), [person(consent({ address: 'maris@elsewhere.example' }))], 'MSG-5'],
    ['for an address that differs in accents does not count', message({ address: 'rené@oakhurst.example' }), [person(consent({ address: 'rene@oakhurst.example' }))], 'MSG-5'],
    ['for the address in another case counts', message({ address: 'MARIS@Oakhurst.example' }), [person(consent())], 'consent c1'],
    ['of one of two people with the address is enough', message(), [person(), person(consent())], 'consent c1'],
  ]; // prettier-ignore
  it.each(cases)('%s', (_name, asked, receivers, expected) => {
    expect(short(judge(asked, receivers))).toBe(expected);
  });
});

describe('[MSG-4] a refusal', () => {
  const later = consent({ id: 'c3', at: moment('2026-11-01T08:00:00.000Z') });
  const cases: readonly [string, Message, readonly Receiver[], string][] = [
    ['after a consent stops', message(), [person(consent(), refusal())], 'MSG-4'],
    ['stops at every address of the person', message({ address: 'other@oakhurst.example' }), [person(refusal({ address }))], 'MSG-4'],
    ['stops messages about the contract', message({ purpose: 'contract' }), [person(refusal({ purpose: 'contract' }))], 'MSG-4'],
    ['stops appointments', message({ purpose: 'appointments' }), [person(refusal({ purpose: 'appointments' }))], 'MSG-4'],
    ['stops letters', message({ channel: 'post' }), [person(refusal({ channel: 'post' }))], 'MSG-4'],
    ['of one purpose stops no other', message({ purpose: 'contract' }), [person(refusal())], 'contract'],
    ['before a newer consent counts no more, in whatever order they are read', message(), [person(refusal(), later, consent())], 'consent c3'],
    ['of one of two people with the address stops', message(), [person(consent()), person(refusal())], 'MSG-4'],
    ['at the same time as a consent: the greater id decides', message(), [person(consent({ id: 'a' }), refusal({ id: 'b', at: consent().at }))], 'MSG-4'],
    ['at the same time as a consent with the greater id', message(), [person(consent({ id: 'b' }), refusal({ id: 'a', at: consent().at }))], 'consent b'],
  ]; // prettier-ignore
  it.each(cases)('%s', (_name, asked, receivers, expected) => {
    expect(short(judge(asked, receivers))).toBe(expected);
  });

  it('is told with its day, and without a name', () => {
    expect(wordsOf(judge(message(), [person(refusal())]))).toBe('maris@oakhurst.example stopped offers by e-mail on 2 October 2026.'); // prettier-ignore
  });
});

describe('a consent that does not count yet, or no more', () => {
  const ending = (endsOn: string) => person(consent({ endsOn: day(endsOn) }));
  it('[MSG-6] is one that must be confirmed, until it is', () => {
    const waiting = consent({ mustBeConfirmed: true });
    expect(judge(message(), [person(waiting)])).toEqual({ allowed: false, rule: 'MSG-6', why: 'maris@oakhurst.example has not confirmed that it wants offers by e-mail.' }); // prettier-ignore
    expect(short(judge(message(), [person({ ...waiting, confirmedAt: moment('2025-09-04T18:21:00.000Z') })]))).toBe('consent c1'); // prettier-ignore
  });
  it('[MSG-7] is one that has ended; its last day counts', () => {
    expect(short(judge(message(), [ending('2026-11-20')]))).toBe('consent c1');
    expect(judge(message(), [ending('2026-11-19')])).toEqual({ allowed: false, rule: 'MSG-7', why: 'The consent of maris@oakhurst.example to offers by e-mail ended on 19 November 2026.' }); // prettier-ignore
  });
  it('[MSG-7] leaves messages that need no consent as they were', () => {
    const asked = message({ purpose: 'appointments' });
    expect(short(judge(asked, [person(consent({ purpose: 'appointments', endsOn: day('2026-01-01') }))]))).toBe('interest'); // prettier-ignore
  });
});

describe('[MSG-3] a suppression', () => {
  const cases: readonly [string, Message, readonly Suppression[], string][] = [
    ['of the address stops, also messages about the contract', message({ purpose: 'contract' }), [suppressed()], 'MSG-3'],
    ['of the address stops in spite of a consent', message(), [suppressed()], 'MSG-3'],
    ['of the domain stops', message(), [suppressed({ address: '@oakhurst.example' })], 'MSG-3'],
    ['of the domain above stops', message({ address: 'maris@mail.oakhurst.example' }), [suppressed({ address: '@Oakhurst.example' })], 'MSG-3'],
    ['of a domain below does not stop', message({ purpose: 'contract' }), [suppressed({ address: '@mail.oakhurst.example' })], 'contract'],
    ['of a domain that only ends alike does not stop', message({ purpose: 'contract' }), [suppressed({ address: '@hurst.example' })], 'contract'],
    ['of another address does not stop', message({ purpose: 'contract' }), [suppressed({ address: 'noor@oakhurst.example' })], 'contract'],
    ['of another channel does not stop', message({ purpose: 'contract' }), [suppressed({ channel: 'post' })], 'contract'],
    ['that has ended does not stop', message({ purpose: 'contract' }), [suppressed({ endedAt: moment('2026-11-20T09:00:00.000Z') })], 'contract'],
    ['that ends later stops', message({ purpose: 'contract' }), [suppressed({ endedAt: moment('2026-11-20T09:00:00.001Z') })], 'MSG-3'],
    ['of a number stops calls to it', message({ channel: 'call', address: '+13035550164', purpose: 'contract' }), [suppressed({ channel: 'call', address: '+13035550164' })], 'MSG-3'],
  ]; // prettier-ignore
  it.each(cases)('%s', (_name, asked, suppressions, expected) => {
    expect(short(judge(asked, [person(consent())], suppressions))).toBe(expected);
  });

  it('is told with its reason and day', () => {
    expect(wordsOf(judge(message(), [], [suppressed({ address: '@oakhurst.example' })]))).toBe(
      'E-mails to @oakhurst.example are stopped since 2 October 2026: there was a complaint.',
    );
  });
  it('is looked up by the address and its domains, no more than ten of a long one', () => {
    expect(suppressedAs(message({ address: 'ada@mail.example.com' }))).toEqual(['ada@mail.example.com', '@mail.example.com', '@example.com', '@com']); // prettier-ignore
    expect(suppressedAs(message({ address: `ada@${'a.'.repeat(100)}com` }))).toHaveLength(1 + 10);
    expect(suppressedAs({ channel: 'text', address: '+13035550164' })).toEqual(['+13035550164']);
  });
});

describe('[MSG-1] a person who must not be contacted', () => {
  it('stops every message to the address, whoever else has it and agreed', () => {
    for (const purpose of purposes)
      expect(judge(message({ purpose }), [person(consent({ purpose })), unwanted])).toMatchObject({ rule: 'MSG-1' });
  });
  it('is told with the rule', () => {
    const verdict = judge(message(), [unwanted]);
    expect(verdict.allowed ? '' : refusalInWords(verdict)).toBe('maris@oakhurst.example belongs to somebody who must not be contacted (MSG-1).'); // prettier-ignore
  });
});

describe('[MSG-36] the postal address of the sender', () => {
  const judged = (change: Partial<Message>, postalAddress: string | undefined) =>
    judgeSend(message(change), { receivers: [person(consent(change))], suppressions: [], postalAddress, now });
  it('is shown by offers and surveys by e-mail, and stops them where there is none', () => {
    for (const purpose of ['offers', 'surveys'] as const) {
      expect(judged({ purpose }, ` ${sender}\n`)).toMatchObject({ allowed: true, names: sender });
      for (const none of [undefined, '', ' \n '])
        expect(judged({ purpose }, none)).toMatchObject({ allowed: false, rule: 'MSG-36' });
    }
    expect(wordsOf(judged({ purpose: 'surveys' }, undefined))).toBe('Surveys by e-mail must show the postal address of your organisation. An administrator enters it in Settings, Organisation.'); // prettier-ignore
  });

  it('is needed by nothing else', () => {
    for (const channel of channels)
      for (const purpose of purposes) {
        if (channel === 'email' && (purpose === 'offers' || purpose === 'surveys')) continue;
        const verdict = judged({ channel, purpose }, undefined);
        expect([channel, purpose, verdict.allowed, 'names' in verdict]).toEqual([channel, purpose, true, false]);
      }
  });

  it('is asked for after the consent: nobody enters it for people who did not agree', () => {
    expect(short(judgeSend(message(), { receivers: [person()], suppressions: [], postalAddress: undefined, now }))).toBe('MSG-5'); // prettier-ignore
  });
});

describe('[MSG-37] a suppression for offers', () => {
  const stopped = suppressed({ covers: 'offers', reason: 'opt-out' });
  it('stops offers and surveys, and no other purpose', () => {
    const rules = purposes.map((purpose) =>
      short(judge(message({ purpose }), [person(consent({ purpose }))], [stopped])),
    );
    expect(rules).toEqual(['contract', 'consent c1', 'MSG-3', 'MSG-3']);
    expect(wordsOf(judge(message(), [], [stopped]))).toBe('E-mails with offers to maris@oakhurst.example are stopped since 2 October 2026: it opted out.'); // prettier-ignore
  });
  it('leaves one for everything as it is', () => {
    for (const covers of ['everything', undefined] as const)
      expect(short(judge(message({ purpose: 'contract' }), [], [suppressed({ covers })]))).toBe('MSG-3');
  });
});
