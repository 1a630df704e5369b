import { describe, expect, it } from 'vitest';
import { installedEntity } from './entity-shape.ts';
import { givenRecord } from '../testing/given-record.ts';
import { deleteRequest, mergeRequest, restoreRequest, takenFrom, shareRequest } from './life-acts.ts';

const account = installedEntity('crm/account');
const survivor = givenRecord({
  id: 'a',
  entity: 'crm/account',
  fields: { name: 'Acme', tags: ['vip'], sector: 'retail' },
});
const duplicate = givenRecord({
  id: 'b',
  entity: 'crm/account',
  fields: { name: 'ACME Ltd', tags: ['north', 'vip'], sector: 'medical', phone: '+15550142' },
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

  it('[A-5] sharing and its end have labels without names', () => {
    const shared = givenRecord({ ...survivor, sharedWith: ['moe', 'zoe'] });
    const fields = (ids: readonly string[]) => [{ fields: { sharedWith: ids } }];
    expect(shareRequest(account, shared, ['zoe', 'moe', 'ada'])).toMatchObject({ label: 'Shared Acme', edits: fields(['ada', 'moe', 'zoe']) }); // prettier-ignore
    expect(shareRequest(account, shared, ['zoe'])).toMatchObject({ label: 'Stopped sharing Acme', edits: fields(['zoe']) }); // prettier-ignore
  });

  it('[S-4f] continues in the survivor of a merge, which takes values for its empty fields', () => {
    expect(takenFrom(account, survivor, duplicate)).toEqual({ phone: '+15550142', tags: ['north', 'vip'] });
    expect(mergeRequest(account, survivor, duplicate)).toMatchObject({
      label: 'Merged two accounts', // everybody who sees the surviving record reads this label with each record that is repointed to it
      edits: [
        { id: 'a', fields: { phone: '+15550142' } },
        { id: 'b', fields: { life: 'merged:a' } },
      ],
    });
    expect(
      mergeRequest(account, survivor, givenRecord({ id: 'b', entity: 'crm/account', fields: { name: 'Acme' } })).edits,
    ).toHaveLength(1);
  });
});
