import { describe, expect, it } from 'vitest';
import { nodePorts } from './node-ports.ts';

describe('the real ports', () => {
  it('[K-1] make ids with different random parts', () => {
    const { ids } = nodePorts({ keyStore: null, log: { fault: () => undefined } });
    const tails = Array.from({ length: 2_000 }, () => ids.newId().slice(-17)); // the part after the time and the counter
    expect(new Set(tails).size).toBe(2_000);
  });
});
