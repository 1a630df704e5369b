import type { ShownRecord } from '../../bridge/contract.ts';

export const me = '0190b1f2-7c00-7000-8000-0000000000a1';
export const dana = '0190b1f2-7c00-7000-8000-0000000000a2';

/** Returns a record as the replica shows it: by default a deal of the person's own. */
export function givenShownRecord(change: Partial<ShownRecord> = {}): ShownRecord {
  return {
    id: '0190b1f2-7c00-7000-8000-000000000d01',
    entity: 'crm/deal',
    schema: 1,
    version: 7,
    life: 'alive',
    ownerId: me,
    teamId: null,
    sharedWith: [],
    inherited: null,
    fields: { name: 'Acme renewal', stage: 'engaging', value: { amount: 4_680_000, currency: 'USD' } },
    createdAt: '2026-11-01T08:00:00.000Z',
    createdBy: me,
    updatedAt: '2026-11-19T08:00:00.000Z',
    updatedBy: me,
    waiting: 0,
    replaced: [],
    ...change,
  };
}
