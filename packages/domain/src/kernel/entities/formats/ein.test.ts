import { expect, it } from 'vitest';
import { ein } from './ein.ts';

it.each(['123456789', '12-3456789', ' 12 3456789 ', '12-345-6789'])(
  '[K-2] an employer number is read from %j in the form of the regulation',
  (written) => {
    expect(ein.read(written)).toBe('12-3456789');
    expect(ein.problem(ein.read(written))).toBeUndefined();
  },
);

it.each(['', '12345678', '1234567890', '1-23456789', '12-345678A', '12-3456789\n', '１２-３４５６７８９'])(
  '[K-2] %j is not an employer number',
  (wrong) => expect(ein.problem(wrong)).toBe('must have nine digits, with a hyphen after the second'),
);
