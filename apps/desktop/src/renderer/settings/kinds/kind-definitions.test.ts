import { installedCatalogue } from '@outpost/domain/installed-packs';
import { kindDefinitionSchema } from '@outpost/domain/kernel/definitions/own-kinds';
import { tenantWith } from '@outpost/domain/testing/given-definitions';
import { expect, it } from 'vitest';
import {
  addKindRequest,
  choiceFields,
  kindCalled,
  kindNameFor,
  setInWords,
  uniqueChoices,
} from './kind-definitions.ts';

it('[K-3] a new kind gets a name that the definition accepts and that no kind has', () => {
  const taken = new Set(['own/vehicle', 'own/vehicle-2', 'crm/account']);
  const names = [
    'Service visit',
    'Vehicle',
    '  Über Größe!  ',
    '911 call',
    '車',
    'x'.repeat(80),
    `${'y'.repeat(33)} z`,
  ];
  const made = names.map((label) => kindNameFor(label, taken));
  expect(made.slice(0, 5)).toEqual(['service-visit', 'vehicle-3', 'uber-grosse', 'kind-911-call', 'kind']);
  for (const name of made) expect(kindDefinitionSchema.shape.name.safeParse(name).success).toBe(true);
});

it('[K-3] a kind is found by each of its two labels, and retired ones are not', () => {
  const { catalogue } = tenantWith([
    { name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles' },
    { name: 'boat', label: 'Boat', labelMany: 'Boats', isRetired: true },
  ]);
  expect(kindCalled(catalogue, ' vehicles ')?.name).toBe('own/vehicle');
  expect(kindCalled(catalogue, 'Account')?.name).toBe('crm/account');
  expect(kindCalled(catalogue, 'Boat')).toBeUndefined();
  expect(kindCalled(catalogue, 'Vehicle', 'own/vehicle')).toBeUndefined();
});

it('[K-3] an added kind is one act without the parts that were left empty', () => {
  const kind = { label: 'Vehicle', labelMany: 'Vehicles', icon: '', belongsTo: '' };
  expect(addKindRequest(kind, new Set()).edits).toEqual([
    {
      entity: 'platform/custom-object',
      create: { fields: { name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles' } },
    },
  ]);
  expect(addKindRequest({ ...kind, icon: 'truck', belongsTo: 'crm/account' }, new Set()).edits[0]).toMatchObject({
    create: { fields: { icon: 'truck', belongsTo: 'crm/account' } },
  });
});

it('[PLT-39] fields that people write and that have an order can be unique; choices can be stages', () => {
  const { catalogue } = tenantWith([
    { name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles' },
    { forEntity: 'own/vehicle', name: 'plate', label: 'Plate', type: 'text' },
    { forEntity: 'own/vehicle', name: 'site', label: 'Site', type: 'ref', targets: ['crm/account'] },
    { forEntity: 'own/vehicle', name: 'place', label: 'Place', type: 'geo' },
    { forEntity: 'own/vehicle', name: 'papers', label: 'Papers', type: 'runningNumber' },
    {
      forEntity: 'own/vehicle',
      name: 'state',
      label: 'State',
      type: 'choice',
      options: [{ value: 'in', label: 'In' }],
    },
  ]);
  const vehicle = catalogue.entities.get('own/vehicle');
  if (!vehicle) throw new Error('The kind is defined');
  expect(uniqueChoices(vehicle).map(({ label }) => label)).toEqual(['Name', 'Plate', 'Site', 'State']);
  expect(choiceFields(vehicle).map(({ value }) => value)).toEqual(['state']);
  expect(setInWords(vehicle, ['plate', 'site'])).toBe('Plate and site');
  expect(installedCatalogue.entities.has('own/vehicle')).toBe(false);
});
