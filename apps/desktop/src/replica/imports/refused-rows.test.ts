import { holderOf } from '@outpost/domain/engine/act/author';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Edit } from '@outpost/domain/kernel/acts/act';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { describe, expect, it } from 'vitest';
import { givenMembership } from '../testing/given-tenant.ts';
import { deniedRow, refersTo, refusedRow } from './refused-rows.ts';

const create = (entity: string, fields: Readonly<Record<string, JsonValue>>, more: object = {}): Edit => ({
  entity,
  id: 'new',
  create: { fields, ownerId: 'me', teamId: null, sharedWith: [], schema: 1, ...more },
});
const change = (fields: Readonly<Record<string, [JsonValue, JsonValue]>>): Edit => ({
  entity: 'crm/deal',
  id: 'deal',
  seen: 1,
  fields,
});
const ownedBy = (ownerId: string): StoredRecord =>
  ({
    id: 'deal',
    entity: 'crm/deal',
    ownerId,
    teamId: null,
    sharedWith: [],
    inherited: null,
    life: 'alive',
    fields: {},
  }) as unknown as StoredRecord; // the part that the rights depend on
const denied = (edit: Edit, role: string, record?: StoredRecord) => {
  const { grants, ...membership } = givenMembership(role);
  const held = { ...membership, grants: grants.flatMap((grant) => parseGrant(grant) ?? []) };
  return deniedRow(
    holderOf({ userId: 'me', memberships: [held] }, installedCatalogue),
    entityOf(installedCatalogue, edit.entity),
    { edit, record },
  );
};
const right = 'Someone whose role allows it has to import this row.';

describe('edits that a person may not import', () => {
  it('[A-2] include a record of a kind that they may not create', () => {
    expect(denied(create('crm/deal', {}), 'viewer')).toEqual({
      message: expect.stringContaining('add') as string,
      right,
    });
    expect(denied(create('crm/deal', {}), 'member')).toBeUndefined();
  });

  it('[A-2] include a change of a record that they may not edit', () => {
    const rename = change({ name: ['Acme', 'Beta'] });
    expect(denied(rename, 'member', ownedBy('somebody'))).toEqual({
      message: expect.stringContaining('change') as string,
      right,
    });
    expect(denied(rename, 'member', ownedBy('me'))).toBeUndefined();
    expect(denied(rename, 'admin', ownedBy('somebody'))).toBeUndefined();
    expect(denied(change({ life: ['alive', 'deleted'] }), 'viewer', ownedBy('somebody'))).toMatchObject({ right });
    expect(denied(rename, 'viewer')).toBeUndefined(); // the record is not on the device; the act itself is refused
  });

  it('[A-3a] are judged with the parent where the record has one', () => {
    expect(denied(create('crm/activity', { about: 'crm/deal:deal' }), 'viewer')).toBeUndefined();
  });
});

describe('the edit of a row', () => {
  const isGone = (id: string) => id === 'gone';
  it.each<[string, Edit, boolean]>([
    ['its owner', create('crm/deal', {}, { ownerId: 'gone' }), true],
    ['its team', create('crm/deal', {}, { teamId: 'gone' }), true],
    ['a record in a field', create('crm/deal', { name: 'x', account: 'gone' }), true],
    ['one of several kinds', create('crm/activity', { about: 'crm/deal:gone' }), true],
    ['its new value', change({ account: ['kept', 'gone'] }), true],
    ['its old value', change({ account: ['gone', 'kept'] }), false],
    ['a text that only begins with the id', create('crm/deal', { name: 'gone away', amount: 7 }), false],
    ['nobody', create('crm/deal', {}, { ownerId: null }), false],
  ])('refers to a missing record by %s or not', (_name, edit, refers) => {
    expect(refersTo(edit, isGone)).toBe(refers);
  });

  it('is refused as a whole row', () => {
    const source = { file: 'deals.csv', row: 3, line: 4 };
    const why = { reason: 'denied', message: 'No.', right } as const;
    expect(refusedRow({ edit: change({}), source, step: 1 } as never, why as never)).toEqual({
      ...source,
      ...why,
      entity: 'crm/deal',
      column: null,
      cell: '',
    });
  });
});
