import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './run-command.ts';

/** Requests a job that does not exist. The answer comes before anything is installed or started. */
const refused = spawnSync(process.execPath, [join(root, 'scripts/bootstrap.mjs'), 'no-such-job'], { encoding: 'utf8' });

describe('the bootstrap', () => {
  it('refuses an unknown job, on stderr only', () => {
    expect(refused.status).toBe(2);
    expect(refused.stdout).toBe('');
    expect(refused.stderr).toMatch(/there is no job 'no-such-job'\n {2}why: .+\n {2}do: .+/);
  });

  it('has every job that package.json uses, and no other', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const asked = Object.values(scripts).map((command) => command.replace('node scripts/bootstrap.mjs ', ''));
    const known = /use one of: (.+)/.exec(refused.stderr)?.[1]?.split(', ');
    expect(known?.sort()).toEqual(asked.sort());
    expect(Object.keys(scripts).sort()).toEqual(asked);
  });
});
