import { describe, expect, it } from 'vitest';
import { readHunspell } from './hunspell-file.ts';

const read = (aff: string, dic: string, encoding: BufferEncoding = 'utf8') =>
  readHunspell(Buffer.from(aff, encoding), Buffer.from(dic, encoding));

describe('a Hunspell dictionary', () => {
  it('is read with its words, sets of flags, affixes and replacements', () => {
    const found = read(
      '\uFEFF# Words of a test\nSET UTF-8\nTRY esian\n\nREP 2\nREP alot a_lot\nREP f ph\n\nSFX S Y 2\nSFX S  y   ies/T [^aeiou]y  # often\nSFX S 0 s\n',
      '5\nparty/S\nhello\t[a greeting]\nparty/ST\nand\\/or\nNew York/S po:noun\n',
    );
    expect(found).toEqual({
      flagSets: ['T', 'S', 'ST'],
      affixes: ['SFX S Y 2', 'SFX S y ies/1 [^aeiou]y', 'SFX S 0 s .'],
      replacements: [
        ['alot', 'a lot'],
        ['f', 'ph'],
      ],
      others: ['TRY esian'],
      words: new Map([
        ['party', [2, 3]],
        ['hello', [0]],
        ['and/or', [0]],
        ['New York', [2]],
      ]),
    });
  });

  it('keeps the numbers of a dictionary that lists its sets of flags', () => {
    const found = read('SET UTF-8\nAF 2\nAF AB\nAF C\nSFX A Y 1\nSFX A 0 s/2 .\n', '2\none/2\ntwo/1\n');
    expect([found?.flagSets, found?.affixes.at(-1), [...(found?.words ?? [])]]).toEqual([
      ['AB', 'C'],
      'SFX A 0 s/2 .',
      [
        ['one', [2]],
        ['two', [1]],
      ],
    ]);
  });

  it('becomes UTF-8 from its own encoding; its flags keep their bytes', () => {
    const found = read(
      'SET ISO8859-1\nTRY \u00E9\nSFX \u00C9 Y 1\nSFX \u00C9 0 \u00E9e .\n',
      '1\ncaf\u00E9/\u00C9\n',
      'latin1',
    );
    const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
    expect(found).toMatchObject({
      flagSets: ['\u00C9'],
      affixes: ['SFX \u00C9 Y 1', `SFX \u00C9 0 ${utf8('\u00E9e')} .`],
      others: [`TRY ${utf8('\u00E9')}`],
    });
    expect([...(found?.words ?? [])]).toEqual([[utf8('caf\u00E9'), [1]]]);
  });

  it.each(['IGNORE x', 'COMPLEXPREFIXES ', 'SET NO-SUCH-ENCODING'])('with %j is not used', (command) => {
    expect(read(`TRY a\n${command}\n`, '1\nword\n')).toBeUndefined();
  });
});
