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
