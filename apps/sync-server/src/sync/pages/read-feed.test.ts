import { describe, expect, it } from 'vitest';
import { newsAmong } from './read-feed.ts';

const row = (id: string, n: number) => ({ id, n, entity: 'crm/deal' });

describe('news of several tokens on one page', () => {
  it('[S-1] has a record that several tokens show once, at its last place', () => {
    const rows = [row('a', 5), row('b', 6), row('a', 7), row('a', 7)];
    expect(newsAmong(rows, 10)).toEqual({ rows: [row('b', 6), row('a', 7)], cut: false });
  });

  it('[S-1] is in order of number and id, over all tokens', () => {
    const rows = [row('c', 9), row('a', 9), row('b', 4)];
    expect(newsAmong(rows, 10)).toEqual({ rows: [row('b', 4), row('a', 9), row('c', 9)], cut: false });
  });

  it('[S-1] ends before the first row that may be incomplete, and reports that more follows', () => {
    const rows = [row('a', 5), row('b', 6), row('a', 7), row('c', 8)];
    expect(newsAmong(rows, 1)).toEqual({ rows: [row('a', 5)], cut: true });
    expect(newsAmong(rows, 2)).toEqual({ rows: [row('b', 6), row('a', 7)], cut: true });
    expect(newsAmong(rows, 3)).toEqual({ rows: [row('b', 6), row('a', 7), row('c', 8)], cut: true });
    expect(newsAmong(rows, 4)).toEqual({ rows: [row('b', 6), row('a', 7), row('c', 8)], cut: false });
  });
});
