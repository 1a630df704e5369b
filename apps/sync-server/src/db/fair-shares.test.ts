import { describe, expect, it } from 'vitest';
import { FairShares, NoRoom } from './fair-shares.ts';

const limits = { all: 3, each: 2, waiting: 5, waitMs: 60_000 };

/** Makes works that last until the test ends them, and records the order in which they began. */
function works(shares: FairShares) {
  const begun: string[] = [];
  const running = new Map<string, () => void>();
  const start = (tenant: string, name: string): Promise<void> =>
    shares.run(tenant, () => {
      begun.push(name);
      return new Promise<void>((resolve) => running.set(name, resolve));
    });
  const end = async (name: string): Promise<void> => {
    running.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, start, end };
}

describe('fair shares', () => {
  it('[E-3] no tenant exceeds its share, and a neighbour gets a place', async () => {
    const { begun, start, end } = works(new FairShares(limits));
    const all = ['a1', 'a2', 'a3', 'a4'].map((name) => start('a', name));
    await end('');
    expect(begun).toEqual(['a1', 'a2']);
    all.push(start('b', 'b1'));
    await end('');
    expect(begun).toEqual(['a1', 'a2', 'b1']);
    for (const name of ['a1', 'a2', 'a3', 'a4', 'b1']) await end(name);
    await Promise.all(all);
  });

  it('[E-3] waiting tenants take turns, one work of each', async () => {
    const { begun, start, end } = works(new FairShares({ ...limits, all: 1 }));
    const names = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'];
    const all = names.map((name) => start(name.charAt(0), name));
    for (let turn = 0; turn < names.length; turn += 1) await end(begun.at(-1) ?? '');
    expect(begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
    for (const name of begun) await end(name);
    await Promise.all(all);
  });

  it('[E-3] a work that waited too long, or behind too many, is refused and keeps no place', async () => {
    const { begun, start, end } = works(new FairShares({ all: 1, each: 1, waiting: 1, waitMs: 1 }));
    const first = start('a', 'a1');
    const second = start('a', 'a2');
    await expect(start('a', 'a3')).rejects.toBeInstanceOf(NoRoom);
    await expect(second).rejects.toMatchObject({ waitSeconds: 1 });
    await end('a1');
    await first;
    const last = start('a', 'a4');
    await end('a4');
    await last;
    expect(begun).toEqual(['a1', 'a4']);
  });

  it('a failed work frees its place', async () => {
    const shares = new FairShares({ ...limits, all: 1 });
    await expect(shares.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await shares.run('a', () => Promise.resolve(1))).toBe(1);
  });
});
