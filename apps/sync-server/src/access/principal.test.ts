import { installedCatalogue } from '@outpost/domain/installed-packs';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { person } from '@outpost/domain/packs/platform/entities/person.entity';
import { role } from '@outpost/domain/packs/platform/entities/role.entity';
import { givenRecord } from '@outpost/domain/testing/given-record';
import { describe, expect, it } from 'vitest';
import { decidesAccess, principalOf, personStatusOf } from './principal.ts';

const [ann, ben, north] = [1, 2, 3].map((n) => `00000000-0000-7000-8000-00000000000${n}`) as [string, string, string];
const reader = givenRecord(role, { key: 'reader', grants: ['crm/deal:read@org', 'crm/deal:update@own'] }, { id: ann });
type More = Parameters<typeof givenRecord<typeof person>>;
const ofAnn = (
  fields: More[1] = { status: 'active', memberships: [{ role: 'reader', teamId: north }] },
  more: More[2] = {},
) => givenRecord(person, fields, { id: ann, ...more });

describe('the standing of a person in the tenant', () => {
  it('[A-2] comes from their record: a person whose record is gone is removed, with any status', () => {
    expect(personStatusOf(ofAnn())).toBe('active');
    expect(personStatusOf(ofAnn({}))).toBe('active');
    expect(personStatusOf(ofAnn({ status: 'suspended' }))).toBe('suspended');
    expect(personStatusOf(ofAnn({ status: 'suspended' }, { life: 'deleted' }))).toBe('removed');
    expect(personStatusOf(ofAnn(undefined, { life: `merged:${ben}` }))).toBe('removed');
    expect(personStatusOf(undefined)).toBe('removed');
  });
  it('[A-2] decides whether their roles grant anything', () => {
    const reading = { role: 'reader', teamId: north, portal: false, grants: ['crm/deal:read@org', 'crm/deal:update@own'].map(parseGrant) }; // prettier-ignore
    expect(principalOf(ofAnn(), [reader])).toEqual({ userId: ann, memberships: [reading] });
    expect(principalOf(ofAnn(undefined, { life: 'deleted' }), [reader])).toEqual({ userId: ann, memberships: [] });
    expect(principalOf(ofAnn(), [])).toEqual({ userId: ann, memberships: [] });
    expect(principalOf(undefined, [reader])).toEqual({ userId: '', memberships: [] });
  });
  it('[A-2] and their rights are computed from people and roles only', () => {
    expect([...installedCatalogue.entities.keys()].filter(decidesAccess)).toEqual(['platform/role', 'platform/person']);
  });
});
