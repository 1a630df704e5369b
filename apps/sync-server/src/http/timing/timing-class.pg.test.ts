import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { made, testPassword } from '../../testing/test-server.ts';
import { isSameClass, ratioOfLeastTimes, type Timed } from './testing/least-time.ts';

const much = { requests: 1e9, seconds: 1 };
const given = givenServer({
  keepAccountMail: () => Promise.resolve('sent'),
  registration: 'open',
  rates: { callerMinute: much, callerHour: much, tenant: much, address: much },
});
const halfHour = 31 * 60_000; // three codes in half an hour for one address
const known: string[] = [];
let [hidden, foreign, memberToken, adminToken] = ['', '', '', ''];

const ask = (path: string, init: Parameters<typeof given.test.fetch>[1]) => async (): Promise<Response> => {
  const answer = await given.test.fetch(path, init);
  await answer.arrayBuffer();
  return answer;
};
const address = () => `${randomUUID()}@timing.example`;
/** A known address of another organisation. Each gets as many mails as an unknown one. */
const ofRound = (round: number): string => known[Math.max(0, round) % known.length] ?? '';

beforeAll(async () => {
  const [here, there] = [await given.test.tenant('Here'), await given.test.tenant('There')];
  for (let n = 0; n < 8; n += 1) {
    const email = address();
    known.push(email);
    await there.person(`P${n}`, 'member', { email });
  }
  const emails = { member: address(), admin: address() };
  await here.person('Mia', 'member', { email: emails.member });
  const ada = await here.person('Ada', 'admin', { email: emails.admin });
  const tokenOf = async (email: string): Promise<string> => {
    const body = { email, password: testPassword, device: { id: given.test.newId(), name: 'x' } };
    return ((await (await given.test.fetch('/auth/sign-in', { body })).json()) as { accessToken: string }).accessToken;
  };
  [memberToken, adminToken] = [await tokenOf(emails.member), await tokenOf(emails.admin)];
  const max = await there.person('Max', 'owner');
  [hidden, foreign] = [given.test.newId(), given.test.newId()];
  const fields = { name: 'Hidden', stage: 'prospecting', value: { amount: 1, currency: 'USD' } };
  await ada.do([made(hidden, 'crm/deal', fields, { ownerId: ada.userId })]);
  await max.do([made(foreign, 'crm/deal', fields, { ownerId: max.userId })]);
});

const compare = async (one: Timed, other: Timed): Promise<void> => {
  const ratio = await ratioOfLeastTimes(one, other, { betweenSeries: () => given.test.advance(halfHour) });
  expect([ratio, isSameClass(ratio)]).toEqual([ratio, true]);
};

describe('the time of an answer', () => {
  it.each(['/auth/forgotten-password', '/auth/ask-to-register', '/api/v1/auth/forgot-password', '/api/v1/auth/register'])(
    '[A-5] of %s is the same for an address with an account and one without',
    (path) =>
      compare(
        (round) => ask(path, { body: { email: ofRound(round) } })(),
        () => ask(path, { body: { email: address() } })(),
      ),
    60_000,
  ); // prettier-ignore

  it('[A-5] of an invitation is the same for an address with an account elsewhere and one without', async () => {
    const invite = (email: string) => ask('/admin/invites', { token: adminToken, body: { email, memberships: [] } })();
    const fresh: string[] = [];
    const there = await given.test.tenant('Elsewhere');
    for (let n = 0; n < 65; n += 1) fresh.push(address());
    for (const [n, email] of fresh.entries()) await there.person(`Q${n}`, 'member', { email });
    const ratio = await ratioOfLeastTimes(
      (round) => invite(fresh[round + 1] ?? ''),
      () => invite(address()),
    );
    expect([ratio, isSameClass(ratio)]).toEqual([ratio, true]);
  }, 120_000);

  it('[A-5] of accepting an invitation is the same for a code that was never given and one that is not complete', () =>
    compare(
      () => ask('/auth/accept-invite', { body: { code: 'AAAA-BBBB-CCCC-DDDD-EEEE', name: 'X', password: testPassword } })(),
      () => ask('/auth/accept-invite', { body: { code: 'AAAA-BBBB', name: 'X', password: testPassword } })(),
    ), 60_000); // prettier-ignore

  const routes = [
    ['GET', (id: string) => `/api/v1/records/crm/deal/${id}`, undefined],
    ['PATCH', (id: string) => `/api/v1/records/crm/deal/${id}`, () => ({ fields: { name: 'Other' } })],
    ['DELETE', (id: string) => `/api/v1/records/crm/deal/${id}`, undefined],
    ['GET', (id: string) => `/api/v1/records/crm/deal/${id}/history`, undefined],
    ['GET', (id: string) => `/records/crm/deal/${id}`, undefined],
    ['GET', (id: string) => `/records/crm/deal/${id}/moves`, undefined],
    ['POST', () => '/sync/history', (id: string) => ({ entity: 'crm/deal', id })],
  ] as const;
  it.each(routes)('[A-5] of %s %s is the same for a record out of sight, of another organisation, and none', async (method, path, body) => {
    const of = (id: () => string): Timed => () => {
      const one = id();
      const sent = body?.(one);
      return ask(path(one), { method, token: memberToken, ...(sent === undefined ? {} : { body: sent }) })();
    };
    await compare(of(() => hidden), of(() => given.test.newId()));
    await compare(of(() => foreign), of(() => given.test.newId()));
  }, 60_000); // prettier-ignore

  it('is measured so that work for one case alone is detected', async () => {
    const work = (millis: number) => (): Promise<unknown> => sleep(millis);
    expect(isSameClass(await ratioOfLeastTimes(work(12), work(4)))).toBe(false);
    expect(isSameClass(await ratioOfLeastTimes(work(5), work(5)))).toBe(true);
  });
});

describe('a record out of sight', () => {
  it.each([
    ['out of sight', () => hidden],
    ['of another organisation', () => foreign],
  ])('[A-5] has no ETag, and no condition distinguishes it from a missing one: %s', async (_, id) => {
    const answers = async (one: string): Promise<readonly unknown[]> => {
      const found: unknown[] = [];
      for (const method of ['GET', 'PATCH', 'DELETE'])
        for (const headers of [{}, { 'if-match': '"1"' }, { 'if-match': '*' }, { 'if-match': '"7"' }, { 'if-none-match': '"1"' }, { 'if-none-match': '*' }]) {
          const answer = await given.test.fetch(`/api/v1/records/crm/deal/${one}`, {
            method,
            token: memberToken,
            headers,
            ...(method === 'PATCH' ? { body: { fields: { name: 'Other' } } } : {}),
          });
          const text = (await answer.text()).replaceAll(one, '{id}').replaceAll(/urn:outpost:request:[^"]*/gu, '');
          found.push([method, headers, answer.status, answer.headers.get('etag'), answer.headers.get('content-length'), text]);
          expect(answer.headers.has('etag')).toBe(false);
        }
      return found;
    };
    expect(await answers(id())).toEqual(await answers(given.test.newId()));
  }); // prettier-ignore
});
