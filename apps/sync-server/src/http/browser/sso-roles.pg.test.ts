import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestProvider } from '../../identity/testing/test-provider.ts';
import { givenServer } from '../../testing/given-server.ts';
import { type Claims, ssoNetwork, ssoOrganisation, type SsoOrganisation, startProviderIn, usualRoles } from '../../testing/sso-organisation.ts'; // prettier-ignore
import { changeEdit, testPassword } from '../../testing/test-server.ts';
import { applyAsServer } from '../../tenancy/create-tenant.ts';
import { journeysOf } from '../../testing/sso-journey.ts';

const network = ssoNetwork();
const given = givenServer(network.settings);
const { post, begin, comeBack, exchange } = journeysOf(() => given.test);
let idp: TestProvider;
let other: TestProvider;
let org: SsoOrganisation;

beforeAll(async () => {
  idp = await startProviderIn(network);
  other = await startProviderIn(network);
});
afterAll(async () => {
  await idp.close();
  await other.close();
});
const roles = { ...usualRoles, byGroup: { bosses: 'manager', auditors: 'viewer', admins: 'admin' } };
beforeEach(async () => {
  org = await ssoOrganisation(given, network, { idp, provider: { roles } });
});

const zoe = (groups?: unknown): Claims => ({ sub: 'zoe-1', email: `zoe@${org.domain}`, email_verified: true, name: 'Zoe Berg', ...(groups === undefined ? {} : { groups }) }); // prettier-ignore
const whole = (...keys: readonly string[]) => keys.map((role) => ({ role, teamId: null }));
/** Signs Zoe in, and returns her id. */
async function signIn(groups?: unknown, by: Parameters<SsoOrganisation['journey']>[1] = {}): Promise<string> {
  const done = await org.journey(zoe(groups), by);
  if (done['status'] !== 200) throw new Error(JSON.stringify(done));
  return (done['person'] as { readonly id: string }).id;
}
const giveByHand = (id: string, memberships: readonly object[]) => org.ask('PATCH', `/admin/members/${id}`, { memberships }); // prettier-ignore
const keysOf = async (id: string): Promise<readonly string[]> =>
  ((await org.rolesOf(id)) as readonly { readonly role: string }[]).map(({ role }) => role).toSorted();
const noted = () => org.tenant.rows<{ role: string }>('select role from auth.sso_role order by role');

/** A group of the directory with this person, which gives a role. */
async function directoryGroup(role: string, ...members: readonly string[]) {
  const made = await org.ask('POST', '/admin/directory/tokens', { name: 'Entra' });
  const scim = async (method: string, path: string, body: object) => {
    const reply = await given.test.fetch(`/scim/v2${path}`, { method, token: String(made['token']), body, headers: { 'content-type': 'application/scim+json' } }); // prettier-ignore
    if (!reply.ok) throw new Error(await reply.text());
    return (await reply.json()) as Readonly<Record<string, unknown>>;
  };
  const displayName = `Group ${given.test.newId()}`;
  const group = await scim('POST', '/Groups', { displayName, members: members.map((value) => ({ value })) });
  const mapped = await org.ask('PUT', `/admin/directory/groups/${String(group['id'])}/roles`, { roles: whole(role) });
  if (mapped['status'] !== 200) throw new Error(JSON.stringify(mapped));
  return { set: (...now: readonly string[]) => scim('PUT', `/Groups/${String(group['id'])}`, { displayName, members: now.map((value) => ({ value })) }) }; // prettier-ignore
}

describe('roles at a sign-in by the identity provider', () => {
  it('[PLT-33] follow the groups every time', async () => {
    const id = await signIn(['bosses']);
    expect(await org.rolesOf(id)).toEqual(whole('manager'));
    await signIn(['auditors', 'unknown']);
    expect(await org.rolesOf(id)).toEqual(whole('viewer'));
    await signIn(['bosses', 'auditors']);
    expect(await keysOf(id)).toEqual(['manager', 'viewer']);
    await signIn([]); // a list without a group of the mapping: the usual role
    expect(await org.rolesOf(id)).toEqual(whole('member'));
    await signIn('bosses'); // one group as a text
    expect(await org.rolesOf(id)).toEqual(whole('manager'));
  });

  it.each([undefined, null, 7, { bosses: true }])('[PLT-33] stay as they are where the claim is %s', async (groups) => {
    const id = await signIn(['bosses']);
    await signIn(groups);
    expect(await org.rolesOf(id)).toEqual(whole('manager'));
    expect(await noted()).toEqual([{ role: 'manager' }]);
  });

  it('[PLT-33] of a mapping that was changed apply at the next one', async () => {
    const id = await signIn(['bosses']);
    const shown = { kind: 'oidc', name: 'Fenwright ID', issuer: idp.issuer, clientId: 'outpost', provisions: true };
    await org.ask('PUT', `/admin/sso/providers/${org.provider}`, { ...shown, roles: { ...roles, byGroup: { bosses: 'viewer' } } }); // prettier-ignore
    await signIn(['bosses']);
    expect(await org.rolesOf(id)).toEqual(whole('viewer'));
  });

  it('[PLT-33] that an administrator gave are never withdrawn: for ever, in a team, or for a time', async () => {
    const id = await signIn(['bosses']);
    const teamId = await org.tenant.team('North');
    const until = new Date(given.test.clock.nowMs() + 3_600_000).toISOString();
    const byHand = [{ role: 'viewer', teamId: null }, { role: 'manager', teamId }, { role: 'admin', teamId: null, until }]; // prettier-ignore
    expect(await giveByHand(id, [...whole('manager'), ...byHand])).toMatchObject({ status: 200 });
    await signIn(['auditors', 'admins']); // both were given by hand, one of them for a time
    await signIn(['bosses']);
    await signIn([]);
    expect(await org.rolesOf(id)).toEqual([...byHand, ...whole('member')]);
  });

  it('[PLT-33] that an administrator withdrew and gave again count as given by hand', async () => {
    const id = await signIn(['bosses']);
    await giveByHand(id, whole('viewer'));
    expect(await noted()).toEqual([]);
    await giveByHand(id, whole('viewer', 'manager'));
    await signIn([]);
    expect(await keysOf(id)).toEqual(['manager', 'member', 'viewer']);
    await giveByHand(id, whole('viewer'));
    await signIn(['bosses']); // the role was removed by hand, and the groups give it
    expect(await keysOf(id)).toEqual(['manager', 'viewer']);
  });

  it('[PLT-33] that the directory gives as well stay until both have withdrawn them', async () => {
    const id = await signIn([]);
    const sales = await directoryGroup('manager', id);
    await signIn(['bosses']);
    await sales.set();
    expect(await keysOf(id)).toEqual(['manager']);
    await sales.set(id);
    await signIn([]);
    expect(await keysOf(id)).toEqual(['manager', 'member']);
    await sales.set();
    expect(await keysOf(id)).toEqual(['member']);
  });

  it('[PLT-33] that two providers give stay until both have withdrawn them', async () => {
    const id = await signIn(['bosses']);
    const second = { idp: other, provider: await org.addProvider(other, { name: 'Second', roles }) };
    const needed = await org.journey(zoe(['bosses']), second);
    expect(needed).toMatchObject({ code: 'access/link-needed' });
    await org.tenant.rows(`insert into auth.sso_link select org_id, $1, subject, person_id, identity_id, linked_at from auth.sso_link where provider_id = $2`, [second.provider, org.provider]); // prettier-ignore
    await signIn(['bosses'], second);
    await signIn([]);
    expect(await keysOf(id)).toEqual(['manager', 'member']);
    await signIn([], second);
    expect(await keysOf(id)).toEqual(['member']);
  });

  it('[PLT-33] stay with their person when the provider is removed, as if given by hand', async () => {
    const id = await signIn(['bosses']);
    await org.ask('DELETE', `/admin/sso/providers/${org.provider}`);
    expect(await org.rolesOf(id)).toEqual(whole('manager'));
    expect(await noted()).toEqual([]);
  });

  it('[PLT-33] are not taken from the last owner', async () => {
    const byGroup = { owners: 'owner', admins: 'admin' };
    const shown = { kind: 'oidc', name: 'Fenwright ID', issuer: idp.issuer, clientId: 'outpost', provisions: true };
    await org.ask('PUT', `/admin/sso/providers/${org.provider}`, { ...shown, roles: { ...roles, byGroup } });
    const id = await signIn(['owners']);
    await org.tenant.person('Bob', 'admin', { email: `bob@${org.domain}` }); // the organisation stays administered, and nobody could make an owner
    await org.ask('POST', '/organisation/transfer', { to: id });
    expect(await org.rolesOf(org.owner.userId)).toEqual(whole('admin'));
    expect(await signIn([])).toBe(id);
    expect(await keysOf(id)).toEqual(['member', 'owner']);
    await org.tenant.person('Cleo', 'owner', { email: `cleo@${org.domain}` });
    await signIn([]); // now there is another one
    expect(await keysOf(id)).toEqual(['member']);
  });

  it('[PLT-33] are not taken from the last administrator', async () => {
    const id = await signIn(['admins']);
    const suspended = changeEdit(org.owner.userId, 'platform/person', { status: ['active', 'suspended'] });
    await applyAsServer(given.test.server.tenancy, org.tenant.orgId, { label: 'Suspended Ada', edits: [suspended] });
    await signIn([]);
    expect(await keysOf(id)).toEqual(['admin', 'member']);
    const back = changeEdit(org.owner.userId, 'platform/person', { status: ['suspended', 'active'] });
    await applyAsServer(given.test.server.tenancy, org.tenant.orgId, { label: 'Let Ada in', edits: [back] });
    await signIn([]);
    expect(await keysOf(id)).toEqual(['member']);
  });

  it('[PLT-33] of an invited person count as given by hand and by their groups', async () => {
    const made = await org.ask('POST', '/admin/members', { name: 'Zoe of Sales', email: `zoe@${org.domain}`, memberships: whole('viewer') }); // prettier-ignore
    expect(made['status']).toBe(200);
    const id = await signIn(['bosses']);
    expect(await keysOf(id)).toEqual(['manager', 'viewer']);
    await signIn(['unknown']);
    expect(await keysOf(id)).toEqual(['member', 'viewer']);
  });

  it('[PLT-33] of a person who proves an existing account follow their groups, too', async () => {
    const email = `mia@${org.domain}`;
    const { userId } = await org.tenant.person('Mia', 'viewer', { email });
    const begun = await begin(org.provider);
    const claims = { sub: 'mia-1', email, email_verified: true, groups: ['bosses'] };
    const back = await comeBack(idp.signIn(begun.address, claims), begun.cookie);
    const needed = await exchange(begun, back.code ?? '');
    const { link } = needed['details'] as { readonly link: string };
    expect(await org.rolesOf(userId)).toEqual(whole('viewer')); // nothing before the proof
    expect(await post('/auth/sso/link', { link, device: { id: begun.device.id }, kind: 'password', answer: testPassword })).toMatchObject({ status: 200 }); // prettier-ignore
    expect(await keysOf(userId)).toEqual(['manager', 'viewer']);
    await org.journey({ ...claims, groups: [] });
    expect(await keysOf(userId)).toEqual(['member', 'viewer']);
  });

  it('[PLT-33] are changed by acts of the server, which the journal keeps with the address', async () => {
    const id = await signIn(['bosses']);
    const rows = () => org.tenant.rows<{ payload: string }>(`select payload from store.journal where payload like '%Changed roles by groups of Fenwright ID%' order by n`); // prettier-ignore
    const before = (await rows()).length;
    await signIn(['bosses']); // nothing changes, and nothing is written
    expect((await rows()).length - before).toBe(0);
    await signIn(['auditors']);
    const changes = (await rows()).slice(before).map(({ payload }) => JSON.parse(payload) as Readonly<Record<string, unknown>>); // prettier-ignore
    expect(changes.length).toBe(2); // one change gives the role, the other removes it
    for (const change of changes) expect(change).toMatchObject({ org: org.tenant.orgId, from: { request: expect.any(String) as unknown } }); // prettier-ignore
    const { entries } = await org.ask('GET', '/api/v1/audit/logs?action=rights/changed');
    const shown = (entries as readonly Readonly<Record<string, unknown>>[]).slice(0, 2);
    for (const entry of shown) expect(entry).toMatchObject({ class: 'security', record: id, label: 'Changed roles by groups of Fenwright ID' }); // prettier-ignore
    expect(await org.rolesOf(id)).toEqual(whole('viewer'));
  });

  it('[PLT-33] of one organisation are not seen in another', async () => {
    await signIn(['bosses']);
    const second = await given.test.tenant('Second');
    expect(await second.rows('select role from auth.sso_role')).toEqual([]);
  });

  type Step =
    | { readonly kind: 'sign-in'; readonly groups: readonly string[] | undefined }
    | { readonly kind: 'hand-gives' | 'hand-takes'; readonly role: string }
    | { readonly kind: 'directory'; readonly isIn: boolean };
  const keys = ['manager', 'viewer'];
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('sign-in' as const), groups: fc.option(fc.uniqueArray(fc.constantFrom('bosses', 'auditors', 'unknown')), { nil: undefined }) }), // prettier-ignore
    fc.record({ kind: fc.constantFrom('hand-gives' as const, 'hand-takes' as const), role: fc.constantFrom(...keys) }),
    fc.record({ kind: fc.constant('directory' as const), isIn: fc.boolean() }),
  );

  it('[PLT-33] are the roles given by hand, by the directory and by the last groups, in every order of events', async () => {
    let [taken, kept] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
        org = await ssoOrganisation(given, network, { idp, provider: { roles } });
        const id = await signIn([]);
        const group = await directoryGroup('manager');
        // The test keeps the giver of each role in plain sets, to compare them with the roles that the server gives.
        const [hand, groups] = [new Set<string>(), new Set(['member'])];
        let isIn = false;
        const expected = () => [...new Set([...hand, ...groups, ...(isIn ? ['manager'] : [])])].toSorted();
        for (const one of steps) {
          const before = expected();
          if (one.kind === 'sign-in') {
            await signIn(one.groups);
            if (one.groups) {
              const named = one.groups.flatMap((name) => ({ bosses: 'manager', auditors: 'viewer' })[name] ?? []);
              const wanted = named.length > 0 ? named : ['member'];
              for (const role of groups) if (!wanted.includes(role)) groups.delete(role);
              for (const role of wanted) if (!hand.has(role)) groups.add(role);
            }
          } else if (one.kind === 'directory') {
            await group.set(...(one.isIn ? [id] : []));
            if (one.isIn && !isIn) hand.delete('manager'); // ADR 78: a role given by hand and by a group is the group's
            isIn = one.isIn;
          } else if (one.kind === 'hand-gives') {
            if (before.includes(one.role)) continue;
            hand.add(one.role);
            await giveByHand(id, whole(...expected()));
          } else {
            if (isIn && one.role === 'manager') continue; // the directory gives it again only when the person joins once more
            hand.delete(one.role);
            groups.delete(one.role);
            if (expected().length === 0) hand.add('member');
            await giveByHand(id, whole(...expected()));
          }
          const now = expected();
          taken += before.filter((role) => !now.includes(role)).length;
          kept += before.filter((role) => now.includes(role)).length;
          expect(await keysOf(id)).toEqual(now);
        }
      }),
      { numRuns: 25, seed: 14 },
    );
    expect(taken).toBeGreaterThan(10);
    expect(kept).toBeGreaterThan(30);
  });
});
