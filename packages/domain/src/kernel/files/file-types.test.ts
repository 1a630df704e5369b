import { describe, expect, it } from 'vitest';
import { isShown, mediaTypeOf } from './file-types.ts';

describe('the type of a file', () => {
  it.each<readonly [name: string, sniffed: string | undefined, type: string]>([
    ['site.png', 'image/png', 'image/png'],
    ['site.jpg', 'image/webp', 'image/webp'],
    ['notes.txt', undefined, 'text/plain'],
    ['page.html', undefined, 'application/octet-stream'],
    ['page.txt', 'text/html', 'application/octet-stream'],
    ['plan.svg', 'application/xml', 'application/octet-stream'],
    ['run.js', undefined, 'application/octet-stream'],
    ['strange', 'image/x;"a', 'application/octet-stream'],
  ])('%s with the content %s is %s', (name, sniffed, type) => {
    expect(mediaTypeOf(name, sniffed)).toBe(type);
  });

  it('decides whether the app shows it: only pictures without scripts, and PDF', () => {
    expect(['image/png', 'application/pdf', 'image/svg+xml', 'text/plain', 'text/html'].map(isShown)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
