import { installedCatalogue } from '@outpost/domain/installed-packs';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import { actRequestSchema } from '../../bridge/shapes/act-request.ts';
import { tenantForTest } from '../../replica/testing/for-test.ts';
import { givenMembership } from '../../replica/testing/given-tenant.ts';
import { findByTitle } from './find-by-title.ts';

describe('finding records by their titles', () => {
  const add = (entity: string, name: string) => ({ entity, create: { fields: { name } } });

  it('[Q-1] folds case and accents, gives reasons for unknown and ambiguous titles, and asks once for a kind', async () => {
    const { tenant } = await tenantForTest({ membership: givenMembership('owner') });
    const names = ['Éclair Foods', 'Acme', 'ACME', 'Acme Pumps'];
    const edits = [...names.map((name) => add('crm/account', name)), add('crm/contact', 'Éclair Foods')];
    const made = await tenant.acts.perform(actRequestSchema.parse({ label: 'Add', edits }));
    const [eclair] = made.ok ? made.value.ids : [];
    const asked: CallInput<'records.list'>[] = [];
    const list = async (query: CallInput<'records.list'>) => {
      asked.push(query);
      const found = await tenant.questions.list(listQuerySchema.parse(query));
      if (!found.ok) throw new Error(found.message);
      return { rows: [...found.value.rows], refs: {}, next: found.value.next };
    };
    const found = await findByTitle({ list, catalogue: installedCatalogue, notWhole: [] }, ['crm/account'], ['eclair  FOODS', 'acme', 'Acme Pump']); // prettier-ignore
    expect([...found]).toEqual([
      ['eclair  FOODS', { entity: 'crm/account', id: eclair }],
      ['acme', { problem: '2 accounts are called “acme”.' }],
      ['Acme Pump', { problem: 'No account that you see is called “Acme Pump”.' }],
    ]);
    expect(asked).toHaveLength(1);
  });
});
