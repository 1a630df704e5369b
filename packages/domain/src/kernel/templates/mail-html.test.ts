import { describe, expect, it } from 'vitest';
import { escapeMarkdown } from './fill-template.ts';
import { mailHtml, wordsAsHtml } from './mail-html.ts';
import { plainMarkdown } from '../markdown/plain-markdown.ts';

describe('the HTML of a mail (MSG-22)', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;'],
    ['a <img src=x onerror=alert(1)> b', '&lt;img'],
    ['[x](javascript:alert(1))', '<p style="margin:0 0 16px 0;">x</p>'],
    ['![pixel](https://spy.example/p.gif)', '<p style="margin:0 0 16px 0;">pixel</p>'],
    ['[Read](https://a.example/?a=1&b="2")', '>Read<'],
  ])('shows %s and does not carry it out', (words, shown) => {
    const html = wordsAsHtml(words);
    expect(html).toContain(shown);
    expect(html).not.toMatch(/<(?:script|img)|javascript:|onerror=alert\(1\)>/i);
  });

  it('draws a link whose title is "button" as a button', () => {
    expect(wordsAsHtml('[Read the proposal](https://a.example/p/7 "button")')).toContain('display:inline-block');
  });

  it('puts the words into the frame, also words with signs of replacement', () => {
    expect(mailHtml('<td>{{ words }}</td>', "$& $1 $'")).toBe(
      '<td><p style="margin:0 0 16px 0;">$&amp; $1 $&#39;</p>\n</td>',
    );
  });

  it.each(['# 1', '- a', '1. b', '> c', '*d*', '_e_', '`f`', '[g](h)', '<i>', 'a\\b', '~~x~~', '| a |'])(
    'shows the value %s as it is, in HTML and in plain text',
    (value) => {
      expect(plainMarkdown(escapeMarkdown(value))).toBe(value);
      expect(wordsAsHtml(escapeMarkdown(value))).not.toMatch(
        /<(?:ul|ol|em|strong|del|h\d|blockquote|code|table|a |i>)/,
      );
    },
  );
});
