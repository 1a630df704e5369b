import { describe, expect, it } from 'vitest';
import { website } from './website.ts';

describe('a website', () => {
  it('[K-2] has a page over https, with or without a scheme', () => {
    expect(website.link('www.example.com/about')).toBe('https://www.example.com/about');
    expect(website.link('https://example.com')).toBe('https://example.com');
  });

  it.each(['javascript:alert(1)', 'http://example.com', 'https://a@b.example', 'example.com\u0000', 'see the card', 'x'])(
    '[E-2] keeps %j, which has no page',
    (written) => {
      expect(website.problem()).toBeUndefined();
      expect(website.read(` ${written} `)).toBe(written);
      expect(website.link(written)).toBeUndefined();
    },
  ); // prettier-ignore
});
