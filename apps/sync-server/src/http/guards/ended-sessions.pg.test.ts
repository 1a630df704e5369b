import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { folderObjects } from '../../files/folder-objects.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, testPassword, type TestTenant } from '../../testing/test-server.ts';

const folder = await mkdtemp(join(tmpdir(), 'outpost-files-'));
afterAll(() => rm(folder, { recursive: true }));
/** A server with a store for bytes: without one, the routes of files do not exist. */
const given = givenServer({
  files: { objects: await folderObjects(folder), quotaBytes: 1_000_000 },
});
let tenant: TestTenant;
let token: string;
let refreshToken: string;
let email: string;

beforeEach(async () => {
  tenant = await given.test.tenant();
  email = `mia-${given.test.newId()}@fenwright.example`;
  await tenant.person('Mia', 'admin', { email });
  const signedIn = await given.test.fetch('/auth/sign-in', {
    body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Laptop' } },
  });
  ({ accessToken: token, refreshToken } = (await signedIn.json()) as { accessToken: string; refreshToken: string });
});

type Documented = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { security?: readonly unknown[]; requestBody?: unknown }>>>>;
}; // prettier-ignore

it('a documented route without a token accepts a body without one', async () => {
  const { paths } = (await (await given.test.fetch('/openapi.json')).json()) as Documented;
  const open = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { security, requestBody }]) =>
      security?.length === 0 && requestBody !== undefined ? [{ path, method: method.toUpperCase() }] : [],
    ),
  );
  const refused = [];
  for (const { path, method } of open) {
    const answer = await given.test.fetch(path, { method, body: {} });
    if (answer.status === 401) refused.push(path);
  }
  expect(refused).toEqual([]);
  expect(open.length).toBeGreaterThan(3);
});

describe('a session that has ended', () => {
  it.each([
    ['POST', '/files/uploads'],
    ['PATCH', '/files/uploads/x'],
    ['DELETE', '/files/uploads/x'],
  ])('[A-2] is refused at %s %s, which is served in addition to the documented routes', async (method, path) => {
    await given.test.fetch('/auth/sign-out', { token, body: { refreshToken } });
    const answer = await given.test.fetch(path, { method, token, body: {} });
    expect(await answer.json()).toMatchObject({ code: 'access/session-ended' });
  });

  it('[A-2] of a suspended person pulls and pushes nothing, also without a check of the session before', async () => {
    const ann = await tenant.person('Ann', 'admin');
    const max = await tenant.person('Max', 'member');
    await max.pull();
    expect(
      (await ann.do([changeEdit(max.userId, 'platform/person', { status: ['active', 'suspended'] })])).status,
    ).toBe('accepted');
    await expect(max.page()).rejects.toThrow('session has ended'); // from its last place
    await expect(max.twin().page()).rejects.toThrow('session has ended'); // from the beginning
    await expect(max.do([made(given.test.newId(), 'crm/account', { name: 'New' })])).rejects.toThrow(
      'session has ended',
    );
  });
});
