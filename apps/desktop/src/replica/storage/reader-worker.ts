import { parentPort, workerData } from 'node:worker_threads';
import { answerCopy } from './copy-under-key.ts';
import { openReader } from './keyed-connection.ts';
import type { CopySetup, ReadReply, ReadRequest, ReaderSetup, ToReader } from './read-protocol.ts';
import { StatementCache } from './statement-cache.ts';
import { toStorageFault } from './storage-fault.ts';

/*
 * A reader thread (D-3): its own connection to the file, one question at a time. This file is an entry of its own in the build; the pool
 * is told where it lies.
 */

/** Chosen: a look at the flag and the clock costs far less than this many rows. */
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

function serve(): void {
  const port = parentPort;
  if (port === null) throw new Error('reader-worker runs as a worker thread only');
  const setup = workerData as ReaderSetup | CopySetup; // handed over by ReaderThread or copyInThread, in this very process
  if ('copy' in setup) return port.postMessage(answerCopy(setup.copy));
  const connection = openReader(setup.file, setup.key);
  const statements = new StatementCache(connection);
  const stop = new Int32Array(setup.stop);
  port.on('message', (message: ToReader) => {
    if (message !== 'leave') return port.postMessage(answer(message, statements, stop));
    connection.close();
    port.close(); // nothing else holds the thread
  });
}

serve();
