import { describe, expect, it } from 'vitest';
import { faultIds } from './fault-ids.ts';

describe('ids of faults', () => {
  it('[E-1] can be read out over the phone', () => {
    expect(faultIds((size) => new Uint8Array(size))()).toBe('OP-2222-2222');
    expect(faultIds((size) => new Uint8Array(size).fill(255))()).toMatch(
      /^OP-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/,
    );
  });
});
