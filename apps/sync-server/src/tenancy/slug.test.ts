import { expect, it } from 'vitest';
import { slugForm, slugOf } from './slug.ts';

it('a slug has the letters and digits of a name, and the form of a slug', () => {
  expect(slugOf('Fenwright Systems & Söhne')).toBe('fenwright-systems-sohne');
  expect(slugOf('  --  ')).toBe('organisation');
  expect(slugOf('株式会社')).toBe('organisation');
  expect(slugOf('A')).toBe('organisation-a');
  for (const name of ['Fenwright', 'x'.repeat(300), '株', '42', 'a - b -- c']) expect(slugOf(name)).toMatch(slugForm);
  for (const wrong of ['a', '-ab', 'ab-', 'a--b', 'Ab', 'a b', 'x'.repeat(49)]) expect(wrong).not.toMatch(slugForm);
});
