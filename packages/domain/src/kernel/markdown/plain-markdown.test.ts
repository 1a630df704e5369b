import { describe, expect, it } from 'vitest';
import { plainMarkdown } from './plain-markdown.ts';

describe('a Markdown text without its marks', () => {
  it.each([
    ['South wall', 'South wall'],
    ['**South** *wall*, `A-4`', 'South wall, A-4'],
    ['## Plan\nfirst\nsecond', 'Plan\nfirst\nsecond'],
    ['- one\n- [x] two\n- [ ] three', '• one\n☑ two\n☐ three'],
    ['3. one\n4. two', '3. one\n4. two'],
    ['> said\n\nwell', 'said\n\nwell'],
    ['see [the plan](https://example.com) & co', 'see the plan & co'],
    ['a < b, <b>raw</b>', 'a < b, <b>raw</b>'],
    ['snake_case_name 2*3*4', 'snake_case_name 234'],
    ['```\ncode **stays**\n```', 'code **stays**'],
  ])('%s', (text, plain) => {
    expect(plainMarkdown(text)).toBe(plain);
  });

  it('has each word of the text, with any marks around the words', () => {
    const marks = ['**', '- ', '> ', '\n', '# ', '`', ' ', '_', '~~', '1. ', '[', '](', '|', '<'];
    for (const first of marks)
      for (const second of marks)
        for (const third of marks) {
          const plain = plainMarkdown(`${first}one ${second}two ${third}three`);
          for (const word of ['one', 'two', 'three']) expect(plain).toContain(word);
        }
  });
});
