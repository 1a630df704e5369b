import { type Catalogue, catalogueOf, type Pack } from '@outpost/domain/kernel/catalogue/catalogue';
import type { RoleDeclaration } from '@outpost/domain/kernel/catalogue/role';
import { installedCatalogue, installedPacks } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import type { Database } from '../db/database.ts';
import { givenServer } from '../testing/given-server.ts';
import { changeEdit, made, makeTestServer, TestTenant } from '../testing/test-server.ts';
import { applyAsServer } from './create-tenant.ts';
import { bringRolesUp } from './shipped-roles.ts';

const given = givenServer();

/** Returns this build with other roles: the built-in ones by key, and those of a pack. */
const buildOf = (change: (role: RoleDeclaration) => RoleDeclaration, packs: readonly Pack[] = []): Catalogue =>
  catalogueOf([...installedPacks.map((pack) => ({ ...pack, roles: pack.roles.map(change) })), ...packs]);

const firstVersion = ({ earlier, ...role }: RoleDeclaration): RoleDeclaration => ({
  ...role,
  version: 1,
  grants: earlier?.[0] ?? role.grants,
});
/** The previous build. */
const before = buildOf(firstVersion);
/** Returns a later version of the manager role: managers may read all accounts, and no longer delete in their team. */
const laterManager = (role: RoleDeclaration): RoleDeclaration =>
  role.key === 'manager'
    ? {
        ...role,
        version: role.version + 1,
        grants: [...role.grants.filter((grant) => grant !== '*:delete@team'), 'crm/account:read@org'],
        earlier: [...(role.earlier ?? []), role.grants],
      }
    : role;
const later = buildOf(laterManager);
const clerk: RoleDeclaration = { key: 'clerk', label: 'Clerk', describes: 'Keeps accounts.', version: 1, grants: ['crm/account:*@org'] }; // prettier-ignore
const withClerk = buildOf(laterManager, [{ name: 'clerks', version: 1, entities: [], roles: [clerk] }]);

/** Creates a tenant in the state of the previous build: its roles have random ids. */
async function oldTenant(): Promise<TestTenant> {
  const server = await makeTestServer(given.test.database, { installed: { ...before, roles: [] } });
  const tenant = await server.tenant();
  await server.server.close();
  const edits = before.roles.map(({ key, label, describes, grants, portal = false }) =>
    made(given.test.newId(), 'platform/role', {
      key,
      label,
      describes,
      grants: [...grants].sort(),
      builtIn: true,
      portal,
    }),
  );
  await applyAsServer(given.test.server.tenancy, tenant.orgId, { label: 'Made the built-in roles', edits });
  return new TestTenant(given.test, tenant.orgId);
}

type Started = { readonly logged: readonly unknown[] };
/** Starts a server of a build. */
async function start(
  tenant: TestTenant,
  installed: Catalogue,
  database: Database = given.test.database,
): Promise<Started> {
  const logged: unknown[] = [];
  const ports = {
    ...given.test.server.tenancy,
    database,
    installed,
    log: { warn: (one: unknown) => void logged.push(one) },
  };
  await bringRolesUp(ports, tenant.orgId);
  return { logged };
}

async function grantsOf(tenant: TestTenant, key: string): Promise<readonly string[] | undefined> {
  const [row] = await tenant.rows<{ grants: string[] }>(
    `select fields->'grants' as grants from store.platform_role where fields->>'key' = $1 and life = 'alive'`,
    [key],
  );
  return row?.grants;
}
const roleId = async (tenant: TestTenant, key: string): Promise<string> =>
  String((await tenant.rows(`select id from store.platform_role where fields->>'key' = $1`, [key]))[0]?.['id']);
/** Returns the acts of the journal, each once. */
async function labels(tenant: TestTenant): Promise<readonly { readonly act: string; readonly label: string }[]> {
  const rows = await tenant.rows<{ act: string; label: string }>(
    `select payload::json->>'act' as act, payload::json->>'label' as label from store.journal order by n`,
  );
  return [...new Map(rows.map((row) => [row.act, row])).values()];
}
const ownRole = (key: string, grants: readonly string[]) =>
  made(given.test.newId(), 'platform/role', { key, label: key, grants: [...grants], builtIn: false, portal: false });
/** Returns a database that fails at its nth transaction: before it began, or after it was committed. */
function failingAt(n: number, when: 'before' | 'after'): Database {
  const { database } = given.test;
  let count = 0;
  return {
    ...database,
    transaction: async (mode, work) => {
      count += 1;
      if (count === n && when === 'before') throw new Error('the server stops');
      const done = await database.transaction(mode, work);
      if (count === n) throw new Error('the server stops');
      return done;
    },
  };
}

describe('the roles of packs', () => {
  it('[T-26] [T-15] every role that allowed everything reaches every kind after an upgrade, once', async () => {
    const tenant = await oldTenant();
    const admin = await tenant.person('Ann', 'admin');
    await admin.do([ownRole('boss', ['*:*@org']), ownRole('reader', ['*:read@org'])]);
    expect(await start(tenant, installedCatalogue)).toEqual({ logged: [] });
    for (const key of ['owner', 'admin', 'boss']) expect(await grantsOf(tenant, key)).toEqual(['**:*@org', '*:*@org']);
    await admin.do([ownRole('wide', ['*:*@org'])]);
    const then = await labels(tenant);
    expect(await start(tenant, installedCatalogue)).toEqual({ logged: [] });
    expect(await grantsOf(tenant, 'wide')).toEqual(['*:*@org']);
    expect(await labels(tenant)).toEqual(then);
  });

  it('[A-1] people who could read, and so export, before can still export after an upgrade, once; portal roles cannot', async () => {
    const tenant = await oldTenant();
    const admin = await tenant.person('Ann', 'admin');
    await admin.do([ownRole('reader', ['*:read@org', 'crm/deal:update@own'])]);
    await start(tenant, installedCatalogue);
    expect(await grantsOf(tenant, 'reader')).toEqual(['*:export@org', '*:read@org', 'crm/deal:update@own']);
    expect(await grantsOf(tenant, 'viewer')).toContain('*:export@team');
    expect(await grantsOf(tenant, 'client')).toEqual(['*:read@shared']);
    await admin.do([ownRole('later', ['*:read@org'])]);
    const narrowed = ['*:read@org', 'crm/deal:update@own'];
    await admin.do([changeEdit(await roleId(tenant, 'reader'), 'platform/role', { grants: [['*:export@org', ...narrowed], narrowed] })]); // prettier-ignore
    await start(tenant, installedCatalogue);
    expect([await grantsOf(tenant, 'later'), await grantsOf(tenant, 'reader')]).toEqual([['*:read@org'], narrowed]);
    const fresh = await given.test.tenant();
    await start(fresh, installedCatalogue);
    expect((await grantsOf(fresh, 'viewer'))?.filter((grant) => grant.includes('export'))).toEqual([]);
    expect(await grantsOf(fresh, 'member')).toContain('*:export@shared');
  });

  it('[T-26] get their new grants, and keep the additions and removals of the tenant', async () => {
    const tenant = await oldTenant();
    const admin = await tenant.person('Ann', 'admin');
    const had = (await grantsOf(tenant, 'manager')) ?? [];
    const theirs = [...had.filter((one) => one !== '*:assign@team'), 'crm/deal:read@org'].sort();
    await admin.do([changeEdit(await roleId(tenant, 'manager'), 'platform/role', { grants: [[...had], theirs] })]);
    await start(tenant, later);
    const gained = later.roles.find(({ key }) => key === 'manager')?.grants.filter((one) => !had.includes(one)) ?? [];
    expect(gained).toContain('crm/account:read@org');
    expect(await grantsOf(tenant, 'manager')).toEqual(
      [...theirs.filter((one) => one !== '*:delete@team'), ...gained, 'crm/deal:export@org'].sort(),
    );
  });

  it('[T-26] are updated once, wherever a start is interrupted', async () => {
    const whole = await oldTenant();
    await start(whole, withClerk);
    const keys = withClerk.roles.map(({ key }) => key);
    const all = (tenant: TestTenant) => Promise.all(keys.map((key) => grantsOf(tenant, key)));
    const names = async (tenant: TestTenant) => (await labels(tenant)).map(({ label }) => label).sort();
    let cut = 0;
    for (const when of ['before', 'after'] as const)
      for (let n = 1; n < 20; n += 1) {
        const tenant = await oldTenant();
        const isCut = await start(tenant, withClerk, failingAt(n, when)).then(() => false, () => true); // prettier-ignore
        await start(tenant, withClerk);
        expect([await all(tenant), await names(tenant)]).toEqual([await all(whole), await names(whole)]);
        if (!isCut) break;
        cut += 1;
      }
    expect(cut).toBeGreaterThan(8);
  });

  it('[T-26] keep the undos and deletions of a tenant', async () => {
    const tenant = await oldTenant();
    const admin = await tenant.person('Ann', 'admin');
    await admin.do([changeEdit(await roleId(tenant, 'client'), 'platform/role', { life: ['alive', 'deleted'] })]);
    const had = await grantsOf(tenant, 'manager');
    await start(tenant, later);
    const done = (await labels(tenant)).find(({ label }) => label === 'Brought the role Manager up to date');
    expect((await admin.do([], { undoes: done?.act ?? '' })).status).toBe('accepted');
    const withExports = [...(had ?? []), '*:export@shared', '*:export@team'].sort(); // an act of its own gives these
    expect(await grantsOf(tenant, 'manager')).toEqual(withExports);
    const then = await labels(tenant);
    await start(tenant, later);
    expect(await labels(tenant)).toEqual(then);
    expect([await grantsOf(tenant, 'manager'), await grantsOf(tenant, 'client')]).toEqual([withExports, undefined]);
  });

  it('[T-26] of a new pack reach tenants, and a refused one is logged and stops no other', async () => {
    const tenant = await given.test.tenant();
    expect(await start(tenant, withClerk)).toEqual({ logged: [] });
    expect(await grantsOf(tenant, 'clerk')).toEqual(['crm/account:*@org']);
    const other = await oldTenant();
    const admin = await other.person('Ann', 'admin');
    await admin.do([ownRole('clerk', ['crm/deal:read@own'])]);
    const { logged } = await start(other, withClerk);
    expect(logged).toMatchObject([{ label: 'Made the role Clerk', refused: {} }]);
    expect(await grantsOf(other, 'clerk')).toEqual(['crm/deal:export@own', 'crm/deal:read@own']);
    expect(await grantsOf(other, 'manager')).toContain('crm/account:read@org');
  });

  it('[T-26] of a tenant created by this build need no update', async () => {
    const tenant = await given.test.tenant();
    const then = await labels(tenant);
    expect(await start(tenant, installedCatalogue)).toEqual({ logged: [] });
    expect(await labels(tenant)).toEqual(then);
    await start(tenant, later);
    expect(await grantsOf(tenant, 'manager')).toContain('crm/account:read@org');
  });
});
