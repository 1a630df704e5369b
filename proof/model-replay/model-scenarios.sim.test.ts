import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../model/', import.meta.url));
/** Runs a program of the model. Rejects with its output when a check fails. */
const play = async (...words: readonly string[]): Promise<string> =>
  (await run(process.execPath, words, { cwd: folder })).stdout;

const isLong = inject('effort') === 'long';
const limit = { timeout: 600_000 };

/** Mistakes that histories soon reveal, of each part: moves, sets, undo, rules, reads, derived fields. */
const metSoon = [
  'any-step',
  'derived-cascades',
  'half-a-set',
  'half-a-token',
  'import-by-all',
  'reads-as-author',
  'refusal-tells',
  'sets-alone',
  'sets-travel',
  'shown-parent',
  'step-from-seen',
  'undo-in-parts',
  'unknown-refuses',
];

const areaMistakes = ['area-not-filed', 'area-widens', 'narrowed-drops-own', 'old-area-kept'];

describe("the model's own proof", () => {
  it('every shortest history passes as modelled, and fails with its mistake planted', limit, async () => {
    const said = await play('scenarios.mjs');
    expect(said.match(/with the flag: false/g)?.length).toBeGreaterThan(60);
  });

  it('histories of workflows, rules over several records and derived fields break no rule', limit, async () => {
    const said = await play('sync-model.mjs', '--trade', '--seed', '1', '--histories', isLong ? '400' : '40');
    expect(said).toContain('every rule held');
  });

  it('histories find each of these planted mistakes', limit, async () => {
    const said = await play('sync-model.mjs', '--trade', '--bugs', '--histories', '40', '--only', metSoon.join(','));
    expect(said).not.toContain('not caught');
    expect(said.trim().split('\n')).toHaveLength(metSoon.length);
  });

  it('[T-30] histories of areas break no rule, and find each of these planted mistakes', limit, async () => {
    const said = await play('sync-model.mjs', '--areas', '--seed', '1', '--histories', isLong ? '400' : '40');
    expect(said).toContain('every rule held');
    const found = await play(
      'sync-model.mjs',
      '--areas',
      '--bugs',
      '--histories',
      '40',
      '--only',
      areaMistakes.join(','),
    );
    expect(found).not.toContain('not caught');
    expect(found.trim().split('\n')).toHaveLength(areaMistakes.length);
  });

  it(
    '[A-6] histories of kinds that come off devices and return break no rule, and find both planted mistakes',
    limit,
    async () => {
      const said = await play('sync-model.mjs', '--narrowed', '--seed', '1', '--histories', isLong ? '400' : '20');
      expect(said).toContain('every rule held');
      const only = 'narrowed-for-all,narrowed-stays';
      const found = await play('sync-model.mjs', '--narrowed', '--bugs', '--histories', '20', '--only', only);
      expect(found).not.toContain('not caught');
      expect(found.trim().split('\n')).toHaveLength(2);
    },
  );
});
