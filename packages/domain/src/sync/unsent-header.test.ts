import { describe, expect, it } from 'vitest';
import { unsentFrom } from './unsent-header.ts';

describe('the number of unsent acts in a header', () => {
  it.each([
    ['0', 0],
    ['7', 7],
    ['999999999', 1_000_000],
  ])('%s is %d', (header, number) => {
    expect(unsentFrom(header)).toBe(number);
  });

  it.each([undefined, '', '-1', '1.5', '7 acts', '1e9', '12345678901'])('%s is not a number of acts', (header) => {
    expect(unsentFrom(header)).toBeNull();
  });
});
