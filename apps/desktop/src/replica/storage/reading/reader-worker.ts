import { parentPort, workerData } from 'node:worker_threads';
import { answerCopy } from './copy-under-key.ts';
import type { CopySetup, ReaderSetup } from './read-protocol.ts';
import { serveReads } from './serve-reads.ts';

/*
 * The entry of a reader thread (D-3), or of a thread that copies the file. It is a separate entry in the build, and the pool
 * receives its path. The work itself is in other files, so that tests can run it in their own process too: Stryker plants no
 * mutants in a thread.
 */

if (parentPort === null) throw new Error('reader-worker runs as a worker thread only');
const setup = workerData as ReaderSetup | CopySetup; // passed by ReaderThread or copyInThread, in this same process
if ('copy' in setup) parentPort.postMessage(answerCopy(setup.copy));
else serveReads(parentPort, setup);
