import type { Decision } from '@outpost/domain/sync/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { createIdentity } from '../../identity/accounts/accounts.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, TestDevice, testPassword, type TestTenant } from '../../testing/test-server.ts';

const given = givenServer();
let tenant: TestTenant;
let ann: TestDevice;
let bob: TestDevice;
let max: TestDevice;

beforeEach(async () => {
  tenant = await given.test.tenant();
  ann = await signer('Ann', 'admin');
  bob = await signer('Bob', 'owner');
  max = await signer('Max', 'member');
});

const address = () => `${given.test.newId()}@fenwright.example`;
/** Creates a person who can sign in. */
const signer = (name: string, role: string, of = tenant) => of.person(name, role, { email: address() });

const roles = (...keys: readonly string[]) => keys.map((role) => ({ role, teamId: null }));
const setRoles = ({ userId }: TestDevice, from: readonly string[], to: readonly string[]) =>
  changeEdit(userId, 'platform/person', { memberships: [roles(...from), roles(...to)] });
const setStatus = ({ userId }: TestDevice, to: string) =>
  changeEdit(userId, 'platform/person', { status: ['active', to] });
const demoteBob = () => bob.do([setRoles(bob, ['owner'], ['member'])]);

async function roleId(key: string): Promise<string> {
  const [row] = await tenant.rows<{ id: string }>(`select id from store.platform_role where fields->>'key' = $1`, [
    key,
  ]);
  return row?.id ?? '';
}
const codesOf = ({ refused }: Decision): readonly string[] => Object.values(refused).map(({ code }) => code);
const rolesOf = async ({ userId }: TestDevice) => (await tenant.fields('platform/person', userId))?.['memberships'];

describe('the last administrator of a tenant', () => {
  it('[A-1] is not demoted, suspended, un-invited or deleted, by anybody, themselves included', async () => {
    expect((await demoteBob()).status).toBe('accepted'); // Ann remains
    const tries = [
      setRoles(ann, ['admin'], ['member']),
      setStatus(ann, 'suspended'),
      setStatus(ann, 'not-invited'),
      changeEdit(ann.userId, 'platform/person', { life: ['alive', 'deleted'] }),
      changeEdit(ann.userId, 'platform/person', { life: ['alive', `merged:${max.userId}`] }),
    ];
    for (const edit of tries) {
      const decision = await ann.do([edit]);
      expect([decision.status, codesOf(decision)]).toEqual(['refused', ['access/last-administrator']]);
    }
    expect(await rolesOf(ann)).toEqual(roles('admin'));
    expect((await ann.do([setStatus(max, 'suspended')])).status).toBe('accepted');
  });

  it('[A-1] is the last one who can sign in: an administrator without an account does not count', async () => {
    await demoteBob();
    await tenant.person('Ghost', 'admin'); // active, but without an account
    expect(codesOf(await ann.do([setRoles(ann, ['admin'], ['member'])]))).toEqual(['access/last-administrator']);
    await signer('Boss', 'admin');
    expect((await ann.do([setRoles(ann, ['admin'], ['member'])])).status).toBe('accepted');
  });

  it('[A-1] the refusal to a person without that right does not reveal the last administrator', async () => {
    await demoteBob();
    expect(codesOf(await max.do([setRoles(ann, ['admin'], [])]))).toEqual(['access/denied']);
  });

  it('[A-1] a handover in one act is not a lock-out, in either order of its edits', async () => {
    await demoteBob();
    expect((await ann.do([setRoles(ann, ['admin'], ['member']), setRoles(max, ['member'], ['admin'])])).status).toBe(
      'accepted',
    );
    expect((await max.do([setRoles(ann, ['member'], ['admin']), setRoles(max, ['admin'], ['member'])])).status).toBe(
      'accepted',
    );
    expect([await rolesOf(ann), await rolesOf(max)]).toEqual([roles('admin'), roles('member')]);
  });

  it('[A-1] the role that they hold keeps its grants, and is not deleted', async () => {
    await demoteBob();
    const admin = await roleId('admin');
    const owner = await roleId('owner');
    const narrowed = (from: readonly string[], to: readonly string[]) =>
      changeEdit(admin, 'platform/role', { grants: [[...from], [...to]] });
    const take = (id: string, to: readonly string[]) =>
      changeEdit(id, 'platform/role', { grants: [['**:*@org', '*:*@org'], [...to]] });
    for (const edit of [
      take(admin, []),
      take(admin, ['*:read@org', '*:update@org']),
      take(admin, ['**:read@org', '**:update@org']),
      take(admin, ['platform/person:administer@org']), // with this grant alone nobody could repair a role
      changeEdit(admin, 'platform/role', { life: ['alive', 'deleted'] }),
    ])
      expect(codesOf(await ann.do([edit]))).toEqual(['access/last-administrator']);
    expect(codesOf(await ann.do([take(owner, [])]))).toEqual(['access/denied']); // only owners may change it
    const viewer = changeEdit(await roleId('viewer'), 'platform/role', { life: ['alive', 'deleted'] });
    expect((await ann.do([viewer])).status).toBe('accepted'); // no person holds it
    expect((await ann.do([take(admin, ['**:*@org'])])).status).toBe('accepted'); // it administers people and roles, too
    const narrow = narrowed(
      ['**:*@org'],
      ['platform/person:administer@org', 'platform/role:administer@org', '*:read@org'].sort(),
    );
    expect((await ann.do([narrow])).status).toBe('accepted');
  });

  it('[A-1, S-2] a together act is refused whole; of an each act only the edits that would lock the tenant out', async () => {
    const both = [
      setRoles(ann, ['admin'], ['member']),
      setRoles(bob, ['owner'], ['member']),
      setStatus(max, 'suspended'),
    ];
    const whole = await bob.do(both);
    expect(whole.status).toBe('refused');
    expect(codesOf(whole).toSorted()).toEqual(['access/last-administrator', 'act/refused-whole', 'act/refused-whole']);
    const each = await bob.do(both, { shape: 'each' });
    expect([each.status, Object.keys(each.refused)]).toEqual(['merged', [bob.userId]]);
    expect([await rolesOf(ann), await rolesOf(bob)]).toEqual([roles('member'), roles('owner')]);
    expect((await tenant.fields('platform/person', max.userId))?.['status']).toBe('suspended');
  });

  it('[A-1, S-4c] an undo does not remove the last one either', async () => {
    const promote = ann.act([setRoles(max, ['member'], ['admin'])]);
    await ann.push([promote]);
    await demoteBob();
    expect((await max.do([setRoles(ann, ['admin'], ['member'])])).status).toBe('accepted');
    const undo = await max.do([setRoles(max, ['admin'], ['member'])], { undoes: promote.id });
    expect([undo.status, codesOf(undo)]).toEqual(['refused', ['access/last-administrator']]);
    const zoe = new TestDevice(tenant, given.test.newId());
    const hire = max.act([
      made(zoe.userId, 'platform/person', { name: 'Zoe', status: 'active', memberships: roles('admin') }),
    ]);
    await max.push([hire]);
    expect(codesOf(await zoe.do([setRoles(max, ['admin'], ['member'])]))).toEqual(['access/last-administrator']);
    const account = { orgId: tenant.orgId, personId: zoe.userId, email: address(), password: testPassword };
    expect((await createIdentity(account, given.test.server.tenancy.identity)).ok).toBe(true);
    expect((await zoe.do([setRoles(max, ['admin'], ['member'])])).status).toBe('accepted');
    const unhire = await zoe.do([changeEdit(zoe.userId, 'platform/person', { life: ['alive', 'deleted'] })], {
      undoes: hire.id,
    });
    expect(codesOf(unhire)).toEqual(['access/last-administrator']);
  });

  it('[A-1, P-4] where two demote each other, or themselves, at the same time, one remains', async () => {
    for (let round = 0; round < 5; round += 1) {
      const world = await given.test.tenant();
      const [a, b] = [await signer('A', 'owner', world), await signer('B', 'owner', world)];
      const isMutual = round % 2 === 0;
      const [ofA, ofB] = [setRoles(a, ['owner'], ['member']), setRoles(b, ['owner'], ['member'])];
      const answers = await Promise.all([a.do([isMutual ? ofB : ofA]), b.do([isMutual ? ofA : ofB])]);
      expect(answers.map(({ status }) => status).sort()).toEqual(['accepted', 'refused']);
      expect(answers.flatMap(codesOf)).toEqual([isMutual ? 'access/denied' : 'access/last-administrator']);
    }
  });

  it('[A-1] the second of two acts in one push is judged on the result of the first', async () => {
    const answer = await bob.push([
      bob.act([setRoles(ann, ['admin'], ['member'])]),
      bob.act([setRoles(bob, ['owner'], ['member'])]),
    ]);
    expect(answer.kind === 'decided' && answer.answers.map(({ status }) => status)).toEqual(['accepted', 'refused']);
  });

  it('[A-1] the API refuses with 409 and a code of its own', async () => {
    const boss = await tenant.person('Boss', 'admin', { email: 'boss@fenwright.example' });
    await demoteBob();
    await boss.do([setRoles(ann, ['admin'], ['member'])]);
    const signedIn = await given.test.fetch('/auth/sign-in', {
      body: {
        email: 'boss@fenwright.example',
        password: 'four quiet green hills',
        device: { id: given.test.newId(), name: 'x' },
      },
    });
    const { accessToken: token } = (await signedIn.json()) as { accessToken: string };
    const answer = await given.test.fetch(`/admin/members/${boss.userId}`, {
      method: 'PATCH',
      token,
      body: { memberships: roles('member') },
    });
    expect([answer.status, await answer.json()]).toEqual([
      409,
      expect.objectContaining({ code: 'access/last-administrator', retry: 'after-edit' }),
    ]);
  });
});
