import { describe, expect, it } from 'vitest';
import { TenantTurns } from './tenant-turns.ts';

/** Turns that note what they did together, of which a test lets one after another go. */
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
  it('do together what came while one was under way, and other tenants beside it', async () => {
    const { turns, made, settle } = noting();
    const all = Promise.all(['a', 'b', 'c'].map((thing) => turns.do('one', thing)).concat(turns.do('two', 'x')));
    await settle(all);
    expect(await all).toEqual(['did a', 'did b', 'did c', 'did x']);
    expect(made).toEqual(['one: a', 'two: x', 'one: b c']);
  });

  it('put what a turn left out first in the next, in their order', async () => {
    const { turns, made, settle } = noting({ answers: ([first = '']) => [`did ${first}`] });
    const all = Promise.all(['a', 'b', 'c', 'd'].map((thing) => turns.do('one', thing)));
    await settle(all);
    expect(await all).toEqual(['did a', 'did b', 'did c', 'did d']);
    expect(made).toEqual(['one: a', 'one: b c d', 'one: c d', 'one: d']);
  });

  it('make a turn that failed again for each alone: only the faulty one fails', async () => {
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

  it('take no more at once than fit', async () => {
    const { turns, made, settle } = noting({ most: 2 });
    const all = Promise.all(['a', 'b', 'c', 'd'].map((thing) => turns.do('one', thing)));
    await settle(all);
    expect(made).toEqual(['one: a', 'one: b c', 'one: d']);
  });

  it('[E-3] let those who wait come in turns, one thing of each', async () => {
    const { turns, made, settle } = noting({ most: 1, whose: (thing) => thing.charAt(0) });
    const all = Promise.all(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'].map((thing) => turns.do('one', thing)));
    await settle(all);
    expect(await all).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'].map((thing) => `did ${thing}`));
    expect(made.map((turn) => turn.slice(5))).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });
});
