import { adminWithoutProof, dangerousActs, dangerousRequest } from '@outpost/domain/kernel/access/dangerous-acts';
import { appPath } from '@outpost/domain/kernel/access/api-path';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { routeInApi } from '../../testing/matrix/route-in-api.ts';
import { changeEdit, made, testPassword, type TestTenant } from '../../testing/test-server.ts';

const much = { requests: 100_000, seconds: 1 };
const given = givenServer({ rates: { callerMinute: much, callerHour: much, tenant: much, address: much } });
let tenant: TestTenant;
let token: string;
let personId: string;
let deviceId: string;
let otherId: string;

beforeEach(async () => {
  tenant = await given.test.tenant();
  const email = `ann-${given.test.newId()}@fenwright.example`;
  ({ userId: personId } = await tenant.person('Ann', 'admin', { email }));
  ({ userId: otherId } = await tenant.person('Ben', 'member'));
  deviceId = given.test.newId();
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: deviceId, name: 'Laptop' } },
  });
  ({ accessToken: token } = (await signedIn.json()) as { accessToken: string });
});

const forget = () =>
  tenant.rows('update auth.session set proved_ms = null where person_id = $1 returning id', [personId]);
const prove = async () => {
  const proof = await given.test.fetch('/auth/step-up', { token, body: { kind: 'password', answer: testPassword } });
  expect(await proof.json()).toEqual({ done: true });
};

const routes = Object.values(dangerousActs)
  .flatMap((act): readonly string[] => act.routes)
  .flatMap((route) => [route, routeInApi(route)])
  .filter((route) => route !== undefined);
/** Returns the code with which a route of the table refuses; `undefined` where it does its work. */
async function codeOf(route: string): Promise<string | undefined> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern.replaceAll(/\{\w+\}/g, () => given.test.newId());
  const answer = await given.test.fetch(path, { method, token, ...(method === 'DELETE' ? {} : { body: {} }) });
  return ((await answer.json()) as { code?: string }).code;
}

describe('[PLT-28] the table of dangerous acts', () => {
  const registered = () => given.test.server.app.routes.filter(({ method }) => method !== 'ALL');
  const asTable = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');
  it('names addresses that the server has', () => {
    const known = new Set(registered().map(({ method, path }) => `${method} ${asTable(path)}`));
    const without = routes.filter((route) => !route.includes('/webhooks/') && !known.has(route));
    expect(without).toEqual([]);
  });
  it('names every address under /admin that changes something, or says why it does not', () => {
    const changing = registered().flatMap(({ method, path }) =>
      appPath(path).startsWith('/admin/') && !['GET', 'HEAD', 'OPTIONS'].includes(method)
        ? [`${method} ${asTable(path)}`]
        : [],
    );
    expect(changing.length).toBeGreaterThan(10);
    const missing = changing.filter((route) => {
      const [method = '', path = ''] = route.split(' ');
      return dangerousRequest(method, path) === undefined && !(`${method} ${appPath(path)}` in adminWithoutProof);
    });
    expect(missing).toEqual([]);
  });
  it('names methods and paths exactly', () => {
    expect(dangerousRequest('PATCH', '/admin/members/7')).toBe('rights');
    expect(dangerousRequest('GET', '/admin/members/7')).toBeUndefined();
    expect(dangerousRequest('PATCH', '/admin/members/7/8')).toBeUndefined();
    expect(dangerousRequest('PATCH', '/admin/members/')).toBeUndefined();
    expect(dangerousRequest('PATCH', '/api/v1/admin/members/7')).toBe('rights');
    expect(dangerousRequest('PATCH', '/api/v1/api/v1/admin/members/7')).toBeUndefined();
  });
});

describe('[PLT-28] a request that is a dangerous act', () => {
  it('is refused without a proof of the person, at every address, and carried out with it', async () => {
    for (const route of routes.filter((one) => !/\/sessions|\/webhooks/.test(one))) {
      await forget();
      expect([route, await codeOf(route)]).toEqual([route, 'access/step-up-needed']);
      await prove();
      expect([route, await codeOf(route)]).not.toEqual([route, 'access/step-up-needed']);
    }
  });
  it('is refused for ends of sessions, too', async () => {
    await forget();
    for (const route of routes.filter((one) => one.includes('/sessions')))
      expect([route, await codeOf(route)]).toEqual([route, 'access/step-up-needed']);
    await prove();
    expect(await codeOf('DELETE /admin/sessions/{id}')).not.toBe('access/step-up-needed');
  });
});

const promote = (): Edit =>
  changeEdit(otherId, 'platform/person', { memberships: [[{ role: 'member', teamId: null }], [{ role: 'admin', teamId: null }]] }); // prettier-ignore
const newRole = (key: string): Edit => made(given.test.newId(), 'platform/role', { key, label: key, grants: [] });
type Told = { readonly answers: readonly { readonly status: string; readonly refused: Readonly<Record<string, { readonly code: string; readonly details: unknown }>> }[] }; // prettier-ignore
const toldOf = ({ answers }: Told) =>
  answers.map(({ status, refused }) => [status, ...new Set(Object.values(refused).map(({ code }) => code))]);

async function acts(edits: readonly Edit[], id = given.test.newId()) {
  const answer = await given.test.fetch('/acts', { token, body: { acts: [{ id, label: 'Changed rights', shape: 'together', edits }] } }); // prettier-ignore
  return (await answer.json()) as Told;
}
let number = 0;
async function pushed(edits: readonly Edit[], undoes?: string, id = given.test.newId()) {
  number += 1;
  const answer = await given.test.fetch('/sync/push', {
    token,
    body: {
      device: deviceId,
      heads: [],
      schemas: {},
      acts: [{ id, number, madeAt: new Date(given.test.clock.nowMs()).toISOString(), label: 'Changed rights', shape: 'together', edits, ...(undoes === undefined ? {} : { undoes }) }],
    },
  }); // prettier-ignore
  return (await answer.json()) as Told;
}

describe('[PLT-28] a dangerous change of records', () => {
  beforeEach(() => {
    number = 0;
  });
  it('is refused by /acts without a proof, and the same act is accepted with it', async () => {
    await forget();
    const id = given.test.newId();
    const told = await acts([promote()], id);
    expect(toldOf(told)).toEqual([['refused', 'access/step-up-needed']]);
    expect(told.answers[0]?.refused[otherId]?.details).toEqual({ kinds: ['password'] });
    await prove();
    expect(toldOf(await acts([promote()], id))).toEqual([['accepted']]);
  });
  it('is refused among the acts that a device pushes, and the others are accepted', async () => {
    await forget();
    expect(toldOf(await pushed([promote()]))).toEqual([['refused', 'access/step-up-needed']]);
    expect(toldOf(await pushed([newRole('seller')]))).toEqual([['refused', 'access/step-up-needed']]);
    const name = changeEdit(otherId, 'platform/person', { name: ['Ben', 'Benjamin'] });
    expect(toldOf(await pushed([name]))).toEqual([['accepted']]);
    await prove();
    expect(toldOf(await pushed([promote()]))).toEqual([['accepted']]);
  });
  it('is refused as the undo of an earlier change', async () => {
    const id = given.test.newId();
    expect(toldOf(await pushed([promote()], undefined, id))).toEqual([['accepted']]);
    await forget();
    expect(toldOf(await pushed([], id))).toEqual([['refused', 'access/step-up-needed']]);
    await prove();
    expect(toldOf(await pushed([], id))).toEqual([['accepted']]);
  });
  it('is refused as a record of the API, and through the named path', async () => {
    await forget();
    const record = { key: 'seller', label: 'Seller', grants: [] };
    const create = async () => {
      const answer = await given.test.fetch('/api/v1/records/platform/role', { token, body: { fields: record } });
      return ((await answer.json()) as { code?: string }).code;
    };
    expect(await create()).toBe('access/step-up-needed');
    await prove();
    expect(await create()).toBeUndefined();
  });
  it('is allowed as long as the proof is fresh: ten minutes later another one is required', async () => {
    await prove();
    given.test.advance(9 * 60_000);
    expect(toldOf(await acts([newRole('one')]))).toEqual([['accepted']]);
    given.test.advance(61_000);
    expect(toldOf(await acts([newRole('two')]))).toEqual([['refused', 'access/step-up-needed']]);
  });
});

describe('[PLT-28] an API key', () => {
  const newKey = async (grants: readonly string[]) => {
    await prove();
    const answer = await given.test.fetch('/api/v1/keys', { token, body: { name: 'Directory', grants } });
    return ((await answer.json()) as { key: string }).key;
  };
  const byKey = async (key: string, name: string) => {
    const answer = await given.test.fetch('/api/v1/records/platform/role', { token: key, body: { fields: { key: name, label: name, grants: [] } } }); // prettier-ignore
    return ((await answer.json()) as { code?: string }).code;
  };
  it('changes rights only where a grant of it names the kind, and needs no proof', async () => {
    const named = await newKey(['platform/role:*@org']);
    const wide = await newKey(['platform/*:*@org']);
    await forget();
    expect(await byKey(named, 'one')).toBeUndefined();
    expect(await byKey(wide, 'two')).toBe('access/denied');
  });
});

it('TRACE is answered like an unknown address, and repeats nothing of the request', async () => {
  const request = new Request('http://localhost/me', { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  Object.defineProperty(request, 'method', { value: 'TRACE' }); // a client of the standard library refuses to send it
  const answer = await given.test.server.app.fetch(request);
  const text = await answer.text();
  expect([answer.status >= 400 && answer.status < 500, text.includes(token)]).toEqual([true, false]);
});
