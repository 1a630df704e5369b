import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReaderPool } from './reader-pool.ts';
import type { ReplicaFile } from '../files/replica-file.ts';
import { openReplicaFile } from '../files/replica-file.ts';

const workerFile = new URL('./reader-worker.ts', import.meta.url);
/**
 * Works within one step of SQLite, which cannot be interrupted: long for a window, and longer than the pool waits for a thread.
 */
const counting = (to: number) =>
  `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${to}) select max(i) as i from n`;
/** Returns row after row without end. */
const streaming = 'with recursive n(i) as (select 1 union all select i + 1 from n) select i from n';

describe('reader threads', () => {
  let folder = '';
  let file: ReplicaFile;
  let pool: ReaderPool;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost-readers-'));
    const opened = openReplicaFile({ file: join(folder, 'replica.db'), key: randomBytes(32) });
    if (!opened.ok) throw new Error(opened.message);
    file = opened.value;
    file.writer.exec('create table t (n integer)');
    pool = new ReaderPool({ file: file.path, key: file.key, workerFile });
  });
  afterEach(async () => {
    await pool.close();
    file.close();
    rmSync(folder, { recursive: true });
  });

  const count = async () => pool.read('windows', { sql: 'select count(*) as count from t', params: [] });
  const answered = (...rows: readonly object[]) => ({
    ok: true,
    value: { rows, tookMs: expect.any(Number) as number },
  });

  it('[D-3] see each commit at once, and nothing uncommitted', async () => {
    file.writer.exec('insert into t values (1)');
    expect(await count()).toEqual(answered({ count: 1 }));
    file.writer.exec('begin; insert into t values (2)');
    expect(await count()).toEqual(answered({ count: 1 }));
    file.writer.exec('commit');
    expect(await count()).toEqual(answered({ count: 2 }));
  });

  it('[D-3] can not write', async () => {
    await expect(pool.read('scans', { sql: 'insert into t values (1) returning n', params: [] })).rejects.toMatchObject(
      { name: 'StorageFault' },
    );
    expect(await count()).toEqual(answered({ count: 0 }));
  });

  it('[D-3] answer a window while a scan is under way', async () => {
    const order: string[] = [];
    const scan = pool.read('scans', { sql: counting(3_000_000), params: [] }).then(() => order.push('scan'));
    await count().then(() => order.push('window'));
    await scan;
    expect(order).toEqual(['window', 'scan']);
  });

  it('[E-3] refuse a read that takes too long, between rows', async () => {
    const answer = await pool.read('windows', { sql: streaming, params: [] }, { timeoutMs: 50 }); // without a limit it never ends
    expect(answer).toMatchObject({ ok: false, code: 'query/timed-out', details: { limitMs: 50 } });
    expect(await count()).toMatchObject({ ok: true });
  });

  it('[E-3] refuse a read that takes too long within one step, and continue with another thread', async () => {
    const slow = pool.read('windows', { sql: counting(12_000_000), params: [] }, { timeoutMs: 20 });
    const next = count();
    expect(await slow).toMatchObject({ ok: false, code: 'query/timed-out' });
    expect(await next).toEqual(answered({ count: 0 }));
  });

  it('[D-3] abandon cancelled questions, current or waiting', async () => {
    const abort = new AbortController();
    const running = pool.read('windows', { sql: streaming, params: [] }, { signal: abort.signal });
    const waiting = pool.read('windows', { sql: streaming, params: [] }, { signal: abort.signal });
    const wanted = count();
    setTimeout(() => abort.abort(new Error('left the page')), 30);
    await expect(running).rejects.toThrow('left the page');
    await expect(waiting).rejects.toThrow('left the page');
    expect(await wanted).toMatchObject({ ok: true });
    await expect(pool.read('windows', { sql: streaming, params: [] }, { signal: abort.signal })).rejects.toThrow(
      'left the page',
    );
  });

  it('[D-3] report the error of a query, and continue', async () => {
    await expect(pool.read('windows', { sql: 'select * from nowhere', params: [] })).rejects.toThrow(
      'no such table: nowhere',
    );
    expect(await count()).toMatchObject({ ok: true });
  });

  it('[D-3] start again after a thread ended', async () => {
    const lost = new ReaderPool({ file: join(folder, 'not-there.db'), key: file.key, workerFile });
    await expect(lost.read('windows', { sql: 'select 1', params: [] })).rejects.toMatchObject({ name: 'StorageFault' });
    const later = openReplicaFile({ file: join(folder, 'not-there.db'), key: file.key });
    expect(await lost.read('windows', { sql: 'select 1 as one', params: [] })).toEqual(answered({ one: 1 }));
    await lost.close();
    if (later.ok) later.value.close();
  });

  it('[D-4] continue with a new key', async () => {
    file.writer.exec('insert into t values (1)');
    expect(await count()).toMatchObject({ ok: true });
    file.rekey(randomBytes(32));
    pool.rekeyed(file.key);
    expect(await count()).toEqual(answered({ count: 1 }));
  });

  it('[D-3] fail open questions when they are closed', async () => {
    const open = pool.read('windows', { sql: streaming, params: [] });
    const [answer] = await Promise.all([open.catch((error: unknown) => error), pool.close()]);
    expect(answer).toMatchObject({ name: 'StorageFault', kind: 'closed' });
    await expect(count()).rejects.toMatchObject({ kind: 'closed' });
  });

  it('[D-3] can be closed at any moment of their start: a thread stopped while it loads would abort the process', async () => {
    for (let afterMs = 0; afterMs < 120; afterMs += 5) {
      const starting = new ReaderPool({ file: file.path, key: file.key, workerFile });
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await starting.close();
    }
    expect(await count()).toMatchObject({ ok: true });
  });
});
