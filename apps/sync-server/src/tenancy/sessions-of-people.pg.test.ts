import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { changeEdit, type TestDevice, testPassword, type TestTenant } from '../testing/test-server.ts';
import { bringSettingsUp } from './shipped-settings.ts';

const given = givenServer();
const dayMs = 86_400_000;
let tenant: TestTenant;
let ann: TestDevice;
let max: TestDevice;
let emails: { readonly ann: string; readonly max: string };

type Session = {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly kind: string | null;
  readonly unsent: number | null;
  readonly held: { readonly records: number; readonly files: number } | null;
  readonly isHere: boolean;
  readonly endedWhy: string | null;
  readonly endedBy: string | null;
  readonly lastUsedAt: string;
  readonly endsAt: string;
};
type Tokens = { readonly accessToken: string; readonly refreshToken: string; readonly expiresAt: string };

beforeEach(async () => {
  tenant = await given.test.tenant();
  emails = { ann: `ann-${given.test.newId()}@fenwright.example`, max: `max-${given.test.newId()}@fenwright.example` };
  ann = await tenant.person('Ann', 'admin', { email: emails.ann });
  max = await tenant.person('Max', 'member', { email: emails.max });
});

async function signIn(email: string, name: string, headers: Readonly<Record<string, string>> = {}): Promise<Tokens> {
  const answer = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: given.test.newId(), name } },
    headers,
  });
  return (await answer.json()) as Tokens;
}
async function sessions(token: string, path = '/me/sessions'): Promise<readonly Session[]> {
  const answer = await given.test.fetch(path, { token });
  return ((await answer.json()) as { readonly sessions: readonly Session[] }).sessions;
}
const codeOf = async (answer: Response): Promise<unknown> =>
  ((await answer.json()) as { readonly code?: unknown }).code;
const refreshed = (refreshToken: string, headers: Readonly<Record<string, string>> = {}) =>
  given.test.fetch('/auth/refresh', { body: { refreshToken }, headers });
const named = (all: readonly Session[], name: string): Session => {
  const found = all.find((one) => one.name === name);
  if (!found) throw new Error(`No session on ${name}`);
  return found;
};
const journalled = () => tenant.rows(`select payload::jsonb ->> 'label' as label, payload::jsonb ->> 'by' as by from store.journal where kind = 'decided' and act is null order by n`); // prettier-ignore

describe("a person's own sessions", () => {
  it('are listed with device, kind and last use, and the one of the request is marked', async () => {
    const here = await signIn(emails.max, 'MAX-T14', { 'outpost-device': 'computer' });
    given.test.advance(60_000);
    await signIn(emails.max, 'Phone', { 'outpost-device': 'a lie' });
    const mine = await sessions(here.accessToken);
    expect(mine.slice(0, 2)).toMatchObject([
      { name: 'Phone', kind: null, isHere: false, personId: max.userId, endedWhy: null },
      { name: 'MAX-T14', kind: 'computer', isHere: true },
    ]);
    given.test.advance(600_000);
    await refreshed(here.refreshToken);
    const [newest] = await sessions(here.accessToken);
    expect(newest).toMatchObject({ name: 'MAX-T14', lastUsedAt: new Date(given.test.clock.nowMs()).toISOString() });
  });

  it('[D-5] have the number of unsent acts that the device reported at its last refresh, if it reported one', async () => {
    const here = await signIn(emails.max, 'MAX-T14');
    const unsent = async () => named(await sessions(here.accessToken), 'MAX-T14').unsent;
    expect(await unsent()).toBeNull();
    const next = (await (await refreshed(here.refreshToken, { 'outpost-unsent': '7' })).json()) as Tokens;
    expect(await unsent()).toBe(7);
    await refreshed(next.refreshToken, { 'outpost-unsent': 'many' });
    expect(await unsent()).toBeNull();
  });

  it('[D-5] have the numbers of records and files that the device reported last', async () => {
    const here = await signIn(emails.max, 'MAX-T14');
    const held = async () => named(await sessions(here.accessToken), 'MAX-T14').held;
    expect(await held()).toBeNull();
    const next = (await (await refreshed(here.refreshToken, { 'outpost-held': '38204 212' })).json()) as Tokens;
    expect(await held()).toEqual({ records: 38_204, files: 212 });
    await refreshed(next.refreshToken);
    expect(await held()).toEqual({ records: 38_204, files: 212 }); // a device counts between its refreshes
  });

  it('[A-2] end one by one: every later request of that device is refused, and the journal has it', async () => {
    const here = await signIn(emails.max, 'MAX-T14');
    const lost = await signIn(emails.max, 'Lost phone');
    const { id } = named(await sessions(here.accessToken), 'Lost phone');
    const done = await given.test.fetch(`/me/sessions/${id}`, { method: 'DELETE', token: here.accessToken });
    expect(await done.json()).toEqual({ done: true });
    expect(await codeOf(await given.test.fetch('/me', { token: lost.accessToken }))).toBe('access/session-ended');
    expect(await codeOf(await refreshed(lost.refreshToken))).toBe('access/session-ended');
    expect((await given.test.fetch('/me', { token: here.accessToken })).status).toBe(200);
    expect(named(await sessions(here.accessToken), 'Lost phone')).toMatchObject({ endedWhy: 'ended-elsewhere', endedBy: max.userId }); // prettier-ignore
    expect(await journalled()).toEqual([{ label: 'Signed out Lost phone', by: max.userId }]);
    const admin = await signIn(emails.ann, 'ANN-X1');
    const verified = await given.test.fetch('/journal/verify', { token: admin.accessToken });
    expect(await verified.json()).toMatchObject({ problems: [] });
  });

  it('end together: the others, or all', async () => {
    const here = await signIn(emails.max, 'MAX-T14');
    await signIn(emails.max, 'Phone');
    const end = (which: string) => given.test.fetch('/me/sessions/end', { body: { which }, token: here.accessToken });
    expect(await (await end('others')).json()).toMatchObject({ ended: expect.any(Number) as number });
    expect((await sessions(here.accessToken)).filter(({ endedWhy }) => endedWhy === null)).toMatchObject([{ name: 'MAX-T14' }]); // prettier-ignore
    expect(await (await end('others')).json()).toEqual({ ended: 0 });
    expect(await (await end('all')).json()).toEqual({ ended: 1 });
    expect(await codeOf(await end('all'))).toBe('access/session-ended');
  });

  it('[A-5] of another person are not found, like an unknown id', async () => {
    const here = await signIn(emails.max, 'MAX-T14');
    const hers = await signIn(emails.ann, 'ANN-X1');
    const { id } = named(await sessions(hers.accessToken), 'ANN-X1');
    for (const asked of [id, given.test.newId()]) {
      const answer = await given.test.fetch(`/me/sessions/${asked}`, { method: 'DELETE', token: here.accessToken });
      expect([answer.status, await codeOf(answer)]).toEqual([404, 'request/not-found']);
    }
    expect((await given.test.fetch('/me', { token: hers.accessToken })).status).toBe(200);
  });
});

describe('the sessions of other people', () => {
  it('are listed and ended by administrators alone', async () => {
    const admin = await signIn(emails.ann, 'ANN-X1');
    const member = await signIn(emails.max, 'MAX-T14');
    const all = await sessions(admin.accessToken, '/admin/sessions');
    expect(new Set(all.map(({ personId }) => personId))).toEqual(new Set([ann.userId, max.userId]));
    const his = await sessions(admin.accessToken, `/admin/sessions?person=${max.userId}`);
    expect(his.map(({ personId }) => personId)).toEqual(his.map(() => max.userId));
    const { id } = named(his, 'MAX-T14');
    for (const [method, path] of [['GET', '/admin/sessions'], ['DELETE', `/admin/sessions/${named(all, 'ANN-X1').id}`], ['POST', `/admin/members/${ann.userId}/sessions/end`]] as const) {
      const answer = await given.test.fetch(path, { method, token: member.accessToken, ...(method === 'POST' ? { body: {} } : {}) }); // prettier-ignore
      expect([path, answer.status, await codeOf(answer)]).toEqual([path, 403, 'access/denied']);
    } // prettier-ignore
    const ended = await given.test.fetch(`/admin/sessions/${id}`, { method: 'DELETE', token: admin.accessToken });
    expect(ended.status).toBe(200);
    const refused = await given.test.fetch('/me', { token: member.accessToken });
    expect(await refused.json()).toMatchObject({ code: 'access/session-ended', details: { reason: 'ended-by-administrator' } }); // prettier-ignore
    expect(await journalled()).toEqual([{ label: 'Signed out MAX-T14 of Max', by: ann.userId }]);
  });

  it('end together', async () => {
    const admin = await signIn(emails.ann, 'ANN-X1');
    const member = await signIn(emails.max, 'MAX-T14');
    const path = `/admin/members/${max.userId}/sessions/end`;
    const answer = await given.test.fetch(path, { body: {}, token: admin.accessToken });
    expect(((await answer.json()) as { ended: number }).ended).toBeGreaterThan(0);
    expect(await codeOf(await given.test.fetch('/me', { token: member.accessToken }))).toBe('access/session-ended');
    expect((await given.test.fetch('/me', { token: admin.accessToken })).status).toBe(200);
  });

  it('[A-1] of a person with more rights are not ended, and their device is not wiped', async () => {
    const email = `olga-${given.test.newId()}@fenwright.example`;
    const owner = await tenant.person('Olga', 'owner', { email });
    const theirs = await signIn(email, 'OLGA-T1');
    const admin = await signIn(emails.ann, 'ANN-X1');
    const { id } = named(await sessions(admin.accessToken, `/admin/sessions?person=${owner.userId}`), 'OLGA-T1');
    for (const [method, path] of [['POST', `/admin/members/${owner.userId}/sessions/end`], ['DELETE', `/admin/sessions/${id}`], ['POST', `/admin/sessions/${id}/wipe`]] as const) {
      const answer = await given.test.fetch(path, { method, token: admin.accessToken, ...(method === 'POST' ? { body: {} } : {}) }); // prettier-ignore
      expect([path, await codeOf(answer)]).toEqual([path, 'access/denied']);
    } // prettier-ignore
    expect((await given.test.fetch('/me', { token: theirs.accessToken })).status).toBe(200);
  });

  it('of another tenant are never listed or ended', async () => {
    const other = await given.test.tenant('Other');
    const email = `zoe-${given.test.newId()}@other.example`;
    await other.person('Zoe', 'admin', { email });
    const theirs = await signIn(email, 'ZOE-1');
    const admin = await signIn(emails.ann, 'ANN-X1');
    const { id } = named(await sessions(theirs.accessToken), 'ZOE-1');
    expect((await sessions(admin.accessToken, '/admin/sessions')).some((one) => one.id === id)).toBe(false);
    const answer = await given.test.fetch(`/admin/sessions/${id}`, { method: 'DELETE', token: admin.accessToken });
    expect(await codeOf(answer)).toBe('request/not-found');
    expect((await given.test.fetch('/me', { token: theirs.accessToken })).status).toBe(200);
  });
});

describe('a new sign-in', () => {
  const on = async (email: string, id: string, device = 'MAX-T14'): Promise<Tokens> => {
    const body = { email, password: testPassword, device: { id, name: device } };
    return (await (await given.test.fetch('/auth/sign-in', { body })).json()) as Tokens;
  };
  const isOpen = async ({ accessToken }: Tokens) =>
    (await given.test.fetch('/me', { token: accessToken })).status === 200;

  it('ends the earlier session of the same person on the same device, immediately, and no other', async () => {
    const [laptop, phone] = [given.test.newId(), given.test.newId()];
    const earlier = await on(emails.max, laptop);
    const onPhone = await on(emails.max, phone);
    const ofAnn = await on(emails.ann, laptop); // they share the laptop
    const elsewhere = await given.test.tenant();
    const email = `max-${given.test.newId()}@harbour.example`;
    await elsewhere.person('Max', 'member', { email });
    const inHarbour = await on(email, laptop);
    const later = await on(emails.max, laptop);
    expect(await Promise.all([earlier, onPhone, ofAnn, inHarbour, later].map(isOpen))).toEqual([false, true, true, true, true]); // prettier-ignore
    const refused = await refreshed(earlier.refreshToken);
    expect(await refused.json()).toMatchObject({
      code: 'access/session-ended',
      details: { reason: 'signed-in-again' },
    });
    expect((await refreshed(later.refreshToken)).status).toBe(200);
    const ended = (await sessions(later.accessToken)).filter(({ endedWhy }) => endedWhy !== null);
    expect(ended.map(({ endedWhy }) => endedWhy)).toEqual(['signed-in-again']);
  });

  it('that is refused ends nothing', async () => {
    const laptop = given.test.newId();
    const earlier = await on(emails.max, laptop);
    const device = { id: laptop, name: 'MAX-T14' };
    await given.test.fetch('/auth/sign-in', { body: { email: emails.max, password: 'not it', device } });
    expect(await isOpen(earlier)).toBe(true);
  });
});

describe('[PLT-19] the limits of sessions', () => {
  const set = async (limits: Readonly<Record<string, number>>) => {
    await bringSettingsUp({ ...given.test.server.tenancy, log: { warn: () => undefined } }, tenant.orgId);
    const id = settingsIdOf(tenant.orgId, 'platform/organisation');
    const edits = Object.entries(limits).map(([name, days]): [string, [null, number]] => [name, [null, days]]);
    return ann.do([changeEdit(id, 'platform/organisation', Object.fromEntries(edits))]);
  };

  it('are seven days unused, and ninety days in all, where none are set', async () => {
    let tokens = await signIn(emails.max, 'MAX-T14');
    given.test.advance(7 * dayMs);
    expect(await codeOf(await refreshed(tokens.refreshToken))).toBe('access/session-ended');
    tokens = await signIn(emails.max, 'MAX-T14');
    const startMs = given.test.clock.nowMs();
    for (let day = 6; day < 90; day += 6) {
      given.test.advance(6 * dayMs);
      const answer = await refreshed(tokens.refreshToken);
      expect([day, answer.status]).toEqual([day, 200]);
      tokens = (await answer.json()) as Tokens;
    }
    given.test.advance(startMs + 90 * dayMs - given.test.clock.nowMs() - 60_000);
    tokens = (await (await refreshed(tokens.refreshToken)).json()) as Tokens;
    expect(Date.parse(tokens.expiresAt)).toBe(startMs + 90 * dayMs); // the access token ends with the session
    given.test.advance(60_000);
    expect(await codeOf(await given.test.fetch('/me', { token: tokens.accessToken }))).toBe('access/signed-out');
    expect(await codeOf(await refreshed(tokens.refreshToken))).toBe('access/session-ended');
  });

  it('are set by the organisation, and apply to sessions that began before', async () => {
    const before = await signIn(emails.max, 'MAX-T14');
    expect((await set({ idleDays: 2, sessionDays: 30 })).status).toBe('accepted');
    expect(named(await sessions(before.accessToken), 'MAX-T14').endsAt).toBe(new Date(given.test.clock.nowMs() + 2 * dayMs).toISOString()); // prettier-ignore
    given.test.advance(2 * dayMs);
    const answer = await refreshed(before.refreshToken);
    expect(await answer.json()).toMatchObject({ code: 'access/session-ended', details: { reason: 'expired' } });
  });

  it('are refused where unused sessions would last longer than used ones', async () => {
    expect((await set({ idleDays: 31, sessionDays: 30 })).status).toBe('refused');
  });
});
