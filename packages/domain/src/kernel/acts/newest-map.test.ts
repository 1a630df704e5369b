import { expect, test } from 'vitest';
import { NewestMap } from './newest-map.ts';

test('the map evicts the entry that was set longest ago; setting an entry again keeps it', () => {
  const map = new NewestMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  map.set('c', 4);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([3, undefined, 4]);
});

test('a deleted entry frees its place', () => {
  const map = new NewestMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.delete('b');
  map.set('c', 3);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
});
