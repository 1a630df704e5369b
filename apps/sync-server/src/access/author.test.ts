import { installedCatalogue } from '@outpost/domain/installed-packs';
import { parseGrant } from '@outpost/domain/kernel/role';
import type { StoredRecord } from '@outpost/domain/kernel/record';
import { describe, expect, it } from 'vitest';
import { authorOf, serverAuthor, systemUserId } from './author.ts';
import { decidesAccess, principalOf, standingOf } from './principal.ts';

const [ann, ben, north] = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`) as [string, string, string];
const record = (entity: string, more: Partial<StoredRecord> = {}): StoredRecord => ({
  id: ann,
  entity,
  schema: 1,
  version: 1,
  life: 'alive',
  ownerId: null,
  teamId: null,
  sharedWith: [],
  inherited: null,
  fields: {},
  createdAt: '',
  createdBy: '',
  updatedAt: '',
  updatedBy: '',
  ...more,
});
const role = record('platform/role', {
  fields: { key: 'reader', grants: ['crm/deal:read@org', 'crm/deal:update@own'] },
});
const person = (more: Partial<StoredRecord> = {}) =>
  record('platform/person', {
    fields: { status: 'active', memberships: [{ role: 'reader', teamId: north }] },
    ...more,
  });

describe('whether somebody works for the tenant', () => {
  it('[A-2] is said by their record: one that is gone removes them, whatever their status', () => {
    expect(standingOf(person())).toBe('active');
    expect(standingOf(person({ fields: {} }))).toBe('active');
    expect(standingOf(person({ fields: { status: 'suspended' } }))).toBe('suspended');
    expect(standingOf(person({ fields: { status: 'suspended' }, life: 'deleted' }))).toBe('removed');
    expect(standingOf(person({ life: `merged:${ben}` }))).toBe('removed');
    expect(standingOf(undefined)).toBe('removed');
  });
  it('[A-2] decides whether their roles give them anything', () => {
    const reading = { role: 'reader', teamId: north, portal: false, grants: ['crm/deal:read@org', 'crm/deal:update@own'].map(parseGrant) }; // prettier-ignore
    expect(principalOf(person(), [role])).toEqual({ userId: ann, memberships: [reading] });
    expect(principalOf(person({ life: 'deleted' }), [role])).toEqual({ userId: ann, memberships: [] });
    expect(principalOf(person(), [])).toEqual({ userId: ann, memberships: [] });
    expect(principalOf(undefined, [role])).toEqual({ userId: '', memberships: [] });
  });
  it('[A-2] and what they may do, is said by people and roles alone', () => {
    expect([...installedCatalogue.entities.keys()].filter(decidesAccess)).toEqual(['platform/role', 'platform/person']);
  });
});

describe('the author of an act', () => {
  const deal = (more: Partial<StoredRecord> = {}) => record('crm/deal', more);
  const authorBy = (...grants: readonly string[]) =>
    authorOf(principalOf(person(), [{ ...role, fields: { key: 'reader', grants } }]), installedCatalogue);

  it('[A-2] sees and changes what their roles reach', () => {
    const author = authorBy('crm/deal:read@own', 'crm/deal:update@own');
    expect(author).toMatchObject({ userId: ann, isServer: false, teams: new Set([north]) });
    expect(author.memberships).toHaveLength(1);
    expect([author.sees(deal({ ownerId: ann })), author.sees(deal({ ownerId: ben }))]).toEqual([true, false]);
    expect([author.may('update', deal({ ownerId: ann })), author.may('update', deal({ ownerId: ben }))]).toEqual([true, false]); // prettier-ignore
    expect(author.may('delete', deal({ ownerId: ann }))).toBe(false);
  });
  it('[A-3] sees all records of a kind that they read in the whole organisation', () => {
    const author = authorBy('crm/deal:read@org');
    expect([author.sees(deal()), author.sees(record('crm/lead'))]).toEqual([true, false]);
  });
  it('[A-1] is in no team without one', () => {
    const memberships = [{ role: 'reader', teamId: null }];
    const principal = principalOf(person({ fields: { memberships } }), [role]);
    expect(authorOf(principal, installedCatalogue).teams).toEqual(new Set());
  });
  it('may be the server itself, which holds no role and is asked for no permission', () => {
    expect(serverAuthor).toMatchObject({ userId: systemUserId, isServer: true, memberships: [], teams: new Set() });
    expect([serverAuthor.sees(deal()), serverAuthor.may('delete', deal())]).toEqual([true, true]);
  });
});
