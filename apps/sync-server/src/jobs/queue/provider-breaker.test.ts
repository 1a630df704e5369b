import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderBreaker } from './provider-breaker.ts';

const time = { ms: 0 };
let breaker: ProviderBreaker<string>;
let handed = 0;
const hand = (answer: string): Promise<string> => breaker.run(() => Promise.resolve(((handed += 1), answer)));
const fail = async (times: number): Promise<void> => {
  for (let tries = 0; tries < times; tries += 1) await hand('down');
};

beforeEach(() => {
  time.ms = Date.parse('2026-11-20T08:00:00Z');
  handed = 0;
  breaker = new ProviderBreaker({ nowMs: () => time.ms }, (answer) => answer === 'down');
});

describe('the breaker of a provider', () => {
  it('lets orders through while the provider answers, also with a no', async () => {
    await fail(4);
    expect(await hand('no')).toBe('no');
    await fail(4);
    expect([breaker.isOpen(), breaker.restsUntil(), handed]).toEqual([true, undefined, 9]);
  });

  it('hands over nothing after five orders in a row that did not reach it, and says until when', async () => {
    await fail(5);
    expect([breaker.isOpen(), breaker.restsUntil()]).toEqual([false, '2026-11-20T08:00:15.000Z']);
    expect([await hand('yes'), handed]).toEqual(['broken', 5]);
  });

  it('tries it by one order after the rest: a yes ends the rest, a failure doubles it, to five minutes at the most', async () => {
    await fail(5);
    const rests: number[] = [];
    for (let tries = 0; tries < 6; tries += 1) {
      const until = Date.parse(breaker.restsUntil() ?? '');
      rests.push((until - time.ms) / 1_000);
      time.ms = until - 1;
      expect([await hand('yes'), breaker.isOpen()]).toEqual(['broken', false]);
      time.ms = until;
      expect(breaker.isOpen()).toBe(true);
      await hand('down');
    }
    expect(rests).toEqual([15, 30, 60, 120, 240, 300]);
    time.ms += 300_000;
    expect([await hand('yes'), breaker.isOpen(), breaker.restsUntil()]).toEqual(['yes', true, undefined]);
    await fail(4);
    expect(breaker.isOpen()).toBe(true);
  });

  it('takes a fault of our own for no failure of the provider', async () => {
    const ours = () => breaker.run(() => Promise.reject(new Error('ours')));
    for (let tries = 0; tries < 9; tries += 1) await expect(ours()).rejects.toThrow('ours');
    expect(breaker.isOpen()).toBe(true);
  });
});
