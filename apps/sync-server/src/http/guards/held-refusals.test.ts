import { describe, expect, it } from 'vitest';
import { HeldRefusals } from './held-refusals.ts';

describe('held refusals', () => {
  it('[E-3] wait before they are answered, at most a thousand at the same time', async () => {
    const waiting: (() => void)[] = [];
    const answered: string[] = [];
    const held = new HeldRefusals(() => new Promise<void>((resolve) => waiting.push(resolve)));
    const refuse = async (name: string): Promise<void> => {
      await held.hold();
      answered.push(name);
    };
    const all = Array.from({ length: 1_000 }, (_, place) => refuse(`held ${place}`));
    await refuse('one too many');
    expect([waiting.length, answered]).toEqual([1_000, ['one too many']]);
    for (const go of waiting.splice(0)) go();
    await Promise.all(all);
    expect(answered).toHaveLength(1_001);
    void refuse('held again');
    expect(waiting).toHaveLength(1);
  });

  it('[E-3] free their place when waiting fails', async () => {
    const state = { waits: 0 };
    const held = new HeldRefusals(() => {
      state.waits += 1;
      return Promise.reject(new Error('The server is closing'));
    });
    for (let time = 0; time < 1_001; time += 1) await expect(held.hold()).rejects.toThrow('closing');
    expect(state.waits).toBe(1_001);
  });
});
