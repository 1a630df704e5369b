import { describe, expect, it } from 'vitest';
import { mentions, newMention } from './mentions.ts';

describe('a mention', () => {
  it.each([
    ['@Ilse the rack moves', true],
    ['Can you look, @ilse torvane?', true],
    ['(@Ilse)', true],
    ['Ilse, the rack moves', false],
    ['@Ilsebill the rack moves', false],
    ['tobin@ilse.example', false],
    ['@Torvane', false],
  ])('in "%s": %s', (text, isOne) => {
    expect(mentions(text, 'Ilse Torvane')).toBe(isOne);
  });

  it('names nobody without a name', () => {
    expect(mentions('@ and @', ' ')).toBe(false);
  });

  it('is new where its line is new', () => {
    const before = 'Plan\n@Ilse first';
    expect(newMention(before, `${before}\nMore`, 'Ilse Torvane')).toBeUndefined();
    expect(newMention(before, `${before}\n@Ilse second`, 'Ilse Torvane')).toBe('@Ilse second');
    expect(newMention('', before, 'Ilse Torvane')).toBe('@Ilse first');
  });
});
