import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { builtInRoles } from '../../packs/platform/built-in-roles.ts';
import {
  type AccessChange,
  type AccessJudgeInput,
  guardedRoles,
  isPersonAbove,
  isRoleAbove,
  judgeAccess,
  mayAdministerAll,
  membershipsIn,
} from './judge-access.ts';
import { givenRecord } from '../../testing/given-record.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import type { JsonValue } from '../json.ts';
import type { Life, StoredRecord } from '../entities/record.ts';

const { people: names } = installedCatalogue;
if (!names) throw new Error('no pack says which entities are people');
const catalogue = { ...installedCatalogue, people: names };
const [north, south] = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b'] as const;

const record = (
  entity: string,
  id: string,
  fields: Readonly<Record<string, JsonValue>>,
  life: Life = 'alive',
): StoredRecord => givenRecord(entityOf(catalogue, entity), fields, { id, life });
const roleOf = (key: string, grants: readonly string[], more: Readonly<Record<string, JsonValue>> = {}, life?: Life) =>
  record(names.role, `role ${key}`, { key, grants, ...more }, life);
const personOf = (memberships: JsonValue, more: Readonly<Record<string, JsonValue>> = {}, life?: Life) =>
  record(names.person, 'ann', { name: 'Ann', status: 'active', email: 'ann@example.com', memberships, ...more }, life);
const holding = (role: string, teamId: string | null = null) => [{ role, teamId }];

const roles = [
  ...builtInRoles.map(({ key, grants, portal = false }) => roleOf(key, grants, { portal })),
  roleOf('hr', ['platform/*:*@org', 'crm/deal:read@org']),
  roleOf('reader', ['crm/deal:read@org']),
  roleOf('north', ['crm/deal:read@team']),
];
const held = (memberships: JsonValue) => membershipsIn(personOf(memberships), roles);
const unchanged: readonly AccessChange[] = roles.map((role) => ({ id: role.id, before: role, now: role }));

const judge = (
  author: JsonValue,
  changes: { readonly people?: readonly AccessChange[]; readonly roles?: readonly AccessChange[] },
  isUndo = false,
) => {
  const question: AccessJudgeInput = {
    catalogue,
    author: held(author),
    people: changes.people ?? [],
    roles: [...unchanged.filter(({ id }) => !changes.roles?.some((role) => role.id === id)), ...(changes.roles ?? [])],
    isUndo,
  };
  return Object.fromEntries([...judgeAccess(question)].map(([id, { code, message }]) => [id, `${code}: ${message}`]));
};
const person = (before: StoredRecord | undefined, now: StoredRecord | undefined): { people: AccessChange[] } => ({
  people: [{ id: 'ann', before, now }],
});
const role = (before: StoredRecord | undefined, now: StoredRecord | undefined): { roles: AccessChange[] } => ({
  roles: [{ id: before?.id ?? now?.id ?? '', before, now }],
});

const givesMore = "access/denied: You can't give rights that you don't hold yourself. Somebody who holds them can.";
const above = (what: string) =>
  `access/denied: This ${what} may do more than you. Somebody with at least these rights has to change it.`;

describe('the rights that a record gives', () => {
  it('[A-1] are those of the living roles that it names, each in the team that it names for the role', () => {
    expect(membershipsIn(personOf([...holding('reader'), ...holding('north', north)]), roles)).toEqual([
      { role: 'reader', teamId: null, portal: false, grants: [{ resource: 'crm/deal', action: 'read', scope: 'org' }] },
      {
        role: 'north',
        teamId: north,
        portal: false,
        grants: [{ resource: 'crm/deal', action: 'read', scope: 'team' }],
      },
    ]);
    expect(membershipsIn(personOf([{ role: 'client' }]), roles)).toMatchObject([{ teamId: null, portal: true }]);
  });
  it('[A-1] are none for a deleted or unknown role, or one with unreadable grants', () => {
    const gone = roleOf('gone', ['*:*@org'], {}, 'deleted');
    expect(membershipsIn(personOf([...holding('gone'), ...holding('unheard')]), [gone, undefined])).toEqual([]);
    for (const grants of [null, 'crm/deal:read@org', ['crm/deal:Fly@org', 7]])
      expect(membershipsIn(personOf(holding('odd')), [record(names.role, 'odd', { key: 'odd', grants })])).toEqual([
        { role: 'odd', teamId: null, portal: false, grants: [] },
      ]);
  });
  it('[A-1] are none without a record, or with malformed memberships', () => {
    expect(membershipsIn(undefined, roles)).toEqual([]);
    for (const memberships of [null, 'admin', [{ team: north }]])
      expect(membershipsIn(personOf(memberships), roles)).toEqual([]);
  });
  it('[A-1] allow administering everybody only with both people and roles in the whole organisation', () => {
    const may = (...grants: readonly string[]) =>
      mayAdministerAll(membershipsIn(personOf(holding('own', north)), [roleOf('own', grants)]), catalogue);
    expect(may('*:*@org')).toBe(true);
    expect(may('**:*@org')).toBe(true);
    expect(may('**:administer@team')).toBe(false);
    expect(may('platform/person:administer@org', 'platform/role:administer@org')).toBe(true);
    expect(may('platform/person:administer@org')).toBe(false);
    expect(may('platform/role:administer@org')).toBe(false);
    expect(may('platform/*:administer@team')).toBe(false);
    expect(may('platform/*:administer@own')).toBe(false);
  });
  it('[A-1] come from no guarded role except that of owners', () => {
    expect([...guardedRoles(installedCatalogue)]).toEqual(['owner']);
  });
});

describe('a change of a person', () => {
  it('[A-1] gives nothing that its author does not hold', () => {
    const toAdmin = person(personOf(holding('reader')), personOf(holding('admin')));
    expect(judge(holding('hr'), toAdmin)).toEqual({ ann: givesMore });
    expect(judge(holding('admin'), toAdmin)).toEqual({});
    expect(judge(holding('hr'), person(undefined, personOf(holding('admin'))))).toEqual({ ann: givesMore });
    expect(judge(holding('hr'), person(undefined, personOf(holding('reader'))))).toEqual({});
  });
  it('[A-1] lets only owners make an owner', () => {
    const toOwner = person(personOf(holding('reader')), personOf(holding('owner')));
    expect(judge(holding('admin'), toOwner)).toEqual({ ann: givesMore });
    expect(judge(holding('owner'), toOwner)).toEqual({});
  });
  it.each([
    ['their e-mail', { email: 'mine@example.com' }],
    ['whether they may sign in', { status: 'suspended' }],
    ['what they may do', { memberships: holding('reader') }],
  ])('[A-1] leaves a person with more rights than its author unchanged: %s', (_what, fields) => {
    const change = person(personOf(holding('admin')), personOf(holding('admin'), fields));
    expect(judge(holding('hr'), change)).toEqual({ ann: above('person') });
    expect(judge(holding('owner'), change)).toEqual({});
  });
  it('[A-1] does not delete a person with more rights, but lets their name be changed', () => {
    const admin = personOf(holding('admin'));
    expect(judge(holding('hr'), person(admin, { ...admin, life: 'deleted' }))).toEqual({ ann: above('person') });
    expect(judge(holding('hr'), person(admin, personOf(holding('admin'), { name: 'Anna' })))).toEqual({});
  });
  it('[A-1] moves a role to another team only where its author holds it there', () => {
    const moves = person(personOf(holding('north', north)), personOf(holding('north', south)));
    const inBoth = [...holding('north', north), ...holding('north', south)];
    expect(judge(holding('north', north), moves)).toEqual({ ann: givesMore });
    expect(judge(inBoth, moves)).toEqual({});
  });
  it('[A-1] is judged by the newly given rights where an undo restores it', () => {
    const back = person(personOf(holding('reader')), personOf(holding('admin')));
    expect(judge(holding('hr'), back, true)).toEqual({ ann: givesMore });
  });
  it('describes the form of memberships, and names the existing roles', () => {
    const said = (memberships: JsonValue, isUndo = false) =>
      judge(holding('admin'), person(personOf(holding('reader')), personOf(memberships)), isUndo)['ann'];
    expect(said('admin')).toBe(
      'records/invalid: Roles are a list of {"role": key, "teamId": id or null}, with "until": "2026-11-20T17:00:00.000Z" where one ends.',
    );
    expect(said([{ role: 'reader', teamId: null, until: 'soon' }])).toContain('records/invalid: Roles are a list');
    expect(said([...holding('reader'), ...holding('unheard')])).toBe('records/invalid: There is no role "unheard".');
    expect(said(holding('unheard'), true)).toBeUndefined();
    expect(said([])).toBeUndefined();
  });
  it('[PLT-22] lets nobody give a role for longer than they hold it, nor prolong one', () => {
    const [noon, evening] = ['2026-11-20T12:00:00.000Z', '2026-11-20T18:00:00.000Z'];
    const forTime = (key: string, until: string) => [{ role: key, teamId: null, until }];
    const said = (author: JsonValue, before: JsonValue, now: JsonValue) =>
      judge(author, person(personOf(before), personOf(now)))['ann'];
    expect(said(forTime('admin', noon), [], forTime('reader', noon))).toBeUndefined();
    expect(said(forTime('admin', noon), [], forTime('reader', evening))).toBe(givesMore);
    expect(said(forTime('admin', noon), [], holding('reader'))).toBe(givesMore);
    expect(said(forTime('admin', noon), forTime('admin', noon), forTime('admin', evening))).toBe(givesMore);
    expect(said(forTime('admin', noon), forTime('admin', noon), holding('admin'))).toBe(givesMore);
    expect(said(holding('admin'), forTime('admin', noon), holding('admin'))).toBeUndefined();
  });
  it('[PLT-22] lets somebody who administers for a time change roles that others hold permanently', () => {
    const until = '2026-11-20T12:00:00.000Z';
    const author = [{ role: 'admin', teamId: null, until }];
    const both = [...holding('reader'), ...holding('member', north)];
    expect(judge(author, person(personOf(both), personOf(holding('reader'))))).toEqual({});
    expect(judge(author, person(personOf(both), personOf(both, { status: 'suspended' })))).toEqual({});
  });
  it('[PLT-22] lets nobody who holds rights for a time put them into a role that others hold permanently', () => {
    const author = [{ role: 'admin', teamId: null, until: '2026-11-20T12:00:00.000Z' }];
    const reader = roles.find(({ id }) => id === 'role reader');
    const wider = { id: 'role reader', before: reader, now: roleOf('reader', ['crm/deal:read@org', 'crm/deal:update@org']) }; // prettier-ignore
    const holder = personOf(holding('reader'));
    const change = { roles: [wider], people: [{ id: 'ann', before: holder, now: holder }] };
    expect(judge(author, change)['role reader']).toBe(givesMore);
    expect(judge(holding('admin'), change)).toEqual({});
  });
  it('does not count a deleted role as existing', () => {
    const gone = { id: 'role reader', before: roles.find(({ id }) => id === 'role reader'), now: undefined };
    expect(
      judge(holding('admin'), {
        roles: [gone],
        people: [{ id: 'ann', before: undefined, now: personOf(holding('reader')) }],
      }),
    ).toEqual({ ann: 'records/invalid: There is no role "reader".' });
  });
  it('takes all roles from an administrator only by suspending or deleting them', () => {
    const admin = personOf(holding('admin'));
    expect(judge(holding('admin'), person(admin, personOf([])))['ann']).toContain('every role from an administrator');
    expect(judge(holding('admin'), person(admin, personOf(null)))['ann']).toContain('every role from an administrator');
    expect(judge(holding('admin'), person(admin, personOf([])), true)).toEqual({});
    expect(judge(holding('admin'), person(admin, personOf(holding('admin'), { status: 'suspended' })))).toEqual({});
  });
});

describe('a change of a role', () => {
  const reader = roleOf('reader', ['crm/deal:read@org']);
  it('[A-1] allows nothing that its author does not hold', () => {
    const wider = roleOf('reader', ['*:*@org']);
    expect(judge(holding('hr'), role(reader, wider))).toEqual({ 'role reader': givesMore });
    expect(judge(holding('admin'), role(reader, wider))).toEqual({});
    expect(judge(holding('hr'), role(undefined, roleOf('new', ['crm/deal:update@org'])))).toEqual({
      'role new': givesMore,
    });
    expect(judge(holding('hr'), role(undefined, roleOf('new', ['crm/deal:read@org'])))).toEqual({});
  });
  it('[A-1] may create a deleted role, which allows nothing', () => {
    expect(judge(holding('hr'), role(undefined, roleOf('new', ['*:*@org'], {}, 'deleted')))).toEqual({});
  });
  it('[A-1] leaves a role that allows more unchanged, except its texts', () => {
    const admin = roleOf('admin', ['*:*@org'], { portal: false });
    for (const now of [
      roleOf('admin', ['crm/deal:read@org'], { portal: false }),
      roleOf('admin', ['*:*@org'], { portal: true }),
      { ...admin, fields: { ...admin.fields, key: 'reader' } },
      { ...admin, life: 'deleted' as const },
    ])
      expect(judge(holding('hr'), role(admin, now))).toEqual({ 'role admin': above('role') });
    const renamed = { ...admin, fields: { ...admin.fields, label: 'Chief' } };
    expect(judge(holding('hr'), role(admin, renamed))).toEqual({});
  });
  it('[A-1] is refused where it would give a person rights in a team that its author does not hold there', () => {
    const wider = roleOf('north', ['crm/deal:read@team', 'crm/deal:update@team']);
    const before = roleOf('north', ['crm/deal:read@team']);
    const member = personOf(holding('north', south));
    const author = [...holding('hr'), ...holding('manager', north)];
    const change = { roles: [{ id: 'role north', before, now: wider }] };
    expect(judge(author, change)).toEqual({});
    expect(judge(author, { ...change, people: [{ id: 'ann', before: member, now: member }] })).toEqual({
      'role north': givesMore,
    });
    const here = personOf(holding('north', north));
    expect(judge(author, { ...change, people: [{ id: 'ann', before: here, now: here }] })).toEqual({});
  });
  it('[A-1] counts the people that the same act edits', () => {
    const before = roleOf('reader', ['crm/deal:read@org']);
    const author = [...holding('hr'), ...holding('manager', north)];
    const wider = roleOf('reader', ['crm/deal:read@org', 'crm/deal:update@team']);
    const [was, is] = [personOf(holding('reader', south)), personOf(holding('reader', south), { name: 'Anna' })];
    expect(
      judge(author, { roles: [{ id: before.id, before, now: wider }], people: [{ id: 'ann', before: was, now: is }] }),
    ).toEqual({ ann: givesMore });
  });
});

describe('the comparison of rights', () => {
  it('[A-1] finds a person with more rights by the roles that they hold', () => {
    const isAbove = (author: JsonValue, other: JsonValue) =>
      isPersonAbove({ catalogue, author: held(author), roles }, personOf(other));
    expect(isAbove(holding('hr'), holding('admin'))).toBe(true);
    expect(isAbove(holding('admin'), holding('hr'))).toBe(false);
    expect(isAbove(holding('admin'), holding('owner'))).toBe(true);
    expect(isAbove(holding('reader'), [])).toBe(false);
  });
  it("[A-1] finds a role with more rights by its grants in a team of the author, the team's own grants included", () => {
    const isAbove = (author: JsonValue, ...grants: readonly string[]) =>
      isRoleAbove({ catalogue, author: held(author) }, roleOf('one', grants));
    expect(isAbove(holding('north', north), 'crm/deal:read@team')).toBe(false);
    expect(isAbove(holding('reader'), 'crm/deal:read@team')).toBe(false);
    expect(isAbove(holding('hr'), 'crm/deal:update@team')).toBe(true);
    expect(isAbove([], 'crm/deal:read@team')).toBe(true);
    expect(isAbove(holding('client'))).toBe(true); // a role for the organisation's own people, who see records that are shared with everyone in it
    expect(isAbove(holding('reader'))).toBe(false);
  });
});
