import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../scripts/run-command.ts';
import type { Line } from './rekeying-replica.ts';

describe('two processes on one profile', () => {
  let profile: string;
  const started: ChildProcess[] = [];
  beforeEach(() => {
    profile = mkdtempSync(join(tmpdir(), 'outpost-two-'));
  });
  afterEach(async () => {
    for (const child of started.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(profile, { recursive: true });
  });

  function start() {
    const args = [join(root, 'proof/faults/rekeying-replica.ts'), '--profile', profile, '--deals', '1'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    started.push(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async () => {
      const { value, done } = await lines.next();
      return done === true ? undefined : (JSON.parse(value) as Line); // our own program printed it
    };
    const told: Buffer[] = [];
    child.stderr.on('data', (bytes: Buffer) => void told.push(bytes));
    return { child, next, told: () => Buffer.concat(told).toString('utf8') };
  }

  it(
    '[D-2] the second is refused with a message, the first continues, and after a kill the next one opens it',
    { timeout: 240_000 },
    async () => {
      const first = start();
      expect(await first.next()).toMatchObject({ held: { acts: [] } });
      const second = start();
      await once(second.child, 'close');
      expect(second.child.exitCode).toBe(1);
      expect(second.told()).toContain('Outpost is already open with this profile.');
      const acts: string[] = [];
      while (acts.length < 3) {
        const line = await first.next();
        if (line && 'act' in line) acts.push(line.act);
      }
      first.child.kill('SIGKILL');
      await once(first.child, 'exit');
      const third = start();
      const line = await third.next();
      expect(line && 'held' in line ? line.held.acts : []).toEqual(expect.arrayContaining(acts));
    },
  );
});
