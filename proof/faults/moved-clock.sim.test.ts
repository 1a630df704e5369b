import { spawnSync } from 'node:child_process';
import { describe, expect, inject, it } from 'vitest';
import { killReplica } from './kill-replica.ts';

/** In faketime's notation: jumps by hours and years between two lives, and clocks that run faster within one. */
const clocks = ['+5h', '-7h', '+12y', '-12y', '+0 x50000', '+400d x1000', '-1h'];

// The faketime program would be a parent of the replica and be killed in its place, so its library is loaded into the replica's
// process.
const answerOf = (program: string, ...args: readonly string[]) => spawnSync(program, args, { encoding: 'utf8' });
const asked = answerOf('faketime', '-f', '+1h', 'sh', '-c', 'echo "$LD_PRELOAD"');
const library = asked.status === 0 ? asked.stdout.trim() : '';
if (inject('effort') === 'long' && library === '')
  console.warn('moved clocks were not tried on real processes: there is no faketime');
const rounds = inject('effort') === 'long' && library !== '' ? [10 * clocks.length] : [];
const environments = clocks.map((clock) => ({
  LD_PRELOAD: library,
  FAKETIME: clock,
  FAKETIME_DONT_FAKE_MONOTONIC: '1', // timers use the monotonic clock, as on a real machine
}));

describe('a replica whose system clock is moved', () => {
  it.each(rounds)(
    '[D-2] has all acknowledged acts, over %i runs with other clocks',
    { timeout: 3_600_000 },
    async (cycles) => {
      const outcome = await killReplica({ cycles, seed: 11, environments });
      expect(outcome.lost).toEqual([]);
      expect(outcome.acknowledged).toBeGreaterThan(cycles);
    },
  );

  it('[D-2] is tested where faketime is installed', () => {
    expect(rounds.length).toBe(inject('effort') === 'long' && library !== '' ? 1 : 0);
  });
});
