import type { JsonValue } from '@outpost/domain/kernel/json';
import { type Filter, listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { type GivenTenant, givenMembership } from '../testing/given-tenant.ts';
import { importsForTest } from '../testing/imports-for-test.ts';
import { addedRecord } from '../testing/performed.ts';

const given = (): Promise<GivenTenant> => tenantForTest({ membership: givenMembership('admin') });
const define = (device: GivenTenant, name: string, label: string, more: Readonly<Record<string, JsonValue>>) =>
  addedRecord(device, 'platform/field-definition', { forEntity: 'crm/account', name, label, type: 'text', ...more });
const iban = 'DE89370400440532013000';

async function accounts({ tenant }: GivenTenant, where?: Filter) {
  const list = await tenant.questions.list(
    listQuerySchema.parse({ entity: 'crm/account', ...(where === undefined ? {} : { where }) }),
  );
  if (!list.ok) throw new Error(list.message);
  return list.value.rows.map(({ fields }) => fields);
}

it('[K-3] a format of an own field is checked on the device, and found however it is typed', async () => {
  const device = await given();
  await define(device, 'iban', 'Bank account', { format: 'iban' });
  await define(device, 'rating', 'Stars', { type: 'number', format: 'rating' });
  await addedRecord(device, 'crm/account', { name: 'Acme', iban, rating: 4 });
  await expect(addedRecord(device, 'crm/account', { name: 'Bad', iban: 'DE88370400440532013000' })).rejects.toThrow(
    `records/invalid: Bank account must be an IBAN whose check digits fit, such as ${iban}.`,
  );
  await expect(addedRecord(device, 'crm/account', { name: 'Bad', rating: 6 })).rejects.toThrow(
    'records/invalid: Stars must be a whole number from 1 to 5, such as 3.',
  );
  expect(await accounts(device, { field: 'iban', op: 'is', value: 'de89 3704 0044 0532 0130 00' })).toMatchObject([
    { name: 'Acme' },
  ]);
  expect(await accounts(device, { field: 'rating', op: 'gte', value: 4 })).toMatchObject([{ name: 'Acme', rating: 4 }]);
});

it('[K-3] a format of a newer build leaves a plain text, whose values are kept', async () => {
  const device = await given();
  await define(device, 'later', 'Later', { format: 'of-a-newer-build' });
  await addedRecord(device, 'crm/account', { name: 'Acme', later: 'anything' });
  expect(await accounts(device)).toMatchObject([{ name: 'Acme', later: 'anything' }]);
});

it('[E-2] an import reads an own field by its format, and refuses a wrong cell with a right example', async () => {
  const { device, planOf, run, fieldsOf } = await importsForTest();
  await define(device, 'iban', 'Bank account', { format: 'iban' });
  await define(device, 'rating', 'Stars', { type: 'number', format: 'rating' });
  const content =
    'Name,Bank account,Stars\n' +
    'Acme,de89 3704 0044 0532 0130 00,★★★★☆\nBoreal,GB29 NWBK 6016 1331 9268 19,2\nCairn,DE88 3704 0044 0532 0130 00,3\nDelta,,7\n';
  const plan = await planOf({ name: 'accounts.csv', content, entity: 'crm/account' });
  expect(plan.counts).toMatchObject({ creates: { 'crm/account': 2 }, refused: 2 });
  expect(plan.refused.map(({ row, column }) => [row, column])).toEqual([
    [3, 'Bank account'],
    [4, 'Stars'],
  ]);
  expect(JSON.stringify(plan.refused)).toContain(`such as ${iban}`);
  await run(plan.importId);
  expect(await fieldsOf('crm/account', 'name')).toMatchObject([
    { name: 'Acme', iban, rating: 4 },
    { name: 'Boreal', iban: 'GB29NWBK60161331926819', rating: 2 },
  ]);
});
