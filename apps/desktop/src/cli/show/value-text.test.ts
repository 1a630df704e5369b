import { number, text } from '@outpost/domain/kernel/entities/fields';
import { expect, it } from 'vitest';
import { cellText, exportedCell } from '../../replica/exports/exported-cell.ts';
import { fieldText } from './value-text.ts';

it('[K-2] the terminal shows a value by its format, and an export writes the form that records keep', () => {
  const account = text({ format: 'iban' });
  const stars = number({ format: 'rating' });
  expect(fieldText(account, 'DE89370400440532013000', {})).toBe('DE89 3704 0044 0532 0130 00');
  expect(fieldText(stars, 4, {})).toBe('★★★★☆');
  expect(fieldText(account, 'of an older build', {})).toBe('of an older build');
  expect(cellText(exportedCell(account, 'DE89370400440532013000', {}))).toBe('DE89370400440532013000');
  expect(cellText(exportedCell(stars, 4, {}))).toBe('4');
});
