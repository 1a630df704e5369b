import { beforeEach, describe, expect, it } from 'vitest';
import { givenServer } from '../../testing/given-server.ts';
import { type DirectoryWorld, directoryWorld, newAddress, users } from '../../testing/directory-world.ts';

const given = givenServer();
let world: DirectoryWorld;
beforeEach(async () => {
  world = await directoryWorld(given);
});
const member = { role: 'member', teamId: null };
const map = (id: string, ...roles: readonly object[]) =>
  world.ask('PUT', `/admin/directory/groups/${id}/roles`, { roles });

describe('groups by SCIM', () => {
  it('[PLT-25] give their members the roles that administrators have set, and take them back', async () => {
    const [ann, ben] = [await world.user(), await world.user()];
    const team = await world.tenant.team('North');
    const manager = { role: 'manager', teamId: team };
    const [sales, all] = [await world.group('Sales', ann.id), await world.group('All', ann.id)];
    expect(await world.rolesOf(ann.id)).toEqual([]);
    expect((await map(sales, manager, member)).status).toBe(200);
    expect((await map(all, member)).status).toBe(200);
    expect(await world.rolesOf(ann.id)).toEqual([manager, member]);

    const added = await world.patch(`/Groups/${sales}`, { op: 'Add', path: 'members', value: [{ value: ben.id }] });
    expect(added.body).toMatchObject({ members: [{ value: ann.id }, { value: ben.id, type: 'User' }] });
    expect(await world.rolesOf(ben.id)).toEqual([manager, member]);
    expect((await world.scim('GET', `${users}/${ben.id}`)).body['groups']).toMatchObject([{ value: sales, display: 'Sales' }]); // prettier-ignore

    await world.patch(`/Groups/${sales}`, { op: 'remove', path: `members[value eq "${ann.id}"]` });
    expect(await world.rolesOf(ann.id)).toEqual([member]); // by the other group
    await world.patch(`/Groups/${sales}`, { op: 'Remove', path: 'members', value: [{ value: ben.id }] });
    expect(await world.rolesOf(ben.id)).toEqual([]);
    await world.patch(`/Groups/${sales}`, { op: 'replace', path: 'members', value: [{ value: ann.id }, { value: ben.id }] }); // prettier-ignore
    expect(await world.rolesOf(ben.id)).toEqual([manager, member]);
    expect((await map(sales, member)).status).toBe(200);
    expect([await world.rolesOf(ann.id), await world.rolesOf(ben.id)]).toEqual([[member], [member]]);

    expect((await world.scim('DELETE', `/Groups/${all}`)).status).toBe(204);
    expect(await world.rolesOf(ann.id)).toEqual([member]);
    expect((await world.scim('DELETE', `/Groups/${sales}`)).status).toBe(204);
    expect([await world.rolesOf(ann.id), await world.rolesOf(ben.id)]).toEqual([[], []]);
    const labels = new Set((await world.tenant.journal()).map(({ label }) => label));
    for (const label of [
      'Added the group Sales by the directory',
      'Mapped the group Sales of the directory to manager, member',
      'Changed roles by groups of the directory',
      'Deleted the group Sales by the directory',
    ])
      // prettier-ignore
      expect(labels).toContain(label);
  });

  it('are listed, found by name, renamed and replaced; a name is taken once', async () => {
    const { id: zoe } = await world.user();
    const id = await world.group('Sales', zoe);
    const find = async (query: string) => (await world.scim('GET', `/Groups?${query}`)).body;
    const byName = `filter=${encodeURIComponent('displayName eq "sales"')}`;
    expect(await find(byName)).toMatchObject({ totalResults: 1, Resources: [{ id, members: [{ value: zoe }] }] });
    const short = (await find(`${byName}&excludedAttributes=members`))['Resources'] as readonly object[];
    expect(Object.keys(short[0] ?? {})).not.toContain('members');
    expect(await world.scim('POST', '/Groups', { displayName: 'SALES' })).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } }); // prettier-ignore
    const okta = await world.patch(`/Groups/${id}`, { op: 'replace', value: { id, displayName: 'Selling' } });
    expect(okta.body).toMatchObject({ displayName: 'Selling', members: [{ value: zoe }] });
    const put = await world.scim('PUT', `/Groups/${id}`, { displayName: 'Selling', members: [] });
    expect(put.body).toMatchObject({ members: [] });
    expect((await world.scim('PUT', `/Groups/${id}`, { displayName: 'X' }, { 'if-match': okta.headers.get('etag') ?? '' })).status).toBe(412); // prettier-ignore
    expect(await world.scim('POST', '/Groups', {})).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
  });

  it('[A-5] contain nobody of another tenant, and are visible to none', async () => {
    const other = await directoryWorld(given);
    const { id: theirs } = await other.user();
    const id = await world.group('Sales');
    const unknown = await world.patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: given.test.newId() }] }); // prettier-ignore
    const stranger = await world.patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: theirs }] });
    const shape = ({ status, body }: typeof unknown) => [status, body['scimType'], String(body['detail']).replace(/[0-9a-f-]{36}/, '')]; // prettier-ignore
    expect(shape(stranger)).toEqual(shape(unknown));
    expect(stranger.status).toBe(400);
    expect((await other.scim('GET', `/Groups/${id}`)).status).toBe(404);
    expect((await other.scim('GET', '/Groups')).body).toMatchObject({ totalResults: 0 });
    expect((await other.ask('PUT', `/admin/directory/groups/${id}/roles`, { roles: [] })).body['code']).toBe('records/not-found'); // prettier-ignore
  });

  it('[A-1] give nothing that the administrator or the maker of the token could not give', async () => {
    const { id: zoe } = await world.user();
    const id = await world.group('Bosses', zoe);
    expect((await map(id, { role: 'owner', teamId: null })).body['code']).toBe('access/denied');
    const empty = await world.group('Nobody yet'); // no act of a member would be refused
    expect((await map(empty, { role: 'owner', teamId: null })).body['code']).toBe('access/denied');
    expect((await map(id, { role: 'no-such-role', teamId: null })).body['code']).toBe('records/invalid');
    expect((await map(id, { role: 'member', teamId: given.test.newId() })).body['code']).toBe('records/unknown-team');
    const email = newAddress();
    const olga = await world.tenant.person('Olga', 'owner', { email });
    await world.tenant.rows('update auth.directory_group set roles = $2::jsonb where id = $1', [id, JSON.stringify([{ role: 'owner', teamId: null }])]); // prettier-ignore
    const { id: ben } = await world.user();
    const refused = await world.patch(`/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: ben }] });
    expect(refused.status).toBe(403);
    expect(await world.rolesOf(ben)).toEqual([]);
    expect(((await world.scim('GET', `/Groups/${id}`)).body['members'] as readonly unknown[]).length).toBe(1);
    const demoted = await world.patch(`/Groups/${id}`, { op: 'remove', path: `members[value eq "${olga.userId}"]` });
    expect(demoted.status).toBe(200); // she is not a member, and keeps her role
    expect(await world.rolesOf(olga.userId)).toEqual([{ role: 'owner', teamId: null }]);
  });
});
