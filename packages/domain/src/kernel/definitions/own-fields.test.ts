import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { entityOf } from '../catalogue/catalogue.ts';
import { type FieldDefinition, withOwnFields } from './own-fields.ts';
import { withDefinitions } from './tenant-definitions.ts';
import { valueSchema } from '../entities/field-types.ts';
import { formatOf } from '../entities/formats/format-of.ts';
import { checkValue } from '../catalogue/record-rules.ts';

const region: FieldDefinition = {
  forEntity: 'crm/deal',
  name: 'region',
  label: 'Region',
  help: 'Where the building stands.',
  type: 'choice',
  required: true,
  options: [
    { value: 'north', label: 'North' },
    { value: 'south', label: 'South', isRetired: true },
  ],
};
const dealWith = (definition: FieldDefinition) => {
  const { catalogue, read } = withOwnFields(installedCatalogue, [definition]);
  expect(read).toEqual([{ place: 0, definition }]);
  return entityOf(catalogue, 'crm/deal');
};

describe('a tenant’s own fields', () => {
  it('[K-3] are fields like any other, after those of the build', () => {
    const { fields } = dealWith(region);
    expect(Object.keys(fields).at(-1)).toBe('region');
    expect(fields['region']).toMatchObject({ label: 'Region', help: region.help, type: 'choice', required: true });
    expect(entityOf(installedCatalogue, 'crm/deal').fields['region']).toBeUndefined();
  });

  it('[K-3] keep a retired option valid', () => {
    const field = dealWith(region).fields['region'];
    const accepts = (value: string) => field !== undefined && valueSchema(field).safeParse(value).success;
    expect([accepts('north'), accepts('south'), accepts('west')]).toEqual([true, true, false]);
  });

  it.each(['stage', 'ownerId', 'id', 'createdAt', 'version', 'constructor'])(
    '[K-3] never take the name %s, which the record has already',
    (name) => {
      const { read } = withOwnFields(installedCatalogue, [{ ...region, name }]);
      expect(read).toMatchObject([{ place: 0, refusal: { code: 'records/invalid' } }]);
    },
  );

  it('[T-19] give the place of a kind that states none, by the first of them, and never replace a stated one', () => {
    const field = (name: string, forEntity: string): FieldDefinition => ({ forEntity, name, label: name, type: 'geo' });
    const written = [field('berth', 'crm/deal'), field('slipway', 'crm/deal'), field('berth', 'crm/account')];
    const { catalogue } = withOwnFields(installedCatalogue, written);
    expect(entityOf(installedCatalogue, 'crm/deal').place).toBeUndefined();
    expect(entityOf(catalogue, 'crm/deal').place).toBe('berth');
    expect(entityOf(catalogue, 'crm/account').place).toBe('place');
  });

  it('[K-5] skip definitions that are unreadable, use a name of the build or come second, and keep the rest', () => {
    const written = [
      region,
      { ...region, label: 'The same again' },
      { ...region, name: 'stage' },
      { ...region, name: 'later', type: 'hologram' },
      { ...region, name: 'elsewhere', forEntity: 'own/boat' },
      { ...region, name: 'kept', ofANewerBuild: 1 },
    ];
    const { catalogue, fields: definitions } = withDefinitions(installedCatalogue, {
      entities: [],
      retiredEntities: [],
      packs: [],
      fields: written,
    });
    expect(definitions.map(({ name, label }) => [name, label])).toEqual([
      ['region', 'Region'],
      ['kept', 'Region'],
    ]);
    expect(Object.keys(entityOf(catalogue, 'crm/deal').fields).slice(-2)).toEqual(['region', 'kept']);
    expect(entityOf(catalogue, 'crm/lead')).toBe(entityOf(installedCatalogue, 'crm/lead'));
  });
});

describe('the types of own fields', () => {
  const types = ['text', 'email', 'phone', 'money', 'number', 'percent', 'flag', 'date', 'instant', 'duration', 'choice', 'tags', 'ref'] as const; // prettier-ignore
  it.each(types)('[K-3] has a field of type %s that is one, optional and not searched by default', (type) => {
    const plain: FieldDefinition = { forEntity: 'crm/deal', name: 'own', label: 'Own', type, targets: ['crm/lead'] };
    expect(dealWith(plain).fields['own']).toMatchObject({ type, label: 'Own', required: false, searched: false });
    expect(dealWith(plain).fields['own']).not.toHaveProperty('help');
    expect(dealWith({ ...plain, help: '' }).fields['own']).not.toHaveProperty('help');
    expect(dealWith({ ...plain, required: true, searched: true }).fields['own']).toMatchObject({ required: true, searched: true }); // prettier-ignore
  });
  it('[K-3] links to the kinds that it names, each once', () => {
    const link: FieldDefinition = {
      forEntity: 'crm/deal',
      name: 'own',
      label: 'Own',
      type: 'ref',
      targets: ['crm/lead'],
    };
    expect(dealWith(link).fields['own']).toMatchObject({ targets: ['crm/lead'] });
    const { read } = withOwnFields(installedCatalogue, [{ ...link, targets: ['crm/lead', 'crm/lead'] }]);
    expect(read).toMatchObject([{ refusal: { message: 'Own links to a kind of record twice.' } }]);
  });
});

describe('the formats of own fields', () => {
  const account: FieldDefinition = {
    forEntity: 'crm/deal',
    name: 'own',
    label: 'Bank account',
    type: 'text',
    format: 'iban',
  };
  const example = 'DE89370400440532013000';

  it('[K-3] decide which values are right, with a sentence that gives an example', () => {
    const deal = dealWith(account);
    expect(deal.fields['own']).toMatchObject({ type: 'text', format: 'iban' });
    expect(checkValue(deal, 'own', example)).toBeUndefined();
    expect(checkValue(deal, 'own', 'DE88370400440532013000')).toMatchObject({
      code: 'records/invalid',
      message: `Bank account must be an IBAN whose check digits fit, such as ${example}.`,
    });
  });

  it('[K-3] of a newer build, of another type or without a value leave a plain field, which is never dropped', () => {
    for (const format of ['of-a-newer-build', 'rating', '', null]) {
      const deal = dealWith({ ...account, format });
      const field = deal.fields['own'];
      expect(field?.type).toBe('text');
      expect(field && formatOf(field)).toBeUndefined();
      expect(checkValue(deal, 'own', 'anything')).toBeUndefined();
    }
    const flag = dealWith({ ...account, type: 'flag' });
    expect(checkValue(flag, 'own', true)).toBeUndefined();
  });

  it('[K-3] are left out of computed values, because nobody could correct a wrong one', () => {
    const figure: FieldDefinition = { ...account, computed: 'formula', formula: 'name' };
    expect(dealWith(figure).fields['own']).not.toHaveProperty('format');
  });
});
