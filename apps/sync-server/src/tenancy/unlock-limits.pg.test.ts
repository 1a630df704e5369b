import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { changeEdit, testPassword, type TestTenant } from '../testing/test-server.ts';
import { bringSettingsUp } from './shipped-settings.ts';

const given = givenServer();
const entity = 'platform/organisation';
let tenant: TestTenant;
let id: string;

beforeEach(async () => {
  tenant = await given.test.tenant();
  id = settingsIdOf(tenant.orgId, entity);
});

/** Signs a new person in, and returns their token. `isProved`: whether the sign-in counts as a lately given proof of the person. */
async function signIn(role: string, { isProved }: { readonly isProved: boolean }): Promise<string> {
  const email = `${given.test.newId()}@fenwright.example`;
  const { userId } = await tenant.person(role, role, { email });
  await bringSettingsUp({ ...given.test.server.tenancy, log: { warn: () => undefined } }, tenant.orgId);
  const device = { id: given.test.newId(), name: 'Laptop' };
  const answer = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
  if (!isProved)
    await tenant.rows('update auth.session set proved_ms = null where person_id = $1 returning id', [userId]);
  return ((await answer.json()) as { readonly accessToken: string }).accessToken;
}

type Told = { readonly answers: readonly { readonly status: string; readonly refused: Readonly<Record<string, { readonly code: string; readonly message: string }>> }[] }; // prettier-ignore
async function set(token: string, limits: Readonly<Record<string, unknown>>): Promise<readonly (string | undefined)[]> {
  const edits = [changeEdit(id, entity, Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, [null, value]])) as never)]; // prettier-ignore
  const act = { id: given.test.newId(), label: 'Changed the limits', shape: 'together', edits };
  const answer = await given.test.fetch('/acts', { token, body: { acts: [act] } });
  const [told] = ((await answer.json()) as Told).answers;
  return [told?.status, ...Object.values(told?.refused ?? {}).map(({ code }) => code)];
}
async function read(token: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = await given.test.fetch('/records/list', { token, body: { entity, life: 'alive' } });
  const { rows } = (await answer.json()) as { readonly rows: readonly [{ readonly fields: Record<string, unknown> }] };
  return rows[0].fields;
}

describe('[PLT-38] the limits of unlocking that an organisation sets', () => {
  const limits = { unlockTries: 3, offlineDays: 10, lockMinutes: 15 };

  it('are changed by administrators with a recent proof, journaled, and read by everybody', async () => {
    expect(await set(await signIn('admin', { isProved: true }), limits)).toEqual(['accepted']);
    expect(await read(await signIn('member', { isProved: true }))).toMatchObject(limits);
    const rows = await tenant.rows<{ label: string }>(`select payload::jsonb ->> 'label' as label from store.journal where org_id = $1`, [tenant.orgId]); // prettier-ignore
    expect(rows.map(({ label }) => label)).toContain('Changed the limits');
  });

  it.each(Object.entries(limits))('each require a proof of the person: %s', async (name, value) => {
    expect(await set(await signIn('admin', { isProved: false }), { [name]: value })).toEqual(['refused', 'access/step-up-needed']); // prettier-ignore
  });

  it('are not changed by members', async () => {
    const token = await signIn('member', { isProved: true });
    expect((await set(token, limits))[0]).toBe('refused');
    expect(await read(token)).not.toHaveProperty('offlineDays');
  });

  it.each([
    ['unlockTries', 2],
    ['unlockTries', 11],
    ['offlineDays', 0],
    ['offlineDays', 91],
    ['lockMinutes', 0],
    ['lockMinutes', 481],
    ['offlineDays', 1.5],
    ['offlineDays', 'ten'],
  ])('are refused outside of their bounds: %s %s', async (name, value) => {
    const token = await signIn('admin', { isProved: true });
    expect((await set(token, { [name]: value }))[0] ?? 'refused').toBe('refused');
    expect(await read(token)).not.toHaveProperty(name);
  });
});
