import { describe, expect, it } from 'vitest';
import { Gatherer } from './gatherer.ts';

/** A gatherer whose work is let go by hand. */
function gatherByHand(fails: (items: readonly number[]) => boolean = () => false) {
  const asked: (readonly number[])[] = [];
  const going: (() => void)[] = [];
  const gatherer = new Gatherer<number, string>(async (items) => {
    asked.push(items);
    await new Promise<void>((resolve) => void going.push(resolve));
    if (fails(items)) throw new Error(`no ${items.join()}`);
    return items.map((item) => `did ${item}`);
  });
  const goOn = async (): Promise<void> => {
    going.shift()?.();
    await new Promise((resolve) => void setImmediate(resolve));
  };
  return { gatherer, asked, goOn };
}

describe('a gatherer', () => {
  it('does together what is asked for at once, and then what has come meanwhile', async () => {
    const { gatherer, asked, goOn } = gatherByHand();
    const first = [gatherer.ask(1), gatherer.ask(2)];
    await goOn();
    const later = [gatherer.ask(3), gatherer.ask(4)];
    await goOn();
    await goOn();
    expect(await Promise.all([...first, ...later])).toEqual(['did 1', 'did 2', 'did 3', 'did 4']);
    expect(asked).toEqual([[1, 2], [3, 4]]); // prettier-ignore
  });

  it('does each by itself after a fault of several, and only the faulty one fails', async () => {
    const { gatherer, asked, goOn } = gatherByHand((items) => items.includes(2));
    const results = Promise.allSettled([gatherer.ask(1), gatherer.ask(2), gatherer.ask(3)]);
    for (let turn = 0; turn < 5; turn += 1) await goOn();
    expect((await results).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([
      'did 1',
      'Error: no 2',
      'did 3',
    ]);
    expect(asked).toEqual([[1, 2, 3], [1], [2], [3]]);
    const again = gatherer.ask(4);
    await goOn();
    await goOn();
    expect(await again).toBe('did 4');
  });
});
