import { describe, expect, it } from 'vitest';
import { givenRecord } from '../../testing/given-record.ts';
import { noticePack, officeNotice } from '../../testing/packs/notice-pack.ts';
import { catalogueOf } from '../catalogue/catalogue.ts';
import { parseGrant } from '../catalogue/role.ts';
import { untypedEntity } from '../entities/entity.ts';
import { choice, ref, text } from '../entities/fields.ts';
import { idOf } from '../ids.ts';
import { can, canSee, type Principal, tokensOf, tokensOfPrincipal } from './access.ts';

const catalogue = catalogueOf([noticePack]);
const [ann, bob, north, south] = [1, 2, 3, 4].map((n) => `00000000-0000-7000-8000-00000000000${n}`) as [
  string,
  string,
  string,
  string,
];
const someone = (grants: readonly string[], portal = false): Principal => ({
  userId: bob,
  memberships: [{ role: 'own', teamId: null, portal, grants: grants.flatMap((one) => parseGrant(one) ?? []) }],
});
const shown = (audience: 'people' | 'everyone') =>
  givenRecord(officeNotice, { name: 'Office closed on Friday', audience }, { ownerId: ann });

describe('[A-3b] a kind whose records can be open to everyone', () => {
  it('files an open record under the token of everyone, and any other record as before', () => {
    const own = ['office/notice@org', `office/notice@user:${ann}`];
    expect(tokensOf(officeNotice, shown('people'))).toEqual(own);
    expect(tokensOf(officeNotice, shown('everyone'))).toEqual(['office/notice@everyone', ...own]);
  });

  it('gives that token to everyone inside the tenant, whatever their grants, and to nobody outside', () => {
    expect(tokensOfPrincipal(someone([]), catalogue)).toEqual(['office/notice@everyone', `office/notice@user:${bob}`]);
    expect(tokensOfPrincipal(someone([], true), catalogue)).toEqual([]);
    expect(tokensOfPrincipal({ userId: bob, memberships: [] }, catalogue)).toEqual([]);
  });

  it('shows an open record to everyone inside, and gives nobody a right to change it', () => {
    const reader = someone(['office/notice:update@own']);
    expect(canSee(reader, catalogue, shown('everyone'))).toBe(true);
    expect(can(reader, 'update', officeNotice, shown('everyone'))).toBe(false);
    expect(canSee(reader, catalogue, shown('people'))).toBe(false);
    expect(canSee(someone([], true), catalogue, shown('everyone'))).toBe(false);
  });

  it('shows a record with a team to everyone who has a role in the team, and to nobody outside of it', () => {
    const ofTeam = givenRecord(officeNotice, { name: 'Van is in repair' }, { ownerId: ann, teamId: north });
    const inTeam = (teamId: string, portal = false): Principal => ({
      userId: bob,
      memberships: [{ role: 'own', teamId, portal, grants: [] }],
    });
    expect(canSee(inTeam(north), catalogue, ofTeam)).toBe(true);
    expect(can(inTeam(north), 'update', officeNotice, ofTeam)).toBe(false);
    expect(canSee(inTeam(south), catalogue, ofTeam)).toBe(false);
    expect(canSee(inTeam(north, true), catalogue, ofTeam)).toBe(false);
    expect(canSee(someone([]), catalogue, shown('people'))).toBe(false);
  });

  it.each<readonly [string, { field: string; is: string }, { parent?: string; audience?: 'tenant' }, string]>([
    ['no choice', { field: 'name', is: 'everyone' }, {}, 'it must be a choice field'],
    ['no option of it', { field: 'audience', is: 'all' }, {}, 'it has no option "all"'],
    ['everyone’s already', { field: 'audience', is: 'everyone' }, { audience: 'tenant' }, 'everyone sees all'],
    ['a child', { field: 'audience', is: 'everyone' }, { parent: 'about' }, 'a child has the visibility of its parent'],
  ])('refuses a declaration by %s', (_of, openWhen, more, message) => {
    const audience = choice([{ value: 'everyone', label: 'Everyone' }]);
    expect(() =>
      untypedEntity('office/memo', {
        label: { one: 'Memo', many: 'Memos' },
        title: 'name',
        fields: { name: text(), audience, about: ref(idOf('office/notice')) },
        openWhen,
        ...more,
      }),
    ).toThrow(message);
  });
});
