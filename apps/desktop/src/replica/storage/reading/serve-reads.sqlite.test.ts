import { once } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadReply, ReadRequest } from './read-protocol.ts';
import { ScratchReplica } from '../scratch-replica.ts';
import { serveReads } from './serve-reads.ts';

const numbers = (count: number): string =>
  `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count}) select i from n`;

describe('the work of a reader thread', () => {
  let replica: ScratchReplica;
  let port: MessagePort;
  let stop: Int32Array;

  beforeEach(() => {
    replica = new ScratchReplica();
    replica.file.writer.exec('create table t (n integer); insert into t values (7), (8)');
    stop = new Int32Array(new SharedArrayBuffer(4));
    const { port1, port2 } = new MessageChannel();
    port = port1;
    serveReads(port2, { file: replica.path, key: replica.key, stop: stop.buffer as SharedArrayBuffer });
  });
  afterEach(async () => {
    const closed = once(port, 'close');
    port.postMessage('leave');
    await closed;
    replica.end();
  });

  const ask = async (sql: string, request: Partial<ReadRequest> = {}): Promise<ReadReply> => {
    port.postMessage({ number: 1, sql, params: [], timeoutMs: 10_000, ...request });
    const [reply] = (await once(port, 'message')) as [ReadReply];
    return reply;
  };

  it('[D-3] receives the question with its values, and answers under its number with the reading time', async () => {
    const began = performance.now();
    const reply = await ask('select n from t where n > ? order by n', { number: 5, params: [7] });
    const waited = performance.now() - began;
    expect(reply).toEqual({ number: 5, outcome: 'rows', rows: [{ n: 8 }], tookMs: expect.any(Number) as number });
    expect(reply.outcome === 'rows' && reply.tookMs).toBeGreaterThan(0);
    expect(reply.outcome === 'rows' && reply.tookMs).toBeLessThan(waited);
    expect(await ask(numbers(10_000))).toMatchObject({ outcome: 'rows', rows: { length: 10_000 } });
  });

  it('[E-3] stops within many rows at their time limit, and returns a short result at once', async () => {
    expect(await ask(numbers(10_000), { number: 2, timeoutMs: -1 })).toEqual({ number: 2, outcome: 'timed-out' });
    expect(await ask('select n from t', { number: 3, timeoutMs: -1 })).toMatchObject({ number: 3, outcome: 'rows' });
  });

  it('[D-3] stops only the question that the shared flag names', async () => {
    Atomics.store(stop, 0, 4);
    expect(await ask(numbers(10_000), { number: 4 })).toEqual({ number: 4, outcome: 'stopped' });
    expect(await ask(numbers(10_000), { number: 5 })).toMatchObject({ number: 5, outcome: 'rows' });
  });

  it('[E-1] answers a question that SQLite refuses with the reason, and continues', async () => {
    expect(await ask('select * from nowhere', { number: 6 })).toEqual({
      number: 6,
      outcome: 'fault',
      kind: 'other',
      message: "The replica's file failed while reading: no such table: nowhere",
    });
    expect(await ask('insert into t values (9) returning n')).toMatchObject({ outcome: 'fault', kind: 'disk-failed' });
    expect(await ask('select count(*) as count from t')).toMatchObject({ rows: [{ count: 2 }] });
  });
});
