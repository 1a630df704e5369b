import { parentPort, workerData } from 'node:worker_threads';
import { answerCopy } from './copy-under-key.ts';
import type { CopySetup, ReaderSetup } from './read-protocol.ts';
import { serveReads } from './serve-reads.ts';

/*
 * A reader thread (D-3), or one that copies the file. This file is an entry of its own in the build; the pool is told where it lies. What
 * it does lies in other files, so that tests run it in their own process too: Stryker plants no mutants in a thread.
 */

if (parentPort === null) throw new Error('reader-worker runs as a worker thread only');
const setup = workerData as ReaderSetup | CopySetup; // handed over by ReaderThread or copyInThread, in this very process
if ('copy' in setup) parentPort.postMessage(answerCopy(setup.copy));
else serveReads(parentPort, setup);
