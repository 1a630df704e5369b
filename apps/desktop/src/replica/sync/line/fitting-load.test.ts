import { describe, expect, it } from 'vitest';
import { FittingLoad } from './fitting-load.ts';

describe('the size of an exchange', () => {
  it('[S-2] decreases where a connection did not carry it, until an exchange succeeds, and is never zero', () => {
    const load = new FittingLoad(1_000);
    const sizes = Array.from({ length: 6 }, () => {
      load.learn({ ms: 60_000, wanted: 1_000, came: undefined });
      return load.now;
    });
    expect(sizes).toEqual([250, 62, 15, 3, 1, 1]);
  });

  it('[S-2] is adjusted from the intended size of an exchange, where that was less', () => {
    const load = new FittingLoad(1_000);
    load.learn({ ms: 60_000, wanted: 100, came: undefined });
    expect(load.now).toBe(25);
  });

  it('[S-2] stays where there is no connection at all', () => {
    const load = new FittingLoad(1_000);
    for (let turn = 0; turn < 9; turn += 1) load.learn({ ms: 30, wanted: 1_000, came: undefined });
    expect(load.now).toBe(1_000);
  });

  it('[S-2] is halved after a slow exchange, and doubled after a quick one of that size', () => {
    const load = new FittingLoad(1_000);
    load.learn({ ms: 20_000, wanted: 1_000, came: 1_000 });
    expect(load.now).toBe(500);
    load.learn({ ms: 8_000, wanted: 500, came: 500 });
    expect(load.now).toBe(500);
    load.learn({ ms: 40, wanted: 500, came: 3 }); // a small exchange is quick on any connection
    expect(load.now).toBe(500);
    for (let turn = 0; turn < 3; turn += 1) load.learn({ ms: 900, wanted: load.now, came: load.now });
    expect(load.now).toBe(1_000);
  });

  it('[S-2] converges on a connection of any speed so that each exchange takes seconds', () => {
    for (const perSecond of [0.2, 2, 30, 400]) {
      const load = new FittingLoad(3_000);
      let last = 0;
      for (let turn = 0; turn < 40; turn += 1) {
        const ms = (load.now / perSecond) * 1_000;
        last = Math.min(ms, 60_000);
        const came = ms > 60_000 ? undefined : load.now;
        load.learn({ ms: last, wanted: load.now, came });
      }
      expect(last).toBeLessThanOrEqual(15_000);
    }
  });
});
