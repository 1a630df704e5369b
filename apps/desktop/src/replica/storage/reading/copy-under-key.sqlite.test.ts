import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerCopy, copyInThread, copyUnderKey } from './copy-under-key.ts';
import { openReader } from '../files/keyed-connection.ts';
import { ScratchReplica, documentFor, insertRecords, openRecords } from '../scratch-replica.ts';

const workerFile = new URL('./reader-worker.ts', import.meta.url);
const secret = 'Zaphod Beeblebrox';

describe('a copy of the file under another key', () => {
  const toKey = randomBytes(32);
  let replica: ScratchReplica;
  let to: string;

  beforeEach(async () => {
    replica = new ScratchReplica();
    to = join(replica.folder, 'copy.db');
    const { records } = await openRecords(replica.file);
    await insertRecords(
      records,
      Array.from({ length: 300 }, (_, at) =>
        documentFor({ id: `x${at}`, entity: 'crm/contact', fields: { name: secret } }),
      ),
    );
  });
  afterEach(() => replica.end());

  const copy = () => ({ file: replica.path, key: replica.key, to, toKey });
  const countIn = (file: string, key: Uint8Array): unknown => {
    const opened = openReader(file, key);
    try {
      return opened.prepare('select count(*) from r_crm_contact').pluck().get();
    } finally {
      opened.close();
    }
  };

  it('[D-4] contains all commits, opens only with the new key, and leaves the file under its own key', () => {
    replica.file.writer.exec('begin; delete from r_crm_contact');
    copyUnderKey(copy());
    replica.file.writer.exec('rollback');
    expect(countIn(to, toKey)).toBe(300);
    expect(() => countIn(to, replica.key)).toThrow('not a database');
    expect(countIn(replica.path, replica.key)).toBe(300);
    expect(readFileSync(to).includes(secret)).toBe(false);
    expect(readdirSync(replica.folder).filter((name) => name.startsWith('copy.db'))).toEqual(['copy.db']);
  });

  it('[D-4] is as sound as the file, page by page', () => {
    copyUnderKey(copy());
    const opened = openReader(to, toKey);
    expect(opened.pragma('integrity_check', { simple: true })).toBe('ok');
    opened.close();
  });

  it('[E-1] is a fault where its path is in use (by a file that stays unchanged), or where the file does not open', () => {
    writeFileSync(to, 'something else');
    expect(() => copyUnderKey(copy())).toThrow(
      expect.objectContaining({ name: 'StorageFault', message: expect.stringContaining('being copied') as string }),
    );
    expect(readFileSync(to, 'utf8')).toBe('something else');
    expect(answerCopy({ ...copy(), file: join(replica.folder, 'nothing.db') })).toMatchObject({
      outcome: 'fault',
      kind: 'disk-failed',
    });
    expect(answerCopy({ ...copy(), key: toKey })).toMatchObject({
      outcome: 'fault',
      kind: 'damaged',
      message: expect.stringContaining('not a database') as string,
    });
  });

  it('[D-4] can be made in a thread, which reports errors', async () => {
    await copyInThread(copy(), workerFile);
    expect(countIn(to, toKey)).toBe(300);
    await expect(copyInThread({ ...copy(), file: 'nowhere.db' }, workerFile)).rejects.toMatchObject({
      name: 'StorageFault',
      kind: 'disk-failed',
      message: expect.stringContaining('being copied') as string,
    });
  });

  it('[E-1] is a fault where its thread ends without an answer, or does not start', async () => {
    await expect(copyInThread(copy(), new URL('data:text/javascript,'))).rejects.toMatchObject({
      name: 'StorageFault',
      message: 'The thread that copies the file ended',
    });
    await expect(copyInThread(copy(), join(replica.folder, 'no-worker.js'))).rejects.toThrow('no-worker.js');
    expect(existsSync(to)).toBe(false);
  });

  it('reports that the copy exists', () => {
    expect(answerCopy(copy())).toEqual({ outcome: 'copied' });
    expect(countIn(to, toKey)).toBe(300);
  });
});
