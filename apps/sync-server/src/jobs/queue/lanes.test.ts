import { describe, expect, it } from 'vitest';
import type { JobQueue, TakenJob } from './job-queue.ts';
import { Lanes } from './lanes.ts';

const jobs = (count: number): TakenJob[] => Array.from({ length: count }, (_, place) => ({ id: String(place), orgId: 'a', subject: '', tries: 0 })); // prettier-ignore

/** A queue of these jobs, and lanes whose work waits until it is let go. */
function given(waiting: TakenJob[], { lanes = 2, isOpen = (): boolean => true, take = (): unknown => undefined } = {}) {
  const queue = {
    take: (_name: string, { count }: { count: number }) => Promise.resolve(take()).then(() => waiting.splice(0, count)),
  } as unknown as JobQueue; // the part that lanes use
  const held: { readonly ids: string[]; readonly letGo: () => void }[] = [];
  const faults: unknown[] = [];
  const work = (taken: readonly TakenJob[]) =>
    new Promise<void>((letGo) => void held.push({ ids: taken.map(({ id }) => id), letGo }));
  const limits = { lanes, jobs: 2, each: 5 };
  const all = new Lanes(queue, { queue: 'q', isOpen, work }, { limits, fault: (fault) => faults.push(fault) });
  return { all, held, faults, waiting };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('lanes', () => {
  it('do jobs side by side: a slow one holds its lane only', async () => {
    const { all, held } = given(jobs(7));
    all.wake();
    await settled();
    expect(held.map(({ ids }) => ids)).toEqual([['0', '1'], ['2', '3']]); // prettier-ignore
    held[1]?.letGo();
    await settled();
    held[2]?.letGo();
    await settled();
    expect(held.map(({ ids }) => ids).slice(2)).toEqual([['4', '5'], ['6']]); // prettier-ignore
  });

  it('look again where jobs may have come since they have last looked', async () => {
    const more = jobs(1);
    const late = { isLate: false };
    const { all, held, waiting } = given([], {
      lanes: 1,
      take: () => {
        if (late.isLate) return;
        late.isLate = true;
        waiting.length = 0;
        queueMicrotask(() => {
          waiting.push(...more);
          all.wake();
        });
      },
    });
    all.wake();
    await settled();
    expect(held).toHaveLength(1);
  });

  it('take nothing while their provider rests, and nothing after they were stopped', async () => {
    const open = { isOpen: false };
    const { all, held } = given(jobs(4), { lanes: 1, isOpen: () => open.isOpen });
    all.wake();
    await settled();
    expect(held).toHaveLength(0);
    open.isOpen = true;
    all.wake();
    await settled();
    const stopping = all.stop();
    held[0]?.letGo();
    await stopping;
    all.wake();
    await settled();
    expect(held).toHaveLength(1);
  });

  it('tell that jobs could not be taken, and go on at the next call', async () => {
    const broken = { isBroken: true };
    const { all, held, faults } = given(jobs(1), {
      lanes: 1,
      take: () => (broken.isBroken ? Promise.reject(new Error('no database')) : undefined),
    });
    all.wake();
    await settled();
    expect(faults).toEqual([new Error('no database')]);
    broken.isBroken = false;
    all.wake();
    await settled();
    expect(held).toHaveLength(1);
  });
});
