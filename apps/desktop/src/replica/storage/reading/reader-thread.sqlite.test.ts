import { randomBytes } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReaderThread } from './reader-thread.ts';
import { ScratchReplica } from '../scratch-replica.ts';

const workerFile = new URL('./reader-worker.ts', import.meta.url);
/** Reads the table row by row without end; meanwhile the log cannot be emptied. */
const endless = 'with recursive n(i) as (select 1 union all select i + 1 from n) select i from n, t';
const limits = { timeoutMs: 30_000 };

describe('a reader thread', () => {
  let replica: ScratchReplica;
  let thread: ReaderThread;

  beforeEach(() => {
    replica = new ScratchReplica();
    replica.file.writer.exec('create table t (n integer)');
    replica.file.writer.pragma('busy_timeout = 0');
    thread = new ReaderThread({ file: replica.path, key: replica.key, workerFile });
  });
  afterEach(async () => {
    await thread.close();
    replica.end();
  });

  const one = (value: number) => ({ sql: 'select ? as one', params: [value] });
  const answered = (...rows: readonly object[]) =>
    expect.objectContaining({ value: expect.objectContaining({ rows }) as object }) as object;
  /** Starts a question without end, and waits until the thread reads. */
  const beginEndless = async (signal?: AbortSignal): Promise<{ readonly answer: Promise<unknown> }> => {
    replica.file.writer.exec('insert into t values (1)');
    const answer = thread.read({ sql: endless, params: [] }, signal ? { ...limits, signal } : limits);
    const settled = answer.catch((error: unknown) => error);
    await vi.waitFor(() => {
      replica.file.writer.exec('insert into t values (2)');
      expect(replica.file.checkpoint()).toBe(false);
    }, 20_000);
    return { answer: settled };
  };

  it('[D-3] answers questions one after the other, in the order of their arrival', async () => {
    const order: number[] = [];
    const asked = [1, 2, 3].map((value) =>
      thread.read(one(value), limits).then((answer) => {
        order.push(value);
        return answer;
      }),
    );
    expect(await Promise.all(asked)).toEqual([answered({ one: 1 }), answered({ one: 2 }), answered({ one: 3 })]);
    expect(order).toEqual([1, 2, 3]);
  });

  it('[D-3] stops reading when its question is cancelled, and no longer blocks the log', async () => {
    const abort = new AbortController();
    const { answer } = await beginEndless(abort.signal);
    const next = thread.read(one(7), limits);
    abort.abort(new Error('left the page'));
    expect(await answer).toMatchObject({ message: 'left the page' });
    expect(await next).toEqual(answered({ one: 7 }));
    await vi.waitFor(() => expect(replica.file.checkpoint()).toBe(true), 20_000);
  });

  it('[D-3] stops reading when it is closed', async () => {
    const { answer } = await beginEndless();
    const waiting = thread.read(one(7), limits).catch((error: unknown) => error);
    await thread.close();
    const closed = { name: 'StorageFault', kind: 'closed', message: 'The reader was closed' };
    expect([await answer, await waiting]).toMatchObject([closed, closed]);
    await vi.waitFor(() => expect(replica.file.checkpoint()).toBe(true), 20_000);
    await expect(thread.read(one(7), limits)).rejects.toMatchObject({
      kind: 'closed',
      message: 'The reader is closed',
    });
  });

  it('[D-3] removes its listener from the signal of a finished question, answered or not', async () => {
    const { signal } = new AbortController();
    await thread.read(one(7), { ...limits, signal });
    await thread.read({ sql: 'select * from nowhere', params: [] }, { ...limits, signal }).catch(() => undefined);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('[D-4] repeats the current question with a new key, and then the waiting ones', async () => {
    const order: string[] = [];
    const asked = ['first', 'second', 'third'].map((name, at) =>
      thread.read(one(at), limits).then((answer) => {
        order.push(name);
        return answer;
      }),
    );
    replica.file.rekey(randomBytes(32));
    thread.rekeyed(replica.file.key);
    expect(await Promise.all(asked)).toEqual([answered({ one: 0 }), answered({ one: 1 }), answered({ one: 2 })]);
    expect(order).toEqual(['first', 'second', 'third']);
    thread.rekeyed(randomBytes(32)); // the key of another file
    await expect(thread.read(one(7), limits)).rejects.toThrow('file is not a database');
  });

  it('[E-1] reports its end during a question, and another one answers the next', async () => {
    const lost = new ReaderThread({
      file: replica.path,
      key: replica.key,
      workerFile: new URL('data:text/javascript,process.exit(3)'),
    });
    const failed = { name: 'StorageFault', kind: 'other', message: 'The reader thread ended: exit code 3' };
    const both = await Promise.allSettled([lost.read(one(7), limits), lost.read(one(8), limits)]);
    expect(both).toMatchObject([{ reason: failed }, { reason: failed }]);
    await lost.close();
  });
});
