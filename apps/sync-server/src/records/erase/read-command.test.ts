import { describe, expect, it } from 'vitest';
import { readEraseCommand } from './read-command.ts';

const id = '0190b1f2-7c00-7000-8000-000000000001';
const other = '0190b1f2-7c00-7000-8000-000000000002';

describe('the command that erases by law', () => {
  it('[E-2] [P-5] reads one record and many, each once', () => {
    expect(readEraseCommand(['--organisation', id, '--record', other, '--reason', 'GDPR, article 17'])).toEqual({
      organisation: id,
      records: [other],
      reason: 'GDPR, article 17',
      orderedBy: null,
      withChildren: false,
      withUnknown: false,
      isDry: false,
    });
    const more = ['--record', id, '--record', other, '--ordered-by', 'ticket 4711', '--with-children', '--although-unknown', '--dry-run']; // prettier-ignore
    expect(readEraseCommand(['--organisation', id, '--record', other, '--reason', 'x', ...more])).toMatchObject({
      records: [other, id],
      orderedBy: 'ticket 4711',
      withChildren: true,
      withUnknown: true,
      isDry: true,
    });
  });

  it('[E-2] [P-5] accepts texts of up to 500 characters', () => {
    const words = 'x'.repeat(500);
    const args = ['--organisation', id, '--record', other, '--reason', words, '--ordered-by', words];
    expect(readEraseCommand(args)).toMatchObject({ reason: words, orderedBy: words });
    expect(readEraseCommand([...args.slice(0, -1), `${words}x`])).toBeUndefined();
  });

  it.each([
    [[]],
    [['--organisation', id, '--record', other]],
    [['--organisation', id, '--reason', 'x']],
    [['--record', id, '--reason', 'x']],
    [['--organisation', 'acme', '--record', other, '--reason', 'x']],
    [['--organisation', id, '--record', 'Zaphod', '--reason', 'x']],
    [['--organisation', id, '--record', other, '--reason', ' ']],
    [['--organisation', id, '--record', other, '--reason', 'x'.repeat(501)]],
    [['--organisation', id, '--record', other, '--reason', 'x', 'more']],
    [['--organisation', id, '--record', other, '--reason', 'x', '--force']],
  ])('[E-2] refuses %j', (args) => {
    expect(readEraseCommand(args)).toBeUndefined();
  });
});
