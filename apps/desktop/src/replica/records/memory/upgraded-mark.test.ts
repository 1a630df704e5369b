import { catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { entity } from '@outpost/domain/kernel/entities/entity';
import { number, text } from '@outpost/domain/kernel/entities/fields';
import { idOf } from '@outpost/domain/kernel/ids';
import { expect, it } from 'vitest';
import type { ReplacedDocument } from '../documents.ts';
import { receivedMark } from './upgraded-mark.ts';

/** A kind whose first upgrade converted weeks to days, and whose second renamed another field. */
const job = entity(idOf('trial/job'), {
  label: { one: 'Job', many: 'Jobs' },
  title: 'name',
  schema: 3,
  fields: { name: text({ required: true }), days: number(), place: text() },
  upgrades: {
    2: ({ weeks, ...rest }) => (typeof weeks === 'number' ? { ...rest, days: weeks * 7 } : rest),
    3: ({ town, ...rest }) => (town === undefined ? rest : { ...rest, place: town }),
  },
});
const catalogue = catalogueOf([{ name: 'trial', version: 3, entities: [job], roles: [] }]);
const at = '2026-11-20T08:00:00.000Z';
const markOf = (field: string, lost: string | number, kept: string | number): ReplacedDocument => ({
  id: `5:job:${field}`,
  entity: 'outpost/replaced',
  n: 5,
  field,
  record: 'job',
  of: 'trial/job',
  lost: { value: lost, by: 'mia', at },
  kept: { value: kept, by: 'moe', at },
  handled: false,
});

it('[S-4] [K-5] a value that was replaced before an update moves to the field that has such values now', () => {
  const received = (...mark: Parameters<typeof markOf>) => {
    const { field, lost, kept } = receivedMark(catalogue, markOf(...mark));
    return [field, lost.value, kept.value];
  };
  expect(received('weeks', 2, 3)).toEqual(['days', 14, 21]);
  expect(received('town', 'Ulm', 'Bonn')).toEqual(['place', 'Ulm', 'Bonn']);
  expect(received('days', 2, 3)).toEqual(['days', 2, 3]);
  expect(received('unheard', 2, 3)).toEqual(['unheard', 2, 3]);
});
