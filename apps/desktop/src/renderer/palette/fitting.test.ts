import { expect, it } from 'vitest';
import { fitting } from './fitting.ts';

it.each([
  ['new deal', 'New deal', true],
  ['deal new', 'New deal', true],
  ['EUR', 'Über Europa', true],
  ['uber', 'Über Europa', true],
  ['go lists', 'Go to Sync', false],
  ['eal', 'New deal', false],
  ['', 'Anything', true],
  [' - ', 'Anything', true],
])('[Q-4] %j fits %j: %s', (text, title, fits) => {
  expect(fitting(text)(title)).toBe(fits);
});
