import { installedCatalogue } from '@outpost/domain/installed-packs';
import { createFormats } from '@outpost/ui/formats/formats';
import { describe, expect, it } from 'vitest';
import { aboutReport } from './report-words.ts';

const formats = createFormats({ locale: 'en-US', timeZone: 'UTC', currency: 'USD' });
const about = (entity: string, ...fields: readonly string[]) => {
  const groups = fields.map((field) => ({ field }));
  return aboutReport(installedCatalogue, { entity, measures: [{ name: 'Calls', fn: 'count' }], groups, period: undefined }, formats); // prettier-ignore
};

describe('the subject of a report', () => {
  it('names the groups by their fields, and people by nouns that can follow "by"', () => {
    expect(about('crm/deal', 'stage', 'ownerId')).toBe('Calls by Stage and Owner');
    expect(about('crm/activity', 'createdBy')).toBe('Calls by Creator');
    expect(about('crm/activity', 'updatedBy')).toBe('Calls by Last editor');
  });
});
