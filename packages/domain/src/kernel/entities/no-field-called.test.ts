import { expect, it } from 'vitest';
import { deal } from '../../packs/crm/entities/deal.entity.ts';
import { noFieldCalled } from './no-field-called.ts';

it('[E-2] an unknown field is answered with the nearest field of the kind of record', () => {
  expect(noFieldCalled(deal, 'stag')).toBe('Deal has no field "stag". Did you mean "stage"?');
  expect(noFieldCalled(deal, 'shoeSize')).toBe('Deal has no field "shoeSize".');
});
