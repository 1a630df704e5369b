import { describe, expect, it } from 'vitest';
import { TenantTurns } from './tenant-turns.ts';

/** Returns turns that record the things that they did together. The test ends them one after another. */
function noting(
  options: {
    readonly most?: number;
    readonly whose?: (thing: string) => string;
    readonly answers?: (things: readonly string[]) => readonly string[];
  } = {},
) {
  const made: string[] = [];
  const gates: (() => void)[] = [];
  const turns = new TenantTurns<string, string>({
    ...(options.whose && { whose: options.whose }),
    fitting: (things) => Math.min(things.length, options.most ?? 10),
    async turn(orgId, things) {
      made.push(`${orgId}: ${things.join(' ')}`);
      await new Promise<void>((resolve) => gates.push(resolve));
      return options.answers?.(things) ?? things.map((thing) => `did ${thing}`);
    },
  });
  const settle = async (work: Promise<unknown>): Promise<void> => {
    const state = { isOver: false };
    const over = (): void => void (state.isOver = true);
    work.then(over, over);
    while (!state.isOver) {
      gates.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { turns, made, settle };
}

describe('turns of tenants', () => {
  it('do together all things that arrived during a turn, and other tenants’ at the same time', async () => {
    const { turns, made, settle } = noting();
    const all = Promise.all(['a', 'b', 'c'].map((thing) => turns.do('one', thing)).concat(turns.do('two', 'x')));
    await settle(all);
    expect(await all).toEqual(['did a', 'did b', 'did c', 'did x']);
    expect(made).toEqual(['one: a', 'two: x', 'one: b c']);
  });

  it('do the things that a turn left out first in the next one, in their order', async () => {
    const { turns, made, settle } = noting({ answers: ([first = '']) => [`did ${first}`] });
    const all = Promise.all(['a', 'b', 'c', 'd'].map((thing) => turns.do('one', thing)));
    await settle(all);
    expect(await all).toEqual(['did a', 'did b', 'did c', 'did d']);
    expect(made).toEqual(['one: a', 'one: b c d', 'one: c d', 'one: d']);
  });

  it('repeat a failed turn for each thing alone: only the faulty one fails', async () => {
    const { turns, settle } = noting({
      answers(things) {
        if (things.includes('bad')) throw new Error('bad');
        return things.map((thing) => `did ${thing}`);
      },
    });
    const all = Promise.allSettled(['a', 'b', 'bad', 'c'].map((thing) => turns.do('one', thing)));
    await settle(all);
    expect((await all).map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([
      'did a',
      'did b',
      'failed',
      'did c',
    ]);
  });

  it('take no more things together than fit', async () => {
    const { turns, made, settle } = noting({ most: 2 });
    const all = Promise.all(['a', 'b', 'c', 'd'].map((thing) => turns.do('one', thing)));
    await settle(all);
    expect(made).toEqual(['one: a', 'one: b c', 'one: d']);
  });

  it('[E-3] alternate between waiting owners, one thing of each', async () => {
    const { turns, made, settle } = noting({ most: 1, whose: (thing) => thing.charAt(0) });
    const all = Promise.all(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'].map((thing) => turns.do('one', thing)));
    await settle(all);
    expect(await all).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'].map((thing) => `did ${thing}`));
    expect(made.map((turn) => turn.slice(5))).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });
});
