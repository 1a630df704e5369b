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

/** Silent failures between two builds, and of packs: without a check the device says "up to date". */
const buildMistakes = [
  'half-fetched-is-whole',
  'previous-by-digest',
  'refusal-unsaid',
  'refused-push-done',
  'restart-unswept',
];
const packMistakes = [
  'removed-act-vanishes',
  'removed-edits-skipped',
  'removed-erased',
  'removed-stays',
  'removed-unfiled',
  'removed-written',
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

  it('[S-7] [K-5] [T-28] histories of two builds break no rule, and find these silent failures', limit, async () => {
    const said = await play('sync-model.mjs', '--builds', '--seed', '1', '--histories', isLong ? '400' : '20');
    expect(said).toContain('every rule held');
    const only = buildMistakes.join(',');
    const found = await play('sync-model.mjs', '--builds', '--bugs', '--histories', '20', '--only', only);
    expect(found).not.toContain('not caught');
    expect(found.trim().split('\n')).toHaveLength(buildMistakes.length);
  });

  it('[T-25] histories of packs that come and go break no rule, and find these silent failures', limit, async () => {
    const said = await play('sync-model.mjs', '--packs', '--seed', '1', '--histories', isLong ? '400' : '20');
    expect(said).toContain('every rule held');
    const only = packMistakes.join(',');
    const found = await play('sync-model.mjs', '--packs', '--bugs', '--histories', '20', '--only', only);
    expect(found).not.toContain('not caught');
    expect(found.trim().split('\n')).toHaveLength(packMistakes.length);
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
