import { installedCatalogue } from '@outpost/domain/installed-packs';
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { pgDatabase } from '../db/pg-database.ts';
import { withColumnKeys } from '../db/database.ts';
import { openMasterKey } from '../identity/keys/open-master-key.ts';
import { pooledRandom } from '../identity/pooled-random.ts';
import type { FromThread, ThreadSetup } from './messages.ts';
import { serveLargeWorks } from './serve-large-works.ts';

// The thread of large works (ADR 34), started by `large-works.ts`. Its connections to Postgres are its own.

/**
 * Chosen: this many large turns run at the same time, less two reserved connections. Each tenant has one turn at a
 * time.
 */
const connections = 8;
/** Chosen: where both threads need one core, the thread that answers requests gets nine tenths of it. */
const niceness = 10;

/**
 * Lowers the priority of this thread only. Only Linux has one for each thread. Elsewhere it stays that of the process.
 */
function yieldToOthers(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), niceness);
  } catch {
    // A container without /proc: both threads have one priority, as on other systems.
  }
}

if (!parentPort) throw new Error('This file is run as a thread of the server');
const port = parentPort;
const { databaseUrl, masterKey } = workerData as ThreadSetup; // written by `large-works.ts`
const warn = (details: Readonly<Record<string, unknown>>, message: string): void =>
  port.postMessage({ kind: 'warns', details, message } satisfies FromThread);
yieldToOthers();
const random = pooledRandom();
const master = await openMasterKey(masterKey, { random, fetch });
const database = withColumnKeys(pgDatabase(databaseUrl, { warn }, { connections }), { master, random });
serveLargeWorks(
  port,
  { database, clock: { nowMs: () => Date.now() }, random, installed: installedCatalogue },
  async () => {
    await database.close(); // after the transactions under way
    port.close();
  },
);
