import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReaderPool } from './reading/reader-pool.ts';
import type { ReplicaFile } from './files/replica-file.ts';
import { openReplicaFile } from './files/replica-file.ts';

const most = 1_000_000;
const rowsAtOnce = 200;
const rowBytes = 500;
/** Each row takes a separate page, and the tree's inner pages are written too. */
const oneWriteBytes = 2 * rowsAtOnce * 4_200;
/** The test ends after this many restarts of the log, and fails after this many bytes. */
const wantedEmptied = 5;
const mostWritten = 400 * most;
/** Long enough that the other reader's next question begins before this one ends, so that one is always reading. */
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
      workerFile: new URL('./reading/reader-worker.ts', import.meta.url),
    });
  });
  afterEach(async () => {
    await pool.close();
    file.close();
    rmSync(folder, { recursive: true });
  });

  it('[E-3] stays limited while readers read it without a pause', async () => {
    file.writer.pragma('wal_autocheckpoint = 250'); // the same number of bytes as the limit
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
    // How long a question blocks the log depends on the machine. So the test counts attempts to empty it, not milliseconds.
    const attempts = { emptied: 0, heldBack: 0 };
    const pragma = file.writer.pragma.bind(file.writer);
    file.writer.pragma = (source, options) => {
      const answer: unknown = pragma(source, options);
      if (source.startsWith('wal_checkpoint')) {
        const isEmptied = file.sizes().wal === 0;
        attempts.emptied += isEmptied ? 1 : 0;
        attempts.heldBack = isEmptied ? 0 : attempts.heldBack + 1; // since it was emptied last
      }
      return answer;
    };
    for (let written = 0; (attempts.emptied < wantedEmptied || state.reads <= 5) && written < mostWritten;) {
      write(written);
      written += rowsAtOnce * rowBytes;
      file.keepLogBounded(most);
      expect(file.sizes().wal).toBeLessThan((attempts.heldBack + 1) * (most + oneWriteBytes));
      await new Promise((resolve) => setImmediate(resolve)); // lets questions run in between
    }
    state.isOver = true;
    await Promise.all(reading);
    expect(state.reads).toBeGreaterThan(5);
    expect(attempts.emptied).toBeGreaterThanOrEqual(wantedEmptied);
  });

  it('[E-3] is left alone while it is short, and restarted when it is long', () => {
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
