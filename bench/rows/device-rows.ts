import { join } from 'node:path';
import { copyFile } from 'node:fs/promises';
import { type Measured, median } from '../results.ts';
import { timedProcess, withChild } from '../stage/child.ts';
import type { BenchStage } from '../stage/stage.ts';
import { type BenchRow, repeated } from './bench-row.ts';
import { prefixes } from './prefixes.ts';

/** Chosen: people pause longer. A disk that never rests is twice as fast as one that does (measured). */
const betweenActsMs = 10;

/** One act, from the call until the screen is notified, and until it is acknowledged. */
const oneAct: BenchRow = {
  name: 'one-act',
  async run(stage) {
    const times = 300;
    const profile = await stage.syncedProfile();
    const ours = await withChild(async (child) => {
      await child.ask('replica.open', { profile });
      const acts = await child.ask('replica.acts', { times, pauseMs: betweenActsMs });
      await child.ask('replica.push', undefined);
      await child.ask('replica.close', undefined);
      return acts;
    }, stage.replicaProcess);
    const file = join(await stage.newFolder('commits'), 'raw.sqlite');
    await copyFile(await stage.rawFile(), file);
    const raw = median(
      await withChild((child) => child.ask('raw.commits', { file, sizes: ours.bytes, times, pauseMs: betweenActsMs })),
    );
    return [
      {
        name: 'one act: call → on disk → screen told',
        ours: median(ours.told),
        raw,
        unit: 'ms',
        better: 'lower',
        goal: 1.5,
      },
      {
        name: 'one act: call → on disk',
        ours: median(ours.acknowledged),
        raw,
        unit: 'ms',
        better: 'lower',
        goal: null,
      },
    ];
  },
};

/** Runs a question on both sides, each in a separate process. */
async function beside<O, R>(
  stage: BenchStage,
  ask: {
    readonly ours: (child: Parameters<Parameters<typeof withChild>[0]>[0]) => Promise<O>;
    readonly raw: (child: Parameters<Parameters<typeof withChild>[0]>[0]) => Promise<R>;
  },
): Promise<{ readonly ours: O; readonly raw: R }> {
  const [profile, file] = [await stage.syncedProfile(), await stage.rawFile()];
  const ours = await withChild(async (child) => {
    await child.ask('replica.open', { profile });
    const answer = await ask.ours(child);
    await child.ask('replica.close', undefined);
    return answer;
  }, stage.replicaProcess);
  const raw = await withChild(async (child) => {
    await child.ask('raw.open', { file });
    return ask.raw(child);
  });
  return { ours, raw };
}

const windowNames = {
  first: 'first window',
  written: 'first window, after one of its records was written',
  next: 'next window',
  jump: 'jump by offset',
  unseen: 'windows whose records were not shown before',
};

const lists: BenchRow = {
  name: 'list',
  async run(stage) {
    const { owners } = await stage.tenant();
    const question = { owners, offset: Math.floor(stage.size * 0.3), times: 300 };
    const { ours, raw } = await beside(stage, {
      ours: async (child) => {
        const times = await child.ask('replica.list', question);
        await child.ask('replica.push', undefined); // acts written in the meantime
        return times;
      },
      raw: (child) => child.ask('raw.list', question),
    });
    const windows = ['first', 'written', 'next', 'jump', 'unseen'] as const;
    return windows.map((window): Measured => ({
      name: `list of 50, filtered and sorted: ${windowNames[window]}`,
      ours: median(ours[window]),
      raw: median(raw[window === 'written' ? 'first' : window]), // raw has no cache, so a write does not change its time
      unit: 'ms',
      better: 'lower',
      goal: window === 'unseen' ? 3 : window === 'written' ? null : 1.2,
    }));
  },
};

const sums: BenchRow = {
  name: 'sum',
  async run(stage) {
    const { ours, raw } = await beside(stage, {
      ours: (child) => child.ask('replica.summary', { stage: 'proposal', times: 60 }),
      raw: (child) => child.ask('raw.summary', { stage: 'proposal', times: 60 }),
    });
    const [group] = ours.answer;
    const theirs = raw.answer as { readonly count: number; readonly sum: number }; // in the form of the select
    if (group?.count !== theirs.count || group.sums['value']?.['USD'] !== theirs.sum)
      throw new Error(`The two sums differ: ${JSON.stringify(ours.answer)} and ${JSON.stringify(theirs)}`);
    return [
      {
        name: 'exact count and sum over a filter',
        ours: median(ours.times),
        raw: median(raw.times),
        unit: 'ms',
        better: 'lower',
        goal: 1.2,
      },
    ];
  },
};

const rollUpNames = {
  window: 'list of 50 with a count and a sum over related records',
  order: 'list of 50 in the order of a count over related records',
  filter: 'list of 50, filtered by a count over related records',
};

/** Figures over related records, as fields of a list (PLT-8). */
const rollUps: BenchRow = {
  name: 'roll-ups',
  async run(stage) {
    const { ours, raw } = await beside(stage, {
      ours: async (child) => {
        const answer = await child.ask('replica.rollUps', { times: 60 });
        await child.ask('replica.push', undefined); // the definitions, and their removal
        return answer;
      },
      raw: (child) => child.ask('raw.rollUps', { times: 60 }),
    });
    if (JSON.stringify(ours.shown) !== JSON.stringify(raw.shown))
      throw new Error(`The figures differ: ${JSON.stringify(ours.shown)} and ${JSON.stringify(raw.shown)}`);
    return (['window', 'order', 'filter'] as const).map((asked): Measured => ({
      name: rollUpNames[asked],
      ours: median(ours[asked]),
      raw: median(raw[asked]),
      unit: 'ms',
      better: 'lower',
      goal: 1.5,
    }));
  },
};

const search: BenchRow = {
  name: 'search',
  async run(stage) {
    const times = prefixes.length * 10;
    const { ours, raw } = await beside(stage, {
      ours: (child) => child.ask('replica.search', { prefixes, times }),
      raw: (child) => child.ask('raw.search', { prefixes, times }),
    });
    return [
      { name: 'search as one types', ours: median(ours), raw: median(raw), unit: 'ms', better: 'lower', goal: 1.5 },
    ];
  },
};

const start: BenchRow = {
  name: 'start',
  async run(stage) {
    const [profile, file, { owners }] = [await stage.syncedProfile(), await stage.rawFile(), await stage.tenant()];
    const ownerId = owners[3] ?? '';
    const runs = await repeated(3, async () => {
      const ours = await timedProcess(
        { work: (child) => child.ask('replica.firstList', { profile, ownerId }) },
        stage.replicaProcess,
      );
      const raw = await timedProcess({ work: (child) => child.ask('raw.firstList', { file, ownerId }) }, {});
      return { ours, raw };
    });
    const raw = median(runs.map((run) => run.raw));
    return [
      {
        name: 'start to the first list answered (both with their process)',
        ours: median(runs.map((run) => run.ours)),
        raw,
        unit: 'ms',
        better: 'lower',
        goal: 3 + 300 / raw,
      },
    ];
  },
};

export const deviceRows: readonly BenchRow[] = [oneAct, lists, sums, rollUps, search, start];
