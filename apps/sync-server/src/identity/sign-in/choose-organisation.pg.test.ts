import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { signIn } from './sign-in.ts';
import { goodPassword, openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';

let world: SignInWorld;
const email = 'ann@example.com';
const orgs: string[] = [];
const people: string[] = [];
beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
  for (const name of ['Nordwind', 'Harbour', 'Closed']) {
    const orgId = await world.addTenant(name);
    orgs.push(orgId);
    people.push(await world.addPerson(orgId, orgs.length === 1 ? email : `ann-${orgs.length}@example.com`));
  }
  const [first] = people;
  for (const other of people.slice(1))
    await world.asOwner(
      `update auth.membership set identity_id = (select identity_id from auth.membership where person_id = '${first}') where person_id = '${other}'`,
    );
  await world.asOwner(
    `update store.platform_person set fields = fields || '{"status": "suspended"}' where id = '${people[2]}'`,
  );
});
afterAll(() => world.close());
const attempt = (input: { password?: string; organisation?: string; mayChoose?: boolean }) =>
  signIn({ email, password: goodPassword, device: world.device(), mayChoose: true, ...input }, world.ports);

describe('[PLT-26] an account of several organisations', () => {
  it('chooses among those that admit it, by name, and is signed in to none before', async () => {
    expect(await attempt({})).toMatchObject({
      ok: false,
      code: 'access/choose-organisation',
      details: {
        organisations: [
          { id: orgs[1], name: 'Harbour' },
          { id: orgs[0], name: 'Nordwind' },
        ],
      },
    });
    expect(await world.rowsAsOwner('select id from auth.session')).toEqual([]);
  });

  it('[A-5] learns no name of an organisation before the password has proved right', async () => {
    const refused = await attempt({ password: 'wrong' });
    expect(refused).toMatchObject({ ok: false, code: 'access/bad-credentials' });
    expect(JSON.stringify(refused)).not.toMatch(/Harbour|Nordwind|Closed/);
  });

  it('signs in to the one that it names', async () => {
    for (const place of [0, 1])
      expect(await attempt({ organisation: orgs[place] ?? '' })).toMatchObject({
        ok: true,
        value: { organisation: { id: orgs[place] }, person: { id: people[place], email } },
      });
    expect(await attempt({ organisation: orgs[2] ?? '' })).toMatchObject({ ok: false, code: 'access/denied' });
  });

  it('[K-5] signs in to the first that admits it from a device that cannot ask', async () => {
    expect((await attempt({ mayChoose: false })).ok).toBe(true);
  });
});
