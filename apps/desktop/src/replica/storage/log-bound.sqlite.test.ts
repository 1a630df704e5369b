import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReaderPool } from './reader-pool.ts';
import type { ReplicaFile } from './replica-file.ts';
import { openReplicaFile } from './replica-file.ts';

const most = 1_000_000;
const rowsAtOnce = 200;
const rowBytes = 500;
/** Some 50 ms: the other reader's next question begins before this one ends, so that one is always looking. */
const slow = 'select sum(length(x)) from t, (select 1 union all select 2 union all select 3 union all select 4)';

describe('the log of a replica under a long writer', () => {
  let folder: string;
  let file: ReplicaFile;
  let pool: ReaderPool;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost-log-'));
    const opened = openReplicaFile({ file: join(folder, 'replica.db'), key: randomBytes(32) });
    if (!opened.ok) throw new Error(opened.message);
    file = opened.value;
    file.writer.exec('create table t (n integer primary key, x text)');
    pool = new ReaderPool({
      file: file.path,
      key: file.key,
      workerFile: new URL('./reader-worker.ts', import.meta.url),
    });
  });
  afterEach(async () => {
    await pool.close();
    file.close();
    rmSync(folder, { recursive: true });
  });

  it('[E-3] stays bounded while readers look at it without a pause', async () => {
    file.writer.pragma('wal_autocheckpoint = 250'); // as many bytes as the bound
    file.writer.exec(
      `insert into t with recursive n (i) as (select 0 union all select i + 1 from n where i < 19999) select i, hex(randomblob(${rowBytes / 2})) from n`,
    );
    const state = { isOver: false, reads: 0 };
    const read = async (lane: 'windows' | 'scans') => {
      while (!state.isOver) {
        const rows = await pool.read(lane, { sql: slow, params: [] });
        if (rows.ok) state.reads += 1;
      }
    };
    const reading = [read('windows'), read('scans')];
    const insert = file.writer.prepare('insert or replace into t values (?, ?)');
    const write = file.writer.transaction((from: number) => {
      for (let row = 0; row < rowsAtOnce; row += 1) insert.run((from + row * 37) % 20_000, 'x'.repeat(rowBytes));
    });
    let [written, longest] = [0, 0];
    while (written < 8 * most) {
      write(written);
      written += rowsAtOnce * rowBytes;
      file.keepLogBounded(most);
      longest = Math.max(longest, file.sizes().wal);
      await new Promise((resolve) => setImmediate(resolve)); // questions come in between
    }
    state.isOver = true;
    await Promise.all(reading);
    expect(state.reads).toBeGreaterThan(5);
    expect(longest).toBeLessThan(20 * most); // without a bound: 45 times as much
  });

  it('[E-3] is let alone while it is short, and begun anew when it is not', () => {
    file.writer.exec(
      `insert into t select value, hex(randomblob(1000)) from json_each('[${Array.from({ length: 300 }, (_, n) => n).join()}]')`,
    );
    const { wal } = file.sizes();
    expect(wal).toBeGreaterThan(500_000);
    file.keepLogBounded(wal);
    expect(file.sizes().wal).toBe(wal);
    file.keepLogBounded(wal - 1);
    expect(file.sizes().wal).toBe(0);
  });
});
