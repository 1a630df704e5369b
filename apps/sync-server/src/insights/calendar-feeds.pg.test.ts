import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { changeEdit, made, type TestDevice, testPassword } from '../testing/test-server.ts';

const given = givenServer();
let w: SalesWorld;
let mo: TestDevice;
let token: string;

async function signIn(email: string): Promise<string> {
  const reply = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: randomUUID(), name: 'A laptop' } },
  });
  return ((await reply.json()) as { accessToken: string }).accessToken;
}
const feed = '/me/calendar-feed';
const asMo = (method: string) => given.test.fetch(feed, { method, token, ...(method === 'POST' ? { body: {} } : {}) });
const makeFeed = async () => ((await (await asMo('POST')).json()) as { path: string }).path;
/** Programs of others send no header of the protocol. */
const read = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  Promise.resolve(given.test.server.app.request(path, { headers }));
const titlesIn = async (path: string) => {
  const reply = await read(path);
  return [reply.status, ...(await reply.text()).split('\r\n').flatMap((line) => (line.startsWith('SUMMARY:') ? [line.slice(8)] : []))]; // prettier-ignore
};
const day = (days: number) => new Date(given.test.clock.nowMs() + days * 86_400_000).toISOString();
const task = (subject: string, dueAt: string, ownerId = mo.userId) =>
  made(w.id(), 'crm/task', { subject, dueAt }, { ownerId });

beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  const email = `mo-${randomUUID()}@example.com`;
  mo = await w.tenant.person('Mo', 'member', { email, teamId: w.teams.t1 });
  token = await signIn(email);
});

describe('a subscribed calendar', () => {
  it('[Q-5] has the person’s own tasks and appointments of the next and the last months', async () => {
    await w.ann.do([
      task('Send papers', day(1)),
      task('Of somebody else', day(1), w.max.userId),
      task('Long ago', day(-90)),
      made(w.id(), 'crm/task', { subject: 'Some day' }, { ownerId: mo.userId }),
    ]);
    const path = await makeFeed();
    const reply = await read(path);
    expect([reply.status, reply.headers.get('content-type'), reply.headers.get('cache-control')]).toEqual([200, 'text/calendar; charset=utf-8', 'no-store']); // prettier-ignore
    expect(await titlesIn(path)).toEqual([200, 'Send papers']);
    expect(await (await asMo('GET')).json()).toEqual({ madeAt: day(0), readOn: day(0).slice(0, 10) });
  });

  it('ends with its address, which is replaced by a new one, and kept nowhere', async () => {
    const first = await makeFeed();
    const second = await makeFeed();
    expect([await titlesIn(first), await titlesIn(second)]).toEqual([[404], [200]]);
    const kept = await w.tenant.rows('select * from auth.calendar_feed');
    expect(JSON.stringify(kept)).not.toContain(second.split('/')[3]?.replace('.ics', ''));
    await asMo('DELETE');
    expect(await titlesIn(second)).toEqual([404]);
    expect(await (await asMo('GET')).json()).toEqual({ madeAt: null, readOn: null });
  });

  it('[A-5] gives the same answer at every invalid address, of a suspended person too', async () => {
    const path = await makeFeed();
    const other = await makeSalesWorld(given.test);
    const key = path.split('/')[3] ?? '';
    await w.ann.do([changeEdit(mo.userId, 'platform/person', { status: ['active', 'suspended'] })]);
    const answers = await Promise.all(
      [
        path,
        `/calendars/${other.tenant.orgId}/${key}`,
        `/calendars/${randomUUID()}/${key}`,
        '/calendars/x/y.ics',
        `${path}x`,
      ].map(async (one) => {
        // prettier-ignore
        const reply = await read(one, { 'x-request-id': 'the-same-id' });
        return [reply.status, await reply.text()];
      }),
    );
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(answers[0]?.[0]).toBe(404);
  });

  it('needs a session to be made', async () => {
    expect((await given.test.fetch(feed, { method: 'POST', body: {} })).status).toBe(401);
  });
});
