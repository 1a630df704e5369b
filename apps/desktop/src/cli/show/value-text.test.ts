import { number, text } from '@outpost/domain/kernel/entities/fields';
import { expect, it } from 'vitest';
import { exportedCellText, exportedCell } from '../../replica/exports/exported-cell.ts';
import { fieldValueText } from './value-text.ts';

it('[K-2] the terminal shows a value by its format, and an export writes the form that records keep', () => {
  const account = text({ format: 'iban' });
  const stars = number({ format: 'rating' });
  expect(fieldValueText(account, 'DE89370400440532013000', {})).toBe('DE89 3704 0044 0532 0130 00');
  expect(fieldValueText(stars, 4, {})).toBe('★★★★☆');
  expect(fieldValueText(account, 'of an older build', {})).toBe('of an older build');
  expect(exportedCellText(exportedCell(account, 'DE89370400440532013000', {}))).toBe('DE89370400440532013000');
  expect(exportedCellText(exportedCell(stars, 4, {}))).toBe('4');
});
