import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { leavesUpToDate, newsPageSchema } from './news-page.ts';
import { endOfNumber, type Page } from './protocol.ts';

it('[S-7] pages on the stream of pokes have the pinned fingerprint: a change needs a new wire number, or a new header', () => {
  const schema = JSON.stringify(z.toJSONSchema(newsPageSchema, { unrepresentable: 'any' }));
  expect(createHash('sha256').update(schema).digest('hex').slice(0, 16)).toBe('00204358ae51bed9');
});

it('[S-3] a device is up to date at a page only if neither records nor history remain to fetch', () => {
  const page: Page = {
    kind: 'page',
    rows: [],
    history: [],
    next: { n: 7, id: endOfNumber, tokens: 'digest', gain: null, history: 7 },
    done: true,
    head: { head: [7, 'a'], signature: '' },
    durable: 7,
    remaining: 0,
  };
  expect(leavesUpToDate(page)).toBe(true);
  expect(leavesUpToDate({ ...page, done: false })).toBe(false);
  expect(leavesUpToDate({ ...page, next: { ...page.next, history: 6 } })).toBe(false);
  expect(leavesUpToDate({ ...page, next: { ...page.next, n: 6 } })).toBe(false);
});
