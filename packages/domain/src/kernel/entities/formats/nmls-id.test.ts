import { expect, it } from 'vitest';
import { nmlsId } from './nmls-id.ts';

it.each(['123456', ' 123456 ', 'NMLS 123456', 'NMLS #123456', 'NMLS ID: 123456', 'nmls#123456', '#123456'])(
  '[K-2] a licence number is read from %j',
  (written) => expect(nmlsId.read(written)).toBe('123456'),
);

it('[K-2] a licence number has 4 to 12 digits, and keeps its zeros in front', () => {
  for (const right of ['1234', '0012345', '123456789012']) expect(nmlsId.problem(nmlsId.read(right))).toBeUndefined();
  for (const wrong of ['', '123', '1234567890123', '12 34', '1234a', '1234\n', '١٢٣٤'])
    expect(nmlsId.problem(wrong)).toBe('must have 4 to 12 digits and nothing else');
});
