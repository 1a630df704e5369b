import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import { addFieldRequest, fieldsDefinedFor, nameForLabel, repeatedLabel, withValues } from './field-definitions.ts';
import { givenShownRecord } from '../../testing/given-record.ts';

const none: ReadonlySet<string> = new Set();
const deal = entityOf(installedCatalogue, 'crm/deal');

describe('a field’s name', () => {
  it('[K-3] is made from its label, in letters that every system accepts', () => {
    expect(nameForLabel('Sales region', none)).toBe('salesRegion');
    expect(nameForLabel('  Größe (m²), Ångström ', none)).toBe('grosseM2Angstrom');
    expect(nameForLabel('2nd contact', none)).toBe('field2ndContact');
    expect(nameForLabel('地域', none)).toBe('field');
    expect(nameForLabel('A'.repeat(200), none)).toHaveLength(70);
  });

  it('[K-3] differs from the names of the entity, of every record, and of retired fields', () => {
    expect(nameForLabel('Stage', new Set(['stage']))).toBe('stage2');
    expect(nameForLabel('Stage', new Set(['stage', 'stage2']))).toBe('stage3');
    expect(nameForLabel('Created at', none)).toBe('createdAt2');
    expect(nameForLabel('Owner id', none)).toBe('ownerId2');
    expect(nameForLabel('Constructor', none)).toBe('constructor2');
  });
});

describe('choices', () => {
  it('[K-3] keep their value when they are renamed, and new ones get distinct values', () => {
    expect(
      withValues([
        { value: 'north', label: 'Far north ' },
        { value: '', label: 'North' },
        { value: '', label: ' ' },
        { value: '', label: '地' },
      ]),
    ).toEqual([
      { value: 'north', label: 'Far north' },
      { value: 'north2', label: 'North' },
      { value: 'choice', label: '地' },
    ]);
  });

  it('[K-3] with equal labels are reported', () => {
    expect(repeatedLabel([{ label: 'North' }, { label: 'south' }, { label: ' NORTH' }])).toBe('NORTH');
    expect(repeatedLabel([{ label: '' }, { label: '' }, { label: 'North' }])).toBeUndefined();
  });
});

describe('the act that adds a field', () => {
  it('[K-3] contains only the properties that fit the field’s type', () => {
    const all = { label: 'Signed', help: '', required: true, searched: true, choices: ['Yes'], target: '' };
    expect(addFieldRequest(deal, { ...all, type: 'flag' }, none).edits[0]).toEqual({
      entity: 'platform/field-definition',
      create: { fields: { forEntity: 'crm/deal', name: 'signed', label: 'Signed', type: 'flag' } },
    });
    expect(addFieldRequest(deal, { ...all, help: 'By both.', type: 'text' }, none)).toEqual({
      label: 'Added the field Signed to deals',
      edits: [
        {
          entity: 'platform/field-definition',
          create: {
            fields: {
              forEntity: 'crm/deal',
              name: 'signed',
              label: 'Signed',
              type: 'text',
              help: 'By both.',
              required: true,
              searched: true,
            },
          },
        },
      ],
    });
  });
});

describe('the definitions of a kind of record', () => {
  it('[K-3] are in the order of their definition, without unreadable ones', () => {
    const row = (id: string, at: string, fields: Record<string, string>) =>
      givenShownRecord({ id, entity: 'platform/field-definition', createdAt: at, fields });
    const of = { forEntity: 'crm/deal', type: 'text' };
    const rows = [
      row('b', '2026-11-02T00:00:00.000Z', { ...of, name: 'second', label: 'Second' }),
      row('a', '2026-11-01T00:00:00.000Z', { ...of, name: 'first', label: 'First' }),
      row('c', '2026-11-01T00:00:00.000Z', { ...of, name: 'third', label: 'Third', type: 'hologram' }),
      row('d', '2026-11-01T00:00:00.000Z', { ...of, name: 'other', label: 'Other', forEntity: 'crm/lead' }),
    ];
    expect(fieldsDefinedFor('crm/deal', rows).map(({ definition }) => definition.name)).toEqual(['first', 'second']);
  });
});
