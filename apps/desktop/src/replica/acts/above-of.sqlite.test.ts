import { installedPacks } from '@outpost/domain/installed-packs';
import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { tradePack } from '@outpost/domain/testing/packs/trade-pack';
import { expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';

it('[T-16] an act that makes a loan and its lender keeps the lender as the act makes it', async () => {
  const { tenant } = await tenantForTest({ catalogue: catalogueOf([...installedPacks, tradePack]) });
  const { ids } = tenant.device.ports;
  const [lender, loan] = [ids.newId(), ids.newId()];
  const made = await tenant.acts.perform({
    label: 'Added',
    shape: 'together',
    edits: [
      { entity: 'trade/lender', id: lender, create: { fields: { name: 'Bank', days: 5 } } },
      { entity: 'trade/loan', id: loan, create: { fields: { name: 'Loan', status: 'inquiry', lender } } },
    ],
  });
  expect(made.ok).toBe(true);
  const [act] = tenant.device.memory.acts.values();
  expect(act?.above).toMatchObject({ [lender]: { entity: 'trade/lender', fields: { days: 5 } } });
  const shown = await tenant.questions.get({ id: loan });
  expect(shown.ok && shown.value.record.fields['dueInDays']).toBe(5);
});
