import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostPathChars, readPageVisits, visitedPath } from './page-visits.ts';

describe('[MSG-83] the path of a visited page', () => {
  it('is kept without what may be personal', () => {
    expect(['/', '/pricing', '/pricing?for=cleo', '/pricing#cleo', '/a/b.html?x#y', '//x', '/preise-f%C3%BCr'].map(visitedPath)).toEqual(['/', '/pricing', '/pricing', '/pricing', '/a/b.html', '//x', '/preise-f%C3%BCr']); // prettier-ignore
  });

  it('is none with blanks, control characters or signs that turn the text around, without a slash, or too long', () => {
    for (const text of ['', 'pricing', 'https://a.example/', '?/a', '/a b', '/a\n', '/\u0000', '/\u202e', '/\u200b', `/${'a'.repeat(mostPathChars)}`])
      expect([text, visitedPath(text)]).toEqual([text, undefined]);
  }); // prettier-ignore

  it('stays as it is once kept, whatever was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }).map((text) => `/${text}`), (text) => {
        const path = visitedPath(text);
        if (path === undefined) return;
        expect([visitedPath(path), path.includes('?'), path.includes('#')]).toEqual([path, false, false]);
      }),
    ); // prettier-ignore
  });
});

describe('[MSG-83] the visited pages of an e-mail', () => {
  const page = { host: 'a.example', path: '/', title: '', count: 1, firstAt: '2026-11-20T10:00:00.000Z', lastAt: '2026-11-20T10:00:00.000Z' }; // prettier-ignore
  it('are read from its record, and are none in another form', () => {
    expect(readPageVisits([page])).toEqual([page]);
    expect([undefined, null, {}, 'x', [{ ...page, count: 0 }], [{ ...page, more: 1 }]].map(readPageVisits)).toEqual([[], [], [], [], [], []]); // prettier-ignore
  });
});
