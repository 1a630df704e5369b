import { expect, it } from 'vitest';
import { authenticatorCode } from '../../../identity/testing/authenticator.ts';
import { givenServer } from '../../../testing/given-server.ts';
import { testPassword } from '../../../testing/test-server.ts';

const given = givenServer();

it('[PLT-18] an authenticator app is set up and asked for over HTTP', async () => {
  const tenant = await given.test.tenant();
  const email = `ann-${given.test.newId()}@fenwright.example`;
  await tenant.person('Ann', 'member', { email });
  const device = { id: given.test.newId(), name: 'Laptop' };
  const post = async (path: string, body: object, token?: string) => {
    const answer = await given.test.fetch(path, { body, ...(token === undefined ? {} : { token }) });
    const json = (await answer.json()) as Readonly<Record<string, unknown>>;
    return { status: answer.status, json };
  };
  const signIn = () => post('/auth/sign-in', { email, password: testPassword, device });
  const token = String((await signIn()).json['accessToken']);
  const { json: begun } = await post('/auth/factors/totp', { name: 'Phone' }, token);
  const code = (ms: number) => authenticatorCode(String(begun['secret']), given.test.clock.nowMs() + ms);
  const on = await post(`/auth/factors/${String(begun['id'])}/confirm`, { code: code(0) }, token);
  expect([on.status, (on.json['codes'] as readonly string[]).length]).toEqual([200, 10]);
  const halfway = await signIn();
  expect([halfway.status, halfway.json['code'], halfway.json['accessToken']]).toEqual([403, 'access/second-factor-needed', undefined]); // prettier-ignore
  const { challenge } = halfway.json['details'] as { challenge: string };
  const asked = { challenge, device: { id: device.id }, kind: 'totp' };
  const used = await post('/auth/challenge', { ...asked, answer: code(0) });
  expect([used.status, used.json['code']]).toEqual([401, 'access/bad-code']);
  const opened = await post('/auth/challenge', { ...asked, answer: code(30_000) });
  expect(opened.status).toBe(200);
  const me = await given.test.fetch('/me', { token: String(opened.json['accessToken']) });
  expect(me.status).toBe(200);
});

it('[PLT-18] a factor is renamed over HTTP by its person, without a proof', async () => {
  const tenant = await given.test.tenant();
  const session = async (name: string) => {
    const email = `${name}-${given.test.newId()}@fenwright.example`;
    await tenant.person(name, 'member', { email });
    const device = { id: given.test.newId(), name: 'Laptop' };
    const answer = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
    return String(((await answer.json()) as Readonly<Record<string, unknown>>)['accessToken']);
  };
  const ask = async (token: string, path: string, method: 'GET' | 'POST' | 'PUT', body?: object) => {
    const answer = await given.test.fetch(path, { method, token, ...(body === undefined ? {} : { body }) });
    return { status: answer.status, json: (await answer.json()) as Readonly<Record<string, unknown>> };
  };
  const [ann, ben] = [await session('Ann'), await session('Ben')];
  const { json: begun } = await ask(ann, '/auth/factors/totp', 'POST', { name: 'Phone' });
  const [id, secret] = [String(begun['id']), String(begun['secret'])];
  await ask(ann, `/auth/factors/${id}/confirm`, 'POST', { code: authenticatorCode(secret, given.test.clock.nowMs()) });
  given.test.advance(11 * 60_000); // the sign-in is no proof any more
  const rename = (token: string, factor: string, name: unknown) => ask(token, `/auth/factors/${factor}/name`, 'PUT', { name }); // prettier-ignore
  expect((await ask(ann, '/auth/step-up', 'GET')).json['code']).toBe('access/step-up-needed');
  expect(await rename(ann, id, ' Old phone ')).toEqual({ status: 200, json: { done: true } });
  for (const wrong of ['', '  ', 'x'.repeat(61), 7, null, 'a\u0000b'])
    expect((await rename(ann, id, wrong)).status).toBe(400);
  expect((await rename(ann, given.test.newId(), 'Other')).status).toBe(404);
  expect((await rename(ann, 'no-id', 'Other')).status).toBe(400);
  expect((await rename(ben, id, 'Mine now')).status).toBe(404);
  const { json: listed } = await ask(ann, '/auth/factors', 'GET');
  expect(listed['factors']).toMatchObject([{ id, name: 'Old phone' }, { kind: 'backup-codes' }]);
});
