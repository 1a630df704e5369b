import { beforeEach, describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { testPassword, type TestTenant } from '../../testing/test-server.ts';

const given = givenServer();
const yearMs = 365 * 86_400_000;

type Owned = { readonly tenant: TestTenant; readonly email: string; token: string };

async function signIn(email: string): Promise<string> {
  const device = { id: given.test.newId(), name: 'Laptop' };
  const answer = await given.test.fetch('/auth/sign-in', { body: { email, password: testPassword, device } });
  return ((await answer.json()) as { accessToken: string }).accessToken;
}
async function owned(name?: string): Promise<Owned> {
  const tenant = await given.test.tenant(name);
  const email = `ada-${tenant.orgId}@fenwright.example`;
  await tenant.person('Ada', 'owner', { email });
  return { tenant, email, token: await signIn(email) };
}
const change = async ({ token }: Owned, slug: string) =>
  (await (await given.test.fetch('/organisation/slug', { body: { slug }, token })).json()) as {
    readonly slug?: string;
    readonly former?: readonly { readonly slug: string; readonly until: string }[];
    readonly code?: string;
    readonly detail?: string;
  };
const statusBy = async ({ token }: Owned, slug: string) =>
  (await given.test.fetch(`/api/v1/organizations/${slug}`, { token })).status;
let count = 0;
const newName = () => `north-${(count += 1)}`;

let ours: Owned;
let other: Owned;
beforeEach(async () => {
  [ours, other] = [await owned(), await owned()];
});

describe('[PLT-52] the short name of an organisation', () => {
  it('is changed by its owner; the former one leads to it for a year, and the journal says so', async () => {
    const [first, second] = [newName(), newName()];
    await change(ours, first);
    const changed = await change(ours, second);
    expect(changed).toMatchObject({ slug: second });
    expect(changed.former?.map(({ slug }) => slug)).toContain(first);
    expect([await statusBy(ours, second), await statusBy(ours, first)]).toEqual([200, 200]);
    expect([await statusBy(other, second), await statusBy(other, first)]).toEqual([404, 404]);
    await given.test.server.runWorkers(ours.tenant.orgId);
    const noted = await ours.tenant.rows<{ payload: string }>(
      `select j.payload from store.journal j join store.audit_entry e on e.org_id = j.org_id and e.n = j.n where e.action = 'slug/changed' order by e.n`,
    );
    expect(noted.map(({ payload }) => JSON.stringify(JSON.parse(payload))).at(-1)).toContain(JSON.stringify({ from: first, to: second })); // prettier-ignore
    given.test.advance(yearMs + 1_000);
    ours.token = await signIn(ours.email);
    expect([await statusBy(ours, second), await statusBy(ours, first)]).toEqual([200, 404]);
  });

  it('is the only one of its name: one that another organisation has, or had within a year, is refused', async () => {
    const [first, second] = [newName(), newName()];
    const taken = { code: 'request/invalid', detail: 'slug: is taken by another organisation' };
    await change(ours, first);
    expect(await change(other, first)).toMatchObject(taken);
    await change(ours, second);
    expect(await change(other, first)).toMatchObject(taken);
    expect((await change(ours, first)).slug).toBe(first); // its own former name comes back
    await change(ours, second);
    given.test.advance(yearMs + 1_000);
    other.token = await signIn(other.email);
    expect(await change(other, first)).toMatchObject({ slug: first });
  });

  it('of one moment is given to one organisation alone', async () => {
    const name = newName();
    const answers = await Promise.all([ours, other, await owned(), await owned()].map((each) => change(each, name)));
    expect(answers.filter(({ slug }) => slug === name)).toHaveLength(1);
    expect(answers.filter(({ code }) => code === 'request/invalid')).toHaveLength(3);
  });

  it('that an organisation keeps is not given to a new one of this name', async () => {
    const name = newName();
    await change(ours, name);
    await change(ours, newName());
    const { tenant } = await owned(name);
    expect(await tenant.rows('select slug from store.tenants')).toEqual([{ slug: `${name}-2` }]);
  });

  it('that an organisation gives up in the same moment is not given to a new one of this name', async () => {
    const name = newName();
    await change(ours, name);
    const { orgId } = ours.tenant;
    const made = await inTenant(given.test.pullPorts.database, { orgId, mode: 'write' }, async (tx) => {
      await tx.query('update store.tenants set slug = $2 where org_id = $1', [orgId, newName()]);
      await tx.query('insert into store.former_slug (org_id, slug, ends_at) values ($1, $2, $3)', [orgId, name, '2100-01-01T00:00:00.000Z']); // prettier-ignore
      const making = given.test.tenant(name);
      await new Promise((resolve) => setTimeout(resolve, 300)); // the new organisation waits for this transaction
      return { making };
    });
    const tenant = await made.making;
    expect(await tenant.rows('select slug from store.tenants')).toEqual([{ slug: `${name}-2` }]);
  });

  it.each(['a', 'North', 'north_1', '-north', 'north-', 'no--rth', 'x'.repeat(49), 'nörd'])('refuses "%s", and says what is right', async (slug) => {
    expect(await change(ours, slug)).toMatchObject({ code: 'request/invalid', detail: 'slug: must have 2 to 48 small letters, digits and single hyphens, such as fenwright-systems' }); // prettier-ignore
  }); // prettier-ignore

  it('is changed five times a year at most, so that nobody keeps many names', async () => {
    for (let n = 0; n < 5; n += 1) expect(await change(ours, newName())).toMatchObject({ former: { length: n + 1 } });
    expect(await change(ours, newName())).toMatchObject({ code: 'request/invalid' });
  });

  it('[PLT-28] is not changed without a proof, nor by administrators', async () => {
    const email = `mo-${ours.tenant.orgId}@fenwright.example`;
    await ours.tenant.person('Mo', 'admin', { email });
    expect(await change({ ...ours, token: await signIn(email) }, newName())).toMatchObject({ code: 'access/denied' });
    await ours.tenant.rows('update auth.session set proved_ms = null where org_id = $1 returning id', [
      ours.tenant.orgId,
    ]);
    expect(await change(ours, newName())).toMatchObject({ code: 'access/step-up-needed' });
  });
});
