import { describe, expect, it } from 'vitest';
import { givenRecord } from '../../../testing/given-record.ts';
import { organisation } from '../entities/organisation.entity.ts';
import { organisationIsUsable } from './organisation.rule.ts';

const usual = { name: 'Fenwright Systems', currency: 'EUR', timeZone: 'Europe/London' };
const breach = (fields: Partial<typeof usual> & { readonly locale?: string }) =>
  organisationIsUsable.check({ record: givenRecord(organisation, { ...usual, ...fields }) })?.field;

describe('[PLT-15] the settings of an organisation', () => {
  it.each<readonly [string, Parameters<typeof breach>[0], string | undefined]>([
    ['a name, a currency and a time zone', {}, undefined],
    ['a locale', { locale: 'de-AT' }, undefined],
    ['UTC', { timeZone: 'UTC' }, undefined],
    ['a blank name', { name: ' ' }, 'name'],
    ['an unknown currency', { currency: 'EUX' }, 'currency'],
    ['a currency in lower case', { currency: 'eur' }, 'currency'],
    ['an unknown time zone', { timeZone: 'Europe/Fenwright' }, 'timeZone'],
    ['an offset in place of a time zone', { timeZone: '+02:00' }, 'timeZone'],
    ['an unknown locale', { locale: 'the British way' }, 'locale'],
  ])('are judged with %s', (_of, fields, field) => {
    expect(breach(fields)).toBe(field);
  });
});
