import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DamagedFile } from '@outpost/desktop/replica/storage/damaged-file';
import { openReplicaFile } from '@outpost/desktop/replica/storage/files/replica-file';
import { root } from '../../scripts/run-command.ts';
import { findInFiles } from '../testbed/find-in-files.ts';

const marker = 'Zaphod-Beeblebrox';
/** Texts that must not appear in plain text: people's entries, names of tables and fields, kinds of record. */
const secrets = [marker, marker.toLowerCase(), 'zaphod', 'prospecting', 'r_crm_deal', 'outpost/act'];

/**
 * Runs a replica's process until it has acknowledged a number of acts, with this folder for its temporary files, and kills it.
 */
async function workAndDie(folder: string, key: Buffer, acknowledgements: number): Promise<void> {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const args = ['--file', join(folder, 'replica.sqlite'), '--key', key.toString('hex'), '--marker', marker];
  const child = spawn(
    process.execPath,
    ['--report-on-fatalerror', join(root, 'proof/faults/working-replica.ts'), ...args],
    {
      cwd: folder, // a crash would leave a core or a report here
      env: { ...process.env, TMPDIR: temporary, SQLITE_TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = 0;
  createInterface({ input: child.stdout }).on('line', () => {
    said += 1;
    if (said > acknowledgements) child.kill('SIGABRT');
  });
  await new Promise((ended) => void child.once('exit', ended));
  expect(said).toBeGreaterThan(acknowledgements);
}

describe('the data that a replica leaves on the disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'outpost-clear-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const inClear = () => findInFiles(folder, secrets);

  it('[D-4] is unreadable in file, log, temporary files, and the files after a crash, after and during heavy work', async () => {
    const key = randomBytes(32);
    const file = join(folder, 'replica.sqlite');
    await workAndDie(folder, key, 60);
    expect(readdirSync(folder)).toContain('replica.sqlite-wal'); // it ended during its work
    expect(inClear()).toEqual([]);

    const opened = openReplicaFile({ file, key });
    if (!opened.ok) throw new Error(opened.message);
    const { writer } = opened.value;
    const rows = writer.prepare<[], number>(`select count(*) from r_crm_deal where data like '%${marker}%'`).pluck();
    expect(rows.get()).toBeGreaterThan(10); // with the key the data is readable
    writer.exec('create index heavy on r_outpost_act (data)'); // sorts all of it in temporary storage
    writer.prepare('select data from r_outpost_act order by data desc').all();
    expect(inClear()).toEqual([]);
    opened.value.rekey(randomBytes(32));
    opened.value.giveBackSpace();
    writer.exec('vacuum'); // rewrites the file through temporary storage
    expect(inClear()).toEqual([]);
    opened.value.close();
    expect(inClear()).toEqual([]);
  });

  it('[D-4] is unreadable while a damaged file is being rescued', async () => {
    const key = randomBytes(32);
    const file = join(folder, 'replica.sqlite');
    await workAndDie(folder, key, 40);
    const opened = openReplicaFile({ file, key });
    if (!opened.ok) throw new Error(opened.message);
    opened.value.close(); // its log is moved into the file
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(8, 1), 0, 8, 500);
    closeSync(handle);
    const damaged = new DamagedFile({ file, key });
    let seen = 0;
    for (const document of damaged.scattered()) {
      if (JSON.stringify(document).includes(marker)) seen += 1;
      if (seen === 1) expect(inClear()).toEqual([]);
    }
    damaged.close();
    expect(seen).toBeGreaterThan(10);
    expect(inClear()).toEqual([]);
  });

  it('[D-4] is found by this search where it is in plain text', () => {
    writeFileSync(join(folder, 'a'), `x${marker}y`);
    writeFileSync(join(folder, 'b'), Buffer.from(marker, 'utf16le'));
    expect(inClear().toSorted()).toEqual([`a: ${marker}`, `b: ${marker}`]);
  });
});
