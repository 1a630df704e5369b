import { describe, expect, it } from 'vitest';
import { givenRecord } from '../../../testing/given-record.ts';
import { organisation } from '../entities/organisation.entity.ts';
import { textRegistrationIsReadable } from './text-registration.rule.ts';

const usual = { name: 'Fenwright Systems', currency: 'USD', timeZone: 'UTC' };
type Registration = { readonly textBrand?: string; readonly textCampaign?: string; readonly textUseCase?: 'mixed' };
const breach = (fields: Registration) =>
  textRegistrationIsReadable.check({ record: givenRecord(organisation, { ...usual, ...fields }) })?.field;

describe('[MSG-75] the registration of texts to the United States', () => {
  it.each<readonly [string, Registration, string | undefined]>([
    ['nothing', {}, undefined],
    ['a brand', { textBrand: 'BABC123' }, undefined],
    ['a campaign', { textBrand: 'BABC123', textCampaign: 'C0XYZ99', textUseCase: 'mixed' }, undefined],
    ['the id of a campaign as its brand', { textBrand: 'CABC123' }, 'textBrand'],
    ['small letters', { textBrand: 'babc123' }, 'textBrand'],
    ['a cut id', { textBrand: 'BABC123', textCampaign: 'CABC12' }, 'textCampaign'],
    ['a campaign without its brand', { textCampaign: 'CABC123' }, 'textBrand'],
    ['a use case without its campaign', { textBrand: 'BABC123', textUseCase: 'mixed' }, 'textCampaign'],
  ])('is judged with %s', (_of, fields, field) => {
    expect(breach(fields)).toBe(field);
  });
});
