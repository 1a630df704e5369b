import { findElectron } from '../../scripts/find-electron.ts';
import { withChild } from '../stage/child.ts';
import type { BenchRow } from './bench-row.ts';
import { memoryGoalMib, mib } from './sync-rows.ts';

const rounds = 10;
/** By the third round caches are full and the code is compiled. Growth after that round would go on for ever. */
const settledRound = 3;

/**
 * Measures the memory of a replica, and its growth, while acts are made and sent in rounds. The replica runs on Electron's V8, as
 * for users, if this machine has Electron. Electron's V8 takes some 25 MiB less than Node's.
 */
const memoryActs: BenchRow = {
  name: 'memory-acts',
  async run(stage) {
    const profile = await stage.syncedProfile();
    const count = Math.min(10_000, stage.size);
    const electron = findElectron();
    const rss = await withChild(
      async (child) => {
        await child.ask('replica.open', { profile });
        const after: number[] = [];
        for (let round = 0; round < rounds; round += 1) {
          await child.ask('replica.actsOffline', { count, first: round * count });
          await child.ask('replica.push', undefined);
          const held = await child.ask('replica.rss', { afterMs: 2_000 });
          after.push(held.rss / mib);
        }
        await child.ask('replica.close', undefined);
        return after;
      },
      { ...stage.replicaProcess, electron },
    );
    stage.say(
      `memory after each ${count} acts, on ${electron === undefined ? 'Node' : 'Electron'}: ${rss.map((held) => Math.round(held)).join(', ')} MiB`,
    );
    const last = rss.at(-1) ?? 0;
    return [
      {
        name: `memory after ${count * rounds} acts, of caches + 150`,
        ours: last,
        raw: memoryGoalMib,
        unit: 'MiB',
        better: 'lower',
        goal: 1,
      },
      {
        name: `memory that ${count} acts more take, after the first ${count * settledRound}`,
        ours: (last - (rss[settledRound - 1] ?? 0)) / (rounds - settledRound),
        raw: null,
        unit: 'MiB',
        better: 'lower',
        goal: null,
      },
    ];
  },
};

export const memoryRows: readonly BenchRow[] = [memoryActs];
