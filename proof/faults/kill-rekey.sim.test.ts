import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import { root } from '../../scripts/run-command.ts';
import { openByEither } from './open-by-either.ts';

const kills = inject('effort') === 'long' ? 300 : 6;

describe('a file whose key is being changed', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost-rekey-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it(
    `[D-4] opens with the one key or the other, and has all that was acknowledged, after ${kills} kills`,
    { timeout: 3_600_000 },
    async () => {
      const file = join(folder, 'replica.sqlite');
      const keys = [randomBytes(32), randomBytes(32)];
      const { below } = seededRandom(7);
      let acknowledged = 0;
      for (let kill = 0; kill < kills; kill += 1) {
        const args = ['--file', file, '--keys', keys.map((key) => key.toString('hex')).join()];
        const child = spawn(process.execPath, [join(root, 'proof/faults/rekeying-file.ts'), ...args], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let isWorking = false;
        const lines = createInterface({ input: child.stdout });
        lines.on('line', (line) => {
          acknowledged = Math.max(acknowledged, Number(line));
          if (!isWorking) setTimeout(() => child.kill('SIGKILL'), below(400));
          isWorking = true;
        });
        await new Promise((ended) => void lines.once('close', ended));
        const opened = openByEither(file, keys);
        expect(opened.writer.prepare('select count(*) from t').pluck().get()).toBeGreaterThanOrEqual(acknowledged);
        expect(opened.findDamage()).toEqual([]);
        opened.close();
      }
      expect(acknowledged).toBeGreaterThan(kills * 20);
    },
  );
});
