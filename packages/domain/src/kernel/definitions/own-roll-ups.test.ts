import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import type { FieldDefinition } from './own-fields.ts';
import type { RollUp } from '../entities/roll-up.ts';
import { judgedDefinition, tenantWith, type WrittenDefinition } from '../../testing/given-definitions.ts';
import { ownFields } from './tenant-definitions.ts';

const deals = { of: 'crm/deal', by: 'account' } as const;
const rollUp = (
  of: RollUp,
  type: FieldDefinition['type'] = 'number',
  more: WrittenDefinition = {},
): WrittenDefinition => ({
  forEntity: 'crm/account',
  name: 'figure',
  label: 'Figure',
  type,
  computed: 'roll-up',
  rollUp: of,
  ...more,
});
describe('a tenant’s roll-ups', () => {
  it('[PLT-8] are fields that nobody writes, in the form of the field that they read, and change no record', () => {
    const { catalogue } = tenantWith([rollUp({ ...deals, fn: 'latest', field: 'stage' }, 'choice')]);
    const field = entityOf(catalogue, 'crm/account').fields['figure'];
    expect(field).toMatchObject({ type: 'choice', label: 'Figure', merge: 'derived', required: false, isOwn: true, worksFrom: ['deals'] }); // prettier-ignore
    expect(field?.type === 'choice' && field.options.length).toBeGreaterThan(3);
    expect(ownFields(installedCatalogue, catalogue)['crm/account']).toBeUndefined();
  });
  it('[PLT-8] of money are not the worth of their kind, because they are not stored', () => {
    const { catalogue } = tenantWith([rollUp({ ...deals, fn: 'sum', field: 'value' }, 'money')]);
    expect(entityOf(catalogue, 'crm/account').worth).toBe(entityOf(installedCatalogue, 'crm/account').worth);
  });
  it('[PLT-8] read a tenant’s own kind and its own fields, including formulas', () => {
    const written = [
      { name: 'visit', label: 'Visit', labelMany: 'Visits', belongsTo: 'crm/account' },
      { forEntity: 'own/visit', name: 'hours', label: 'Hours', type: 'number' },
      {
        forEntity: 'own/visit',
        name: 'cost',
        label: 'Cost',
        type: 'number',
        computed: 'formula',
        formula: 'hours * 80',
      },
      rollUp({
        of: 'own/visit',
        by: 'parent',
        fn: 'sum',
        field: 'cost',
        where: { field: 'hours', op: 'gt', value: 1 },
      }),
    ];
    expect(judgedDefinition(written, 3)).toBeUndefined();
    expect(tenantWith(written).fields).toHaveLength(3);
  });
});

describe('a definition of a roll-up', () => {
  it.each<[RollUp, string, FieldDefinition['type']?]>([
    [{ of: 'crm/dael', by: 'account', fn: 'count' }, 'Figure: there is no kind of record called "crm/dael".'],
    [{ of: 'crm/deal', by: 'acount', fn: 'count' }, 'Deal has no field "acount". Did you mean "account"?'],
    [{ of: 'crm/deal', by: 'stage', fn: 'count' }, 'Stage of deals does not link to accounts.'],
    [{ of: 'crm/deal', by: 'contact', fn: 'count' }, 'Contact of deals does not link to accounts.'],
    [{ ...deals, fn: 'sum' }, 'Figure: choose the field that it reads.'],
    [{ ...deals, fn: 'sum', field: 'name' }, 'Figure: Name has no sum.'],
    [{ ...deals, fn: 'sum', field: 'valeu' }, 'Deal has no field "valeu". Did you mean "value"?'],
    [
      { ...deals, fn: 'sum', field: 'value' },
      'Figure holds number, and this figure is money. Make a new field for it.',
    ],
    [{ ...deals, fn: 'count', where: { field: 'stagee', op: 'is', value: 'won' } }, 'Deal has no field "stagee". Did you mean "stage"?'], // prettier-ignore
  ])('[PLT-8] %j is refused: %s', (of, said) => {
    expect(judgedDefinition([rollUp(of)], 0)).toBe(said);
  });
  it('[PLT-8] over another roll-up, or filtered by one, is refused; a formula that reads one is refused, too', () => {
    const count = rollUp({ ...deals, fn: 'count' });
    const contacts = { of: 'crm/contact', by: 'account' } as const;
    const perContact = { ...rollUp({ of: 'crm/deal', by: 'contact', fn: 'count' }), forEntity: 'crm/contact' };
    expect(judgedDefinition([perContact, rollUp({ ...contacts, fn: 'sum', field: 'figure' })], 1)).toBe(
      'Figure: Figure has no sum.',
    );
    expect(judgedDefinition([perContact, rollUp({ ...contacts, fn: 'count', where: { field: 'figure', op: 'gt', value: 1 } })], 1)).toBe("Figure is itself computed from other records: the filter of a roll-up can't use it."); // prettier-ignore
    const formula = { forEntity: 'crm/account', name: 'more', label: 'More', type: 'number', computed: 'formula', formula: 'figure + 1' }; // prettier-ignore
    expect(judgedDefinition([count, formula], 1)).toBe(`Column 1: "figure" is computed for each person when it is shown, so a stored formula can't read it.`); // prettier-ignore
  });
  it('[PLT-8] prevents the retirement of the fields and of the kind that it reads', () => {
    const seats = { forEntity: 'crm/deal', name: 'seats', label: 'Seats', type: 'number' };
    const sum = rollUp({ ...deals, fn: 'sum', field: 'seats' });
    const said = 'The roll-up of Figure reads Seats. Change that first, or retire Figure.';
    expect(judgedDefinition([{ ...seats, isRetired: true }, sum], 0, false)).toBe(said);
    const filtered = rollUp({ ...deals, fn: 'count', where: { field: 'seats', op: 'gt', value: 1 } });
    expect(judgedDefinition([{ ...seats, isRetired: true }, filtered], 0, false)).toBe(said);
    const visit = { name: 'visit', label: 'Visit', labelMany: 'Visits', belongsTo: 'crm/account' };
    const visits = rollUp({ of: 'own/visit', by: 'parent', fn: 'count' });
    expect(judgedDefinition([{ ...visit, isRetired: true }, visits], 0, false)).toBe('The roll-up Figure reads Visits. Retire that field first.'); // prettier-ignore
    expect(
      judgedDefinition(
        [
          { ...visit, isRetired: true },
          { ...visits, isRetired: true },
        ],
        0,
        false,
      ),
    ).toBeUndefined();
  });
  it('[PLT-8] names the records that it reads, and no other field does', () => {
    const { rollUp: _of, ...without } = rollUp({ ...deals, fn: 'count' });
    expect(judgedDefinition([without], 0)).toContain('choose the related records of a roll-up');
    const { computed: _computed, ...plain } = rollUp({ ...deals, fn: 'count' });
    expect(judgedDefinition([plain], 0)).toContain('only of a roll-up');
  });
});
