import type { Transport } from '@outpost/desktop/replica/device/ports';
import { replyOf } from '@outpost/desktop/replica/sync/line/fetch-transport';
import { meAnswerSchema, signInAnswerSchema } from '@outpost/desktop/replica/session/tenant-session';
import { type GivenTenant, givenTenant } from '@outpost/desktop/replica/testing/given-tenant';
import { installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { grant } from '@outpost/domain/kernel/catalogue/role';
import { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import { givenServer } from '@outpost/sync-server/testing/given-server';
import { made, type TestDevice, testPassword } from '@outpost/sync-server/testing/test-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// The product with one kind of record outside every wildcard, on a real server and on real devices.
const closed = ({ byWildcard: _, ...entity }: Entity): Entity => entity;
const catalogue = catalogueOf(
  installedPacks.map((pack) => ({
    ...pack,
    entities: pack.entities.map((entity) => (entity.name === contact.name ? closed(entity) : entity)),
  })),
);

const given = givenServer({ installed: catalogue });
const devices: GivenTenant[] = [];
afterAll(async () => {
  for (const { end } of devices) await end();
});

const transport: Transport = {
  request: async ({ method, path, headers, body }) =>
    replyOf(
      await given.test.server.app.request(path, {
        method,
        headers: { ...headers },
        ...(body === undefined ? {} : { body }),
      }),
    ),
  openEvents: () => () => undefined,
};

type Working = { readonly person: TestDevice; readonly open: GivenTenant; readonly tokens: readonly string[] };

/** Returns a person on a device that has synced; `tokens`: the server's tokens of contacts. */
async function at(person: TestDevice, email: string): Promise<Working> {
  const ask = async (path: string, init: Parameters<typeof given.test.fetch>[1]): Promise<unknown> =>
    (await given.test.fetch(path, init)).json();
  const signIn = async () =>
    signInAnswerSchema.parse(
      await ask('/auth/sign-in', {
        body: { email, password: testPassword, device: { id: given.test.newId(), name: 'Proof' } },
      }),
    );
  const { accessToken, person: who, organisation } = await signIn();
  const me = meAnswerSchema.loose().parse(await ask('/me', { token: accessToken }));
  const [membership] = me.memberships;
  if (!membership) throw new Error(`${email} has no role`);
  const options = { catalogue, transport, signIn, membership, person: who, organisation, seed: devices.length + 7 };
  const open = await givenTenant(options);
  devices.push(open);
  await sync(open);
  const tokens = (me['tokens'] as readonly string[]).filter((token) => token.startsWith(`${contact.name}@`));
  return { person, open, tokens };
}

async function sync({ tenant: { replicator } }: GivenTenant): Promise<void> {
  for (const step of [() => replicator.push(), () => replicator.pull(1_000), () => replicator.pull(1_000)])
    expect(['offline', 'unfit', 'refused']).not.toContain((await step()).kind);
}

describe('[T-15] a kind of record that does not say `byWildcard`', () => {
  let teamId: string;
  let ann: Working;
  let max: Working;
  let kim: Working;
  beforeAll(async () => {
    const tenant = await given.test.tenant();
    teamId = await tenant.team('North');
    const admin = await tenant.person('Ann', 'admin', { email: 'ann@closed.example' });
    const grants = [...grant(contact, ['read', 'create', 'update'], 'team')].sort();
    const role = { key: 'keeper', label: 'Keeper', grants, builtIn: false, portal: false };
    await admin.do([made(given.test.newId(), 'platform/role', role)]);
    ann = await at(admin, 'ann@closed.example');
    const [manager, keeper] = [
      await tenant.person('Max', 'manager', { teamId, email: 'max@closed.example' }),
      await tenant.person('Kim', 'keeper', { teamId, email: 'kim@closed.example' }),
    ];
    max = await at(manager, 'max@closed.example');
    kim = await at(keeper, 'kim@closed.example');
  });

  const outcomes = async ({ person, open }: Working) => {
    const mine = { ownerId: person.userId, teamId };
    const id = given.test.newId();
    const onServer = await person.do([made(id, contact.name, { name: 'Server' }, mine)]);
    const onDevice = await open.tenant.acts.perform({
      label: 'Added a contact',
      shape: 'together',
      edits: [{ entity: contact.name, create: { fields: { name: 'Device' }, ...mine } }],
    });
    return [onServer.refused[id]?.code ?? onServer.status, onDevice.ok ? 'accepted' : onDevice.code];
  };

  it('is written by those whose role names it or all kinds, and the device says the same as the server', async () => {
    expect(await outcomes(ann)).toEqual(['accepted', 'accepted']);
    expect(await outcomes(max)).toEqual(['access/denied', 'access/denied']);
    expect(await outcomes(kim)).toEqual(['accepted', 'accepted']);
  });

  it('has tokens for them only, and no other person’s device holds one of its records', async () => {
    const mine = ({ person }: Working) => `${contact.name}@user:${person.userId}`;
    expect(ann.tokens).toEqual([`${contact.name}@org`, mine(ann)]);
    expect(max.tokens).toEqual([]);
    expect(kim.tokens).toEqual([`${contact.name}@team:${teamId}`, mine(kim)]);
    for (const { open } of [ann, kim, ann, max]) await sync(open);
    const held = async ({ open }: Working) => {
      const found = await open.tenant.questions.search({ text: 'device', limit: 30 });
      return found.ok ? found.value.hits.length : found.code;
    };
    expect([await held(ann), await held(kim), await held(max)]).toEqual([2, 2, 0]);
  });

  it('is granted to others only by people who hold it', async () => {
    const asked = async ({ person }: Working, grants: readonly string[]) => {
      const id = given.test.newId();
      const role = { key: id, label: 'New', grants: [...grants], builtIn: false, portal: false };
      const decided = await person.do([made(id, 'platform/role', role)]);
      return decided.refused[id]?.code ?? decided.status;
    };
    const all = grant(contact, ['read'], 'org');
    const hr = { key: 'hr', label: 'HR', grants: ['*:*@org'], builtIn: false, portal: false };
    await ann.person.do([made(given.test.newId(), 'platform/role', hr)]);
    const hanna = await ann.person.tenant.person('Hanna', 'hr', { email: 'hanna@closed.example' });
    const atHannas = await at(hanna, 'hanna@closed.example');
    expect(await asked(ann, all)).toBe('accepted');
    expect(await asked(atHannas, all)).toBe('access/denied');
    expect(await asked(atHannas, ['crm/deal:read@org'])).toBe('accepted');
    const onDevice = await atHannas.open.tenant.acts.perform({
      label: 'Added a role',
      shape: 'together',
      edits: [{ entity: 'platform/role', create: { fields: { key: 'new', label: 'New', grants: [...all] } } }],
    });
    expect(onDevice).toMatchObject({ code: 'access/denied' });
  });
});
