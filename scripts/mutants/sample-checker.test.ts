import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant, StrykerOptions } from '@stryker-mutator/api/core';
import { CheckStatus } from '@stryker-mutator/api/check';
import { afterEach, describe, expect, it } from 'vitest';
import { SampleChecker, type SampleSettings } from './sample-checker.ts';

const folder = mkdtempSync(join(tmpdir(), 'outpost-sample-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mutants: readonly Mutant[] = Array.from({ length: 200 }, (_unused, number) => ({
  id: String(number),
  fileName: '/tmp/tree/packages/domain/src/a.ts',
  mutatorName: 'BooleanLiteral',
  replacement: 'false',
  location: { start: { line: number, column: 0 }, end: { line: number, column: 4 } },
}));

describe('the sample of mutants', () => {
  it('stays the same where earlier runs have decided a part of it', async () => {
    const drawn = async (of: readonly Mutant[], seed = 1): Promise<readonly string[]> => {
      const sample: SampleSettings = {
        size: 30,
        seed,
        chosenFile: join(folder, 'chosen.json'),
        boundFile: join(folder, `bound-${seed}.json`),
      };
      const checker = new SampleChecker({ sample } as unknown as StrykerOptions); // only these of Stryker's options are read
      await checker.group([...of]);
      const answers = Object.entries(await checker.check([...of]));
      return answers.flatMap(([id, { status }]) => (status === CheckStatus.Passed ? [id] : []));
    };
    const first = await drawn(mutants);
    expect(first).toHaveLength(30);
    const decided = new Set(first.slice(0, 20));
    expect(await drawn(mutants.filter(({ id }) => !decided.has(id)))).toEqual(first.slice(20));
    expect(await drawn(mutants)).toEqual(first);
    expect(await drawn(mutants, 2)).not.toEqual(first);
  });
});
