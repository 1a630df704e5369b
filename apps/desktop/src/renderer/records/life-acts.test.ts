import { describe, expect, it } from 'vitest';
import { installedEntity } from './entity-shape.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { deleteRequest, restoreRequest } from './life-acts.ts';

const account = installedEntity('crm/account');
const survivor = givenShownRecord({
  id: 'a',
  entity: 'crm/account',
  fields: { name: 'Acme', tags: ['vip'], sector: 'retail' },
});
describe('the life of a record', () => {
  it('[K-6] is ended and restored by acts', () => {
    expect(deleteRequest(account, survivor)).toMatchObject({
      label: 'Deleted Acme',
      edits: [{ fields: { life: 'deleted' } }],
    });
    expect(restoreRequest(account, survivor)).toMatchObject({
      label: 'Restored Acme',
      edits: [{ fields: { life: 'alive' } }],
    });
  });
});
