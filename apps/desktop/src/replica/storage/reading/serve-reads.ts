import type { MessagePort } from 'node:worker_threads';
import { openReader } from '../files/keyed-connection.ts';
import type { ReadReply, ReadRequest, ReaderSetup, ToReader } from './read-protocol.ts';
import { StatementCache } from './statement-cache.ts';
import { toStorageFault } from '../files/storage-fault.ts';

/** Chosen: checking the flag and the clock costs far less than reading this many rows. */
const rowsBetweenLooks = 256;

function answer(request: ReadRequest, statements: StatementCache, stop: Int32Array): ReadReply {
  const { number } = request;
  const began = performance.now();
  const endsAt = began + request.timeoutMs;
  try {
    const rows: unknown[] = [];
    for (const row of statements.prepare(request.sql).iterate(...request.params)) {
      rows.push(row);
      if (rows.length % rowsBetweenLooks !== 0) continue;
      if (Atomics.load(stop, 0) === number) return { number, outcome: 'stopped' };
      if (performance.now() > endsAt) return { number, outcome: 'timed-out' };
    }
    return { number, outcome: 'rows', rows, tookMs: performance.now() - began };
  } catch (error) {
    const { kind, message } = toStorageFault(error, 'reading');
    return { number, outcome: 'fault', kind, message };
  }
}

/** Answers the questions on `port`, one at a time, with its own read-only connection, until it is asked to leave (D-3). */
export function serveReads(port: MessagePort, setup: ReaderSetup): void {
  const connection = openReader(setup.file, setup.key);
  const statements = new StatementCache(connection);
  const stop = new Int32Array(setup.stop);
  port.on('message', (message: ToReader) => {
    if (message !== 'leave') return port.postMessage(answer(message, statements, stop));
    connection.close();
    port.close(); // no other handle keeps the thread alive
  });
}
