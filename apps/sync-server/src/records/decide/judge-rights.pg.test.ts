import type { Edit } from '@outpost/domain/kernel/acts/act';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Decision } from '@outpost/domain/sync/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';

const given = givenServer();
let tenant: TestTenant;
let teams: { north: string; south: string };
let olga: TestDevice;
let ann: TestDevice;
let hanna: TestDevice;
let mia: TestDevice;

const ofMember = installedCatalogue.roles.find(({ key }) => key === 'member')?.grants ?? [];
const ofPeople = ['platform/person:*@org', 'platform/role:*@org', ...ofMember];
type Roles = readonly { readonly role: string; readonly teamId: string | null }[];
const roles = (...keys: readonly string[]): Roles => keys.map((role) => ({ role, teamId: null }));
const address = () => `${given.test.newId()}@fenwright.example`;

beforeEach(async () => {
  tenant = await given.test.tenant();
  teams = { north: await tenant.team('North'), south: await tenant.team('South') };
  olga = await tenant.person('Olga', 'owner', { email: address() });
  ann = await tenant.person('Ann', 'admin', { email: address() });
  await olga.do([newRole('people', ofPeople)]);
  hanna = await tenant.person('Hanna', 'people', { email: address() }); // administers people and roles, and is a member
  mia = await tenant.person('Mia', 'member', { email: address() });
});

const newRole = (key: string, grants: readonly string[]) =>
  made(given.test.newId(), 'platform/role', { key, label: key, grants: [...grants].sort(), builtIn: false, portal: false }); // prettier-ignore
const set = ({ userId }: TestDevice, fields: Readonly<Record<string, readonly [JsonValue, JsonValue]>>) =>
  changeEdit(userId, 'platform/person', fields);
const setRoles = (who: TestDevice, from: Roles, to: Roles) =>
  set(who, { memberships: [from.map((one) => ({ ...one })), to.map((one) => ({ ...one }))] });
const newPerson = (memberships: Roles, status = 'active') =>
  made(given.test.newId(), 'platform/person', { name: 'New', status, memberships: memberships.map((one) => ({ ...one })) }); // prettier-ignore
const codesOf = ({ refused }: Decision) => Object.values(refused).map(({ code }) => code);
const roleId = async (key: string) =>
  String((await tenant.rows(`select id from store.platform_role where fields->>'key' = $1`, [key]))[0]?.['id']);
const setGrants = async (key: string, from: readonly string[], to: readonly string[]) =>
  changeEdit(await roleId(key), 'platform/role', { grants: [[...from], [...to]] });
const outcome = async (who: TestDevice, edit: Edit) => {
  const decision = await who.do([edit]);
  return decision.status === 'accepted' ? 'accepted' : codesOf(decision)[0];
};

describe('nobody grants rights that they do not hold', () => {
  it('[A-1] gives no role that allows more, to oneself or to others, old or new', async () => {
    const team = (teamId: string): Roles => [{ role: 'manager', teamId }];
    const tries: readonly (readonly [Edit, string])[] = [
      [setRoles(hanna, roles('people'), roles('people', 'admin')), 'access/denied'],
      [setRoles(mia, roles('member'), roles('admin')), 'access/denied'],
      [setRoles(mia, roles('member'), team(teams.north)), 'access/denied'],
      [newPerson(roles('viewer', 'admin')), 'access/denied'],
      [newPerson(roles('admin'), 'suspended'), 'access/denied'], // suspended until somebody admits them
      [newPerson(roles('member')), 'accepted'],
      [setRoles(mia, roles('member'), roles('member', 'people')), 'accepted'],
      [setRoles(mia, roles('member', 'people'), roles('member')), 'accepted'],
    ];
    for (const [edit, expected] of tries) expect([edit, await outcome(hanna, edit)]).toEqual([edit, expected]);
    expect((await tenant.fields('platform/person', hanna.userId))?.['memberships']).toEqual(roles('people'));
  });

  it('[A-1] gives nobody the address by which another person of the tenant signs in', async () => {
    const [hildes, mias, free] = [address(), address(), address()];
    const hilde = await tenant.person('Hilde', 'member', { email: hildes });
    const first = (await tenant.fields('platform/person', mia.userId))?.['email'] ?? null;
    expect(await outcome(ann, set(mia, { email: [first, hildes] }))).toBe('records/taken');
    expect(await outcome(ann, set(mia, { email: [first, hildes.toUpperCase()] }))).toBe('records/taken');
    expect(await outcome(ann, set(mia, { email: [first, mias] }))).toBe('accepted');
    expect(await outcome(ann, set(hilde, { email: [hildes, first] }))).toBe('accepted'); // it is free again
    expect(await outcome(ann, set(mia, { email: [mias, free] }))).toBe('accepted');
  });

  it('[A-1] widens no role: not its own, not one that others hold, not a new one', async () => {
    expect(await outcome(hanna, await setGrants('people', ofPeople, [...ofPeople, '*:*@org']))).toBe('access/denied');
    expect(await outcome(hanna, await setGrants('member', [], ['crm/deal:read@org']))).toBe('access/denied');
    expect(await outcome(hanna, newRole('spy', ['crm/deal:read@org']))).toBe('access/denied');
    expect(await outcome(hanna, newRole('helper', ['crm/deal:read@shared']))).toBe('accepted');
    // A role held by a person of another team. Its author does not hold these grants in that team.
    const lead = await tenant.person('Lead', 'people', { teamId: teams.north });
    expect(await outcome(ann, newRole('north', ['crm/deal:read@team', ...ofPeople]))).toBe('accepted');
    await tenant.setRoles(lead.userId, [{ role: 'north', teamId: teams.north }]);
    expect(await outcome(ann, newRole('south', ['crm/deal:read@shared']))).toBe('accepted');
    await tenant.setRoles(mia.userId, [{ role: 'south', teamId: teams.south }]);
    const widened = await setGrants('south', ['crm/deal:read@shared'], ['crm/deal:read@shared', 'crm/deal:read@team']);
    expect(await outcome(lead, widened)).toBe('access/denied');
    expect(await outcome(ann, widened)).toBe('accepted');
  });

  it('[A-1] changes nothing that admits or blocks a person with more rights', async () => {
    const tries = [
      set(ann, { status: ['active', 'suspended'] }),
      set(ann, { email: [null, 'hanna@elsewhere.example'] }),
      set(ann, { life: ['alive', 'deleted'] }),
      set(ann, { life: ['alive', `merged:${mia.userId}`] }),
      setRoles(ann, roles('admin'), roles('member')),
    ];
    for (const edit of tries) expect(await outcome(hanna, edit)).toBe('access/denied');
    expect(await outcome(hanna, set(ann, { phone: [null, '+43 1 234567'] }))).toBe('accepted');
    expect(await outcome(hanna, set(mia, { status: ['active', 'suspended'] }))).toBe('accepted');
    expect(await outcome(hanna, changeEdit(await roleId('admin'), 'platform/role', { life: ['alive', 'deleted'] }))).toBe('access/denied'); // prettier-ignore
    const asleep = await tenant.person('Asleep', 'admin');
    await olga.do([set(asleep, { status: ['active', 'suspended'] })]);
    expect(await outcome(hanna, set(asleep, { status: ['suspended', 'active'] }))).toBe('access/denied');
  });

  it('[A-1] lets only owners make and remove owners', async () => {
    expect(await outcome(ann, setRoles(ann, roles('admin'), roles('admin', 'owner')))).toBe('access/denied');
    expect(await outcome(ann, newPerson(roles('owner')))).toBe('access/denied');
    expect(await outcome(ann, setRoles(olga, roles('owner'), roles('member')))).toBe('access/denied');
    expect(await outcome(ann, await setGrants('owner', ['*:*@org'], ['*:read@org']))).toBe('access/denied');
    expect(await outcome(olga, setRoles(ann, roles('admin'), roles('owner')))).toBe('accepted');
    expect(await outcome(ann, setRoles(olga, roles('owner'), roles('member')))).toBe('accepted');
  });

  it('[A-1, S-4c] grants none by an undo of a removal either, for others or for oneself', async () => {
    await olga.do([setRoles(mia, roles('member'), roles('admin'))]);
    const take = olga.act([setRoles(mia, roles('admin'), roles('member'))]);
    await olga.push([take]);
    const back = await hanna.do([setRoles(mia, roles('member'), roles('admin'))], { undoes: take.id });
    expect([back.status, codesOf(back)]).toEqual(['refused', ['access/denied']]);
    const takeFromHanna = olga.act([setRoles(hanna, roles('people'), roles('member'))]);
    const zoe = await tenant.person('Zoe', 'people');
    await olga.push([takeFromHanna]);
    expect((await hanna.do([setRoles(hanna, roles('member'), roles('people'))], { undoes: takeFromHanna.id })).status).toBe('refused'); // prettier-ignore
    expect((await zoe.do([setRoles(hanna, roles('member'), roles('people'))], { undoes: takeFromHanna.id })).status).toBe('accepted'); // prettier-ignore
  });

  it('[A-1, S-2] is judged record by record in an import, and as a whole in a together act', async () => {
    const edits = [
      newPerson(roles('member')),
      newPerson(roles('owner')),
      newPerson([{ role: 'viewer', teamId: teams.north }]),
    ];
    const [, owner, viewer] = edits;
    const each = await hanna.do(edits, { shape: 'each' });
    expect([each.status, Object.keys(each.refused).sort()]).toEqual([
      'merged',
      [owner?.id ?? '', viewer?.id ?? ''].toSorted((a, b) => a.localeCompare(b)),
    ]);
    const together = await hanna.do([newPerson(roles('member')), newPerson(roles('owner'))]);
    expect([together.status, codesOf(together).sort()]).toEqual(['refused', ['access/denied', 'act/refused-whole']]);
  });

  it('[A-1] judges a role that is made and given in one act by its new grants', async () => {
    const sly = await hanna.do([newRole('sly', ['crm/deal:read@org']), setRoles(hanna, roles('people'), roles('sly'))]);
    expect(sly.status).toBe('refused');
    const fine = [newRole('fine', ['crm/deal:read@own']), setRoles(mia, roles('member'), roles('fine'))];
    expect((await hanna.do(fine)).status).toBe('accepted');
  });

  it('[A-1] removes no administrator by empty or unreadable memberships', async () => {
    const from = [{ role: 'admin', teamId: null }];
    for (const to of [[], null, 'admin', [{ key: 'admin' }], [{ role: 'no-such-role', teamId: null }]] as const)
      expect(codesOf(await olga.do([set(ann, { memberships: [from, to as JsonValue] })]))).toEqual(['records/invalid']);
    expect((await tenant.fields('platform/person', ann.userId))?.['memberships']).toEqual(from);
    expect(await outcome(olga, setRoles(mia, roles('member'), []))).toBe('accepted');
    expect(await outcome(olga, setRoles(ann, roles('admin'), roles('member')))).toBe('accepted');
  });
});

describe('nobody administers people with more rights over the API', () => {
  const signIn = async ({ userId }: TestDevice) => {
    const email = (await tenant.fields('platform/person', userId))?.['email'];
    const answer = await given.test.fetch('/auth/sign-in', {
      body: { email, password: testPassword, device: { id: given.test.newId(), name: 'x' } },
    });
    return ((await answer.json()) as { accessToken: string }).accessToken;
  };
  const reset = (who: TestDevice, token: string) =>
    given.test.fetch(`/admin/members/${who.userId}/password`, {
      method: 'PUT',
      token,
      body: { password: 'another quiet hill' },
    });

  it('[A-1] resets no password of a person with more rights', async () => {
    const [ofHanna, ofAnn, ofOlga] = [await signIn(hanna), await signIn(ann), await signIn(olga)];
    const denied = await reset(ann, ofHanna);
    expect([denied.status, await denied.json()]).toEqual([403, expect.objectContaining({ code: 'access/denied' })]);
    expect((await reset(olga, ofAnn)).status).toBe(403);
    expect((await reset(mia, ofHanna)).status).toBe(200);
    expect((await reset(hanna, ofAnn)).status).toBe(200);
    expect((await reset(ann, ofOlga)).status).toBe(200);
  });

  it('[A-1] allows no more by /admin/members and /admin/roles than by acts', async () => {
    const token = await signIn(hanna);
    const body = { name: 'New', email: address(), memberships: [{ role: 'owner', teamId: null }] };
    expect((await given.test.fetch('/admin/members', { token, body })).status).toBe(403);
    const patch = { method: 'PATCH', token, body: { memberships: [{ role: 'admin', teamId: null }] } };
    expect((await given.test.fetch(`/admin/members/${hanna.userId}`, patch)).status).toBe(403);
    const role = { key: 'spy', label: 'Spy', grants: ['*:read@org'] };
    expect((await given.test.fetch('/admin/roles', { token, body: role })).status).toBe(403);
  });
});
