import { createFormats } from '@outpost/ui/formats/formats';
import { describe, expect, it } from 'vitest';
import { installedEntity } from '../records/entity-shape.ts';
import { sumTexts } from './grid-sums.ts';

const formats = createFormats({ locale: 'en-US', timeZone: 'UTC', currency: 'USD' });
const deal = installedEntity('crm/deal');

describe('the sums of a list', () => {
  it('name each sum by its field, and leave out empty ones', () => {
    expect(sumTexts(deal, { value: { USD: 100 }, other: {} }, formats)).toEqual([{ label: 'Value', value: '$1' }]);
  });
});
