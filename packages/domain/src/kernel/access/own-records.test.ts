import { describe, expect, it } from 'vitest';
import { givenRecord } from '../../testing/given-record.ts';
import { installedCatalogue } from '../../installed-packs.ts';
import { builtInRoles } from '../../packs/platform/built-in-roles.ts';
import { myNotifications } from '../../packs/platform/entities/my-notifications.entity.ts';
import { actions, parseGrant } from '../catalogue/role.ts';
import { untypedEntity } from '../entities/entity.ts';
import { choice, ref, text } from '../entities/fields.ts';
import { idOf } from '../ids.ts';
import { can, canSee, type Principal, tokensOf, tokensOfPrincipal } from './access.ts';

const [ann, mia, team] = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`) as [string, string, string];
const as = (userId: string, role: string): Principal => ({
  userId,
  memberships: builtInRoles
    .filter(({ key }) => key === role)
    .map(({ key, grants, portal = false }) => ({
      role: key,
      teamId: null,
      portal,
      grants: grants.flatMap((one) => parseGrant(one) ?? []),
    })),
});
const ofMia = givenRecord(myNotifications, { read: [] }, { ownerId: mia });
const token = (userId: string) => `platform/my-notifications@user:${userId}`;

describe('[A-3c] a kind whose records belong to one person each', () => {
  it('files a record under the token of its owner alone, and a record of nobody under none', () => {
    expect(tokensOf(myNotifications, ofMia)).toEqual([token(mia)]);
    expect(tokensOf(myNotifications, { ...ofMia, teamId: team, sharedWith: [ann] })).toEqual([token(mia)]);
    expect(tokensOf(myNotifications, { ...ofMia, ownerId: null })).toEqual([]);
  });

  it('gives each person the token of their own, an administrator no other one, and a person without a role none', () => {
    for (const role of ['owner', 'admin', 'member', 'viewer', 'client'])
      expect(
        tokensOfPrincipal(as(ann, role), installedCatalogue).filter((one) => one.startsWith(myNotifications.name)),
      ).toEqual([token(ann)]);
    expect(tokensOfPrincipal({ userId: ann, memberships: [] }, installedCatalogue)).toEqual([]);
  });

  it('lets its owner make, change and delete it, even if they are a viewer, but not assign or share it', () => {
    for (const role of ['viewer', 'admin'])
      expect(actions.filter((action) => can(as(mia, role), action, myNotifications, ofMia))).toEqual([
        'read',
        'create',
        'update',
        'delete',
      ]);
    expect(can(as(mia, 'admin'), 'create', myNotifications, { ...ofMia, sharedWith: [ann] })).toBe(false);
    expect(can(as(mia, 'admin'), 'create', myNotifications, { ...ofMia, ownerId: ann })).toBe(false);
  });

  it('lets nobody else see or change it, whatever their grants', () => {
    expect(canSee(as(ann, 'owner'), installedCatalogue, ofMia)).toBe(false);
    expect(actions.filter((action) => can(as(ann, 'owner'), action, myNotifications, ofMia))).toEqual([]);
  });

  const open = choice([{ value: 'yes', label: 'Yes' }]);
  it.each<readonly [string, object, string]>([
    ['governed', { governed: true }, 'a governed kind is changed by administrators'],
    ['a child', { parent: 'about' }, 'a child has the visibility of its parent'],
    ['filed by an area', { filedBy: 'open' }, 'no computer holds more'],
    ['open to everyone', { openWhen: { field: 'open', is: 'yes' } }, 'its records are open to nobody else'],
  ])('refuses a declaration that is %s, too', (_of, more, message) => {
    expect(() =>
      untypedEntity('office/draft', {
        label: { one: 'Draft', many: 'Drafts' },
        title: 'name',
        audience: 'own',
        fields: { name: text(), open, about: ref(idOf('office/notice')) },
        ...more,
      }),
    ).toThrow(message);
  });
});
