import type { JsonValue } from '@outpost/domain/kernel/json';
import { textPartsOf } from '@outpost/domain/kernel/messages/text-parts';
import { beforeEach, describe, expect, it } from 'vitest';
import { mailedCode } from '../../testing/mailed-code.ts';
import { changeEdit, made, type TestDevice, testPassword } from '../../testing/test-server.ts';
import { givenTexts, ourNumber } from '../../testing/texts/texts-world.ts';

const given = givenTexts();
const minute = 60_000;
const hour = 60 * minute;
const path = '/me/notice-channels';
let nia: TestDevice;
let email: string;
let token: string;
let ownNumber: string;
let numbers = 0;

type Fields = Readonly<Record<string, JsonValue>>;

beforeEach(async () => {
  email = `nia-${given.w.id()}@fenwright.example`;
  nia = await given.w.tenant.person('Nia', 'manager', { email });
  await signIn();
  numbers += 1;
  ownNumber = `+1303555${String(2_000 + numbers)}`;
  await given.run(); // the reader begins here
});

/** Signs in: access tokens are valid for some minutes. */
async function signIn(): Promise<void> {
  const answer = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device: { id: given.w.id(), name: 'Laptop' } } }); // prettier-ignore
  ({ accessToken: token } = (await answer.json()) as { accessToken: string });
}
const call = (method: string, at: string, body?: object) => given.test.fetch(`${path}${at}`, { method, token, ...(body ? { body } : {}) }); // prettier-ignore
const enter = (number = ownNumber) => call('PUT', '/number', { number });
const confirm = (code: string) => call('POST', '/number/confirm', { code });
const stateOf = async (answer: Response | Promise<Response> = call('GET', '')) => ((await (await answer).json()) as { number: { state: string } | null }).number?.state; // prettier-ignore
/** Returns the texts to the number of this test. */
const texts = (number = ownNumber) => given.service.taken.filter(({ To }) => To === number);
const newestCode = () => mailedCode(texts().at(-1)?.['Body']);
async function confirmed(): Promise<void> {
  await enter();
  expect(await stateOf(confirm(newestCode()))).toBe('confirmed');
  given.service.taken.length = 0;
}
async function wish(fields: Fields): Promise<void> {
  const { refused } = await nia.do([made(given.w.id(), 'platform/my-notifications', fields, { ownerId: nia.userId })]); // prettier-ignore
  expect(refused).toEqual({});
}
async function mention(name = 'Dunmere'): Promise<void> {
  const deal = given.w.id();
  const { refused } = await given.w.mia.do([made(deal, 'crm/deal', { name, stage: 'prospecting', about: 'Ask @Nia' }, { ownerId: given.w.mia.userId, sharedWith: [nia.userId] })]); // prettier-ignore
  expect(refused).toEqual({});
  await given.run();
}

describe('[NTF-9] the number for texts about notifications', () => {
  it('is confirmed by the code that was sent to it, from the number of the organisation', async () => {
    expect(await stateOf(enter())).toBe('unconfirmed');
    const [text, ...more] = texts();
    expect([text?.['From'], more]).toEqual([ourNumber, []]);
    expect(text?.['Body']).toContain('Reply STOP to end them.');
    expect(await stateOf(confirm(newestCode()))).toBe('confirmed');
    expect((await confirm(newestCode())).status).toBe(401); // it works once
  });

  it('is not confirmed by a wrong code, after five tries, after ten minutes, or by the code of another number', async () => {
    await enter();
    const code = newestCode();
    const refusals = [];
    for (let n = 0; n < 5; n += 1) refusals.push(await (await confirm('AAAA-AAAA')).json());
    expect(refusals).toMatchObject(Array.from({ length: 5 }, () => ({ code: 'access/bad-code' })));
    expect(await (await confirm(code)).json()).toMatchObject({ code: 'access/bad-code' });
    await enter();
    const late = newestCode();
    given.test.advance(10 * minute);
    expect(await (await confirm(late)).json()).toMatchObject({ code: 'access/bad-code' });
    await enter();
    const own = newestCode();
    given.test.advance(30 * minute);
    await signIn();
    await enter('+14155550142');
    expect(await (await confirm(own)).json()).toMatchObject({ code: 'access/bad-code' });
    expect(await stateOf()).toBe('unconfirmed');
  });

  it('gets three codes in half an hour, and so do all numbers of a person together', async () => {
    for (const number of [ownNumber, '+14155550143', ownNumber]) expect((await enter(number)).status).toBe(200);
    const sent = given.service.taken.length;
    for (const number of [ownNumber, '+14155550144'])
      expect(await (await enter(number)).json()).toMatchObject({ code: 'request/too-many' });
    expect(given.service.taken).toHaveLength(sent);
  });

  it('must be in international form, and needs a number of the organisation on this server', async () => {
    for (const number of ['303 555 0111', '3035550111', '+0123456789', '+1']) expect((await enter(number)).status).toBe(400); // prettier-ignore
    delete given.senders[given.w.tenant.orgId];
    expect(await (await enter()).json()).toMatchObject({ code: 'request/invalid' });
    given.senders[given.w.tenant.orgId] = ourNumber;
    expect(given.service.taken).toEqual([]);
  });
});

describe('[NTF-9] a text about notifications', () => {
  it('goes to a confirmed number alone, and has the words of the e-mail', async () => {
    await wish({ texted: ['mentioned'] });
    await enter();
    given.service.taken.length = 0;
    await mention();
    given.test.advance(2 * minute);
    await given.run();
    expect(texts()).toEqual([]);
    await confirmed();
    await mention();
    given.test.advance(2 * minute);
    await given.run();
    expect(texts().map(({ Body }) => Body)).toEqual([expect.stringMatching(/, Outpost: \S+ mentioned you in Dunmere$/)]); // prettier-ignore
  });

  it('is one for several notifications, of at most two parts', async () => {
    await wish({ texted: ['mentioned'] });
    await confirmed();
    for (let n = 0; n < 12; n += 1) await mention(`A deal with a long name, the number ${n}`);
    given.test.advance(2 * minute);
    await given.run();
    const [text, ...more] = texts().map(({ Body }) => Body ?? '');
    expect([textPartsOf(text ?? '').parts, more]).toEqual([2, []]);
    expect(text).toMatch(/; \d+ more in Outpost$/);
  });

  it('comes at the hour of the digest, and not in the quiet hours', async () => {
    const clockIn = (ms: number) => new Date(given.test.clock.nowMs() + ms).toISOString().slice(11, 16);
    await wish({ texted: ['mentioned'], mailRhythm: 'daily', mailAt: clockIn(2 * hour), quietFrom: clockIn(hour), quietUntil: clockIn(3 * hour) }); // prettier-ignore
    await confirmed();
    await nia.do([changeEdit(nia.userId, 'platform/person', { timeZone: [null, 'UTC'] })]);
    await mention();
    given.test.advance(2 * hour + minute);
    await given.run();
    expect(texts()).toEqual([]);
    given.test.advance(hour);
    await given.run();
    expect(texts()).toHaveLength(1);
  });

  it('is not sent twice where its answer was lost, and again where it certainly was not taken', async () => {
    await wish({ texted: ['mentioned'] });
    await confirmed();
    given.service.answers.push('lost');
    await mention();
    given.test.advance(2 * minute);
    await given.run();
    given.test.advance(24 * hour);
    await given.run();
    expect(texts()).toHaveLength(1);
    given.service.answers.push({ status: 429 });
    await mention();
    given.test.advance(2 * minute);
    await given.run();
    given.test.advance(hour);
    await given.run();
    expect(texts().filter(({ sid }) => sid !== undefined).length).toBe(2);
  });
});

describe('[NTF-10] STOP', () => {
  it('from the number ends its texts, until its person confirms it again', async () => {
    await wish({ texted: ['mentioned'] });
    await confirmed();
    expect((await given.incoming(`SM${given.w.id()}`, 'Stop please', { From: ownNumber })).status).toBeLessThan(300);
    expect(await stateOf()).toBe('stopped');
    await mention();
    given.test.advance(2 * minute);
    await given.run();
    expect(texts()).toEqual([]);
    given.test.advance(30 * minute);
    await signIn();
    await confirmed();
    await mention();
    given.test.advance(2 * minute);
    await given.run();
    expect(texts()).toHaveLength(1);
  });

  it('from another number, or in a sentence, ends nothing', async () => {
    await confirmed();
    await given.incoming(`SM${given.w.id()}`, 'STOP');
    await given.incoming(`SM${given.w.id()}`, 'Stop by at five', { From: ownNumber });
    expect(await stateOf()).toBe('confirmed');
  });
});
