import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import { newRecord } from '../acts/new-record.ts';
import type { FieldDefinition } from './own-fields.ts';
import { withFormulas } from '../catalogue/record-rules.ts';
import type { JsonValue } from '../json.ts';
import { definitionId, judgedDefinition, tenantWith, type WrittenDefinition } from '../../testing/given-definitions.ts';
import { ownFields } from './tenant-definitions.ts';

type Definition = Pick<FieldDefinition, 'name'> & Partial<FieldDefinition>;
const plain = (name: string, type: FieldDefinition['type'] = 'number'): Definition => ({ name, type });
const formula = (name: string, expression: string, type: FieldDefinition['type'] = 'number'): Definition => ({
  name,
  type,
  computed: 'formula',
  formula: expression,
});
type Written = Definition & { readonly isRetired?: boolean };
const written = (definitions: readonly Written[]): readonly WrittenDefinition[] =>
  definitions.map((fields) => ({ forEntity: 'crm/deal', label: `The ${fields.name}`, ...fields }));
const tenantOf = (definitions: readonly Definition[]) => tenantWith(written(definitions));
const judged = (definitions: readonly Written[], place: number, isNew?: boolean) =>
  judgedDefinition(written(definitions), place, isNew);

function deal(definitions: readonly Definition[], fields: Readonly<Record<string, JsonValue>>) {
  const { catalogue } = tenantOf(definitions);
  const edit = { id: definitionId(99), entity: 'crm/deal', create: { schema: 1, ownerId: null, teamId: null, sharedWith: [], fields } }; // prettier-ignore
  return newRecord(catalogue, entityOf(catalogue, 'crm/deal'), edit, {
    by: definitionId(98),
    at: '2026-11-23T08:00:00.000Z',
    inherited: null,
  });
}

describe('a tenant’s formulas', () => {
  it('[PLT-7] [T-16] are computed when their record is written, each after those that it reads, whatever the order of their making', () => {
    const definitions = [formula('tripled', 'doubled * 3 / 2'), formula('doubled', 'seats * 2'), plain('seats')];
    expect(deal(definitions, { name: 'Acme', seats: 4 }).fields).toEqual({ name: 'Acme', seats: 4, doubled: 8, tripled: 12 }); // prettier-ignore
    expect(deal(definitions, { name: 'Acme' }).fields).toEqual({ name: 'Acme' });
  });
  it('[PLT-7] [K-3] are fields that nobody writes, of the type of their result', () => {
    const { catalogue, fields } = tenantOf([plain('seats'), formula('many', 'seats > 5', 'flag')]);
    expect(fields).toHaveLength(2);
    expect(entityOf(catalogue, 'crm/deal').fields['many']).toMatchObject({ type: 'flag', merge: 'derived', isOwn: true, formula: 'seats > 5' }); // prettier-ignore
  });
  it('[PLT-7] read fields of packs, also money and dates', () => {
    const gross = formula('gross', 'value * 1.2', 'money');
    const record = deal([gross], { name: 'Acme', value: { amount: 10_00, currency: 'EUR' } });
    expect(record.fields['gross']).toEqual({ amount: 12_00, currency: 'EUR' });
  });
  it('[PLT-7] are computed for a record from before their definition, and leave other records as they are', () => {
    const { catalogue } = tenantOf([plain('seats'), formula('doubled', 'seats * 2')]);
    const before = deal([plain('seats')], { name: 'Acme', seats: 4 });
    const now = withFormulas(catalogue, before);
    expect(now.fields['doubled']).toBe(8);
    expect(withFormulas(catalogue, now)).toBe(now);
    expect(withFormulas(installedCatalogue, before)).toBe(before);
  });
  it('[PLT-7] [K-3] change the shape of their kind with their expression, so that both engines rewrite its records', () => {
    const shape = (expression: string) =>
      ownFields(installedCatalogue, tenantOf([plain('seats'), formula('doubled', expression)]).catalogue)['crm/deal'];
    expect(shape('seats * 2')).not.toBe(shape('seats + seats'));
  });
});

describe('a definition of a formula', () => {
  it.each([
    ['seats * valeu', 'Column 9: unknown field "valeu". Did you mean "value"?'],
    ['seats +', 'Column 8: the formula ends too early: a value is missing.'],
    ['name', 'The total holds number, and this formula gives text. Make a new field for it.'],
    ['', 'Column 1: the formula is empty.'],
    ['account.name', 'Column 1: a formula reads the fields of its own record. Fields of another record would disclose it to people who may not see it.'], // prettier-ignore
  ])('[PLT-7] with the expression %j is refused with its place and reason', (expression, said) => {
    expect(judged([plain('seats'), formula('total', expression)], 1)).toBe(said);
    expect(judged([plain('seats'), formula('total', expression)], 1, false)).toBe(said); // a changed one, too
  });
  it('[PLT-7] that reads itself is refused; a cycle over others is refused, too, with its names', () => {
    expect(judged([formula('total', 'total + 1')], 0)).toBe('The total reads itself.');
    const circle = [formula('a', 'b + 1'), formula('b', 'c + 1'), formula('c', 'a + 1')];
    expect(judged(circle, 2)).toBe('The formula reads itself through others: The c → The a → The b → The c.');
  });
  it('[PLT-7] in a cycle that two devices created is skipped, with the formulas that read it; other fields are kept', () => {
    const { catalogue, fields } = tenantOf([formula('a', 'b + 1'), formula('b', 'a + 1'), formula('c', 'a * 2'), plain('seats')]); // prettier-ignore
    expect(fields.map(({ name }) => name)).toEqual(['seats']);
    expect(catalogue.derived.get('crm/deal')?.filter(({ uses }) => uses !== undefined)).toEqual([]);
  });
  it('[PLT-7] refuses the retirement of a field that it reads, until it is retired itself', () => {
    const doubled = formula('doubled', 'seats * 2');
    const said = 'The formula of The doubled reads The seats. Change that first, or retire The doubled.';
    expect(judged([{ ...plain('seats'), isRetired: true }, doubled], 0, false)).toBe(said);
    expect(
      judged(
        [
          { ...plain('seats'), isRetired: true },
          { ...doubled, isRetired: true },
        ],
        0,
        false,
      ),
    ).toBeUndefined();
    expect(judged([{ ...plain('other'), isRetired: true }, plain('seats'), doubled], 0, false)).toBeUndefined();
  });
  it('[PLT-7] brought back after a field that it reads was retired is refused', () => {
    const said = judged([{ ...plain('seats'), isRetired: true }, formula('doubled', 'seats * 2')], 1);
    expect(said).toContain('unknown field "seats"');
  });
  it('[PLT-7] never takes the name of a field that people filled in, nor the other way round', () => {
    const said = 'There was a field "seats" that held something else. Choose another name.';
    expect(judged([{ ...plain('seats'), isRetired: true }, formula('seats', '1 + 1')], 1)).toBe(said);
    expect(judged([{ ...formula('seats', '1 + 1'), isRetired: true }, plain('seats')], 1)).toBe(said);
  });
  it('[PLT-7] is for computed fields alone, and for types that a formula gives', () => {
    expect(judged([formula('total', '"a"', 'runningNumber')], 0)).toBe("The total can't be computed by a formula: no formula gives such a value."); // prettier-ignore
    expect(judged([{ ...plain('seats'), formula: '1 + 1' }], 0)).toBe('The seats is a field that people fill in, and has no formula.'); // prettier-ignore
  });
});
