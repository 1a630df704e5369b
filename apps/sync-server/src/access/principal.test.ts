import { installedCatalogue } from '@outpost/domain/installed-packs';
import { parseGrant } from '@outpost/domain/kernel/role';
import type { StoredRecord } from '@outpost/domain/kernel/record';
import { describe, expect, it } from 'vitest';
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
