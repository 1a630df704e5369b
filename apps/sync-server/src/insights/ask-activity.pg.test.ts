import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityAnswer } from '@outpost/domain/kernel/audit/activity';
import { givenServer } from '../testing/given-server.ts';
import { changeEdit, made, testPassword, type TestDevice, type TestTenant } from '../testing/test-server.ts';
import { askActivity } from './ask-activity.ts';

const given = givenServer();
let tenant: TestTenant;
let ada: TestDevice;
let mo: TestDevice;
let account: string;
let token: string;

beforeEach(async () => {
  tenant = await given.test.tenant();
  const email = `mo-${given.test.newId()}@fenwright.example`;
  ada = await tenant.person('Ada', 'admin');
  mo = await tenant.person('Mo', 'member', { email });
  account = given.test.newId();
  await mo.do([made(account, 'crm/account', { name: 'Acme' }, { ownerId: mo.userId })]);
  await mo.do([made(given.test.newId(), 'platform/my-notifications', { hidden: ['due'] }, { ownerId: mo.userId })]);
  given.test.advance(86_400_000);
  await mo.do([changeEdit(account, 'crm/account', { name: ['Acme', 'Acme Ltd'] })]);
  await ada.do([changeEdit(account, 'crm/account', { name: ['Acme Ltd', 'Acme plc'] })]);
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: mo.device, name: 'Laptop' } },
  });
  ({ accessToken: token } = (await signedIn.json()) as { accessToken: string });
  await given.test.server.runWorkers(tenant.orgId);
});

const answerOf = (by: TestDevice, person: string, before?: number) =>
  askActivity({ ...given.test.server.tenancy, clock: given.test.clock }, by.asker, { person, before });
async function countsOf(by: TestDevice, person: string): Promise<ActivityAnswer['counts']> {
  const answer = await answerOf(by, person);
  if (!answer.ok) throw new Error(answer.code);
  return answer.value.counts;
}
const codeOf = async (by: TestDevice, person: string) => {
  const answer = await answerOf(by, person);
  return answer.ok ? 'ok' : answer.code;
};
const sums = (counts: ActivityAnswer['counts'], what: string, entity: string | null) =>
  counts.filter((one) => one.what === what && one.entity === entity).map(({ day, count }) => [day, count]);

describe('[PLT-45] the activity of a person', () => {
  it('is counted by day, kind and action, with the sign-ins, and without actions of others', async () => {
    const counts = await countsOf(ada, mo.userId);
    const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    const today = dayOf(given.test.clock.nowMs());
    const yesterday = dayOf(given.test.clock.nowMs() - 86_400_000);
    expect(sums(counts, 'created', 'crm/account')).toEqual([[yesterday, 1]]);
    expect(sums(counts, 'changed', 'crm/account')).toEqual([[today, 1]]);
    expect(sums(counts, 'sign-in', null)).toEqual([[today, 1]]);
  });

  it('is seen by the person; records that belong to them alone are seen by nobody else (A-3c)', async () => {
    const own = await countsOf(mo, mo.userId);
    expect(sums(own, 'created', 'platform/my-notifications')).toHaveLength(1);
    expect(sums(await countsOf(ada, mo.userId), 'created', 'platform/my-notifications')).toEqual([]);
  });

  it('[A-5] is refused to colleagues, alike for people who exist and those who do not', async () => {
    const nobody = given.test.newId();
    expect([await codeOf(mo, ada.userId), await codeOf(mo, nobody)]).toEqual(['access/denied', 'access/denied']);
    expect(await codeOf(ada, nobody)).toBe('records/not-found');
    const stranger = await (await given.test.tenant()).person('Sue', 'admin');
    expect(await codeOf(stranger, mo.userId)).toBe('records/not-found');
  });

  it('ends 90 days back', async () => {
    given.test.advance(91 * 86_400_000);
    expect(await countsOf(ada, mo.userId)).toEqual([]);
  });

  it('is served at its address, for oneself without a right', async () => {
    const answer = await given.test.fetch(`/people/${mo.userId}/activity`, { token });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ person: mo.userId, next: null });
    expect((await given.test.fetch(`/people/${ada.userId}/activity`, { token })).status).toBe(403);
  });
});
