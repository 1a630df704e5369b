import { expect, it } from 'vitest';
import { type Hit, orderOfHits } from './order-of-hits.ts';

const hit = (id: string, more: Partial<Hit> = {}): Hit => ({
  id,
  entity: 'sample/account',
  title: id,
  subtitle: '',
  how: 'title',
  ownerId: null,
  ...more,
});
const by = { opened: ['second', 'first'], userId: 'me', isChild: (entity: string) => entity === 'sample/call' };

it('[Q-4] within a rank, the last opened records come first, then the person’s own, then the others as they came', () => {
  const { exact } = orderOfHits(
    [hit('a'), hit('mine', { ownerId: 'me' }), hit('first'), hit('b', { ownerId: 'other' }), hit('second')],
    by,
  );
  expect(exact.map(({ id }) => id)).toEqual(['second', 'first', 'mine', 'a', 'b']);
});

it('[Q-4] accounts come before the calls that name them, and titles before other fields', () => {
  const { exact, near } = orderOfHits(
    [
      hit('account'),
      hit('about', { how: 'fields', ownerId: 'me' }),
      hit('first', { entity: 'sample/call' }),
      hit('almost', { how: 'near' }),
    ],
    by,
  );
  expect(exact.map(({ id }) => id)).toEqual(['account', 'about', 'first']);
  expect(near.map(({ id }) => id)).toEqual(['almost']);
});
