import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWriter } from './keyed-connection.ts';
import { openReplicaFile, wipeReplicaFile } from './replica-file.ts';
import { ScratchReplica, documentFor, flipByte, insertRecords, openRecords } from '../scratch-replica.ts';

const secret = 'Zaphod Beeblebrox';
const someRecords = (count: number, from = 0) =>
  Array.from({ length: count }, (_, number) =>
    documentFor({ id: `x${from + number}`, entity: 'crm/contact', fields: { name: secret, note: 'n'.repeat(300) } }),
  );

describe("the replica's file", () => {
  let replica: ScratchReplica;

  beforeEach(() => {
    replica = new ScratchReplica();
  });
  afterEach(() => replica.end());

  const openCopy = () => {
    const opened = openReplicaFile({ file: replica.copyAsItLies(), key: replica.key });
    if (!opened.ok) throw new Error(opened.message);
    return opened.value;
  };

  it('[D-2] contains a write once it is acknowledged, and no data of an uncommitted one', async () => {
    const { records } = await openRecords(replica.file);
    await insertRecords(records, someRecords(3));
    replica.file.writer.exec('begin; delete from r_crm_contact');
    const copy = openCopy();
    const left = await openRecords(copy);
    expect(await left.records.findDocumentsById(['x0', 'x1', 'x2'], false)).toHaveLength(3);
    copy.close();
    replica.file.writer.exec('rollback');
  });

  it('[D-2] waits for the disk at every commit', () => {
    expect(replica.file.writer.pragma('synchronous', { simple: true })).toBe(2); // FULL
    expect(replica.file.writer.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(replica.file.writer.pragma('temp_store', { simple: true })).toBe(2); // memory
  });

  it('[D-4] reveals nothing of its content on disk, including its log', async () => {
    const { records } = await openRecords(replica.file);
    await insertRecords(records, someRecords(50));
    const inFiles = () =>
      readdirSync(replica.folder).filter((name) => readFileSync(join(replica.folder, name)).includes(secret));
    expect(inFiles()).toEqual([]);
    replica.file.checkpoint();
    expect(inFiles()).toEqual([]);
    expect(readFileSync(replica.path).includes('r_crm_contact')).toBe(false);
  });

  it('[K-5] leaves a file of a newer build in another format alone', () => {
    const format = Number(replica.file.writer.pragma('user_version', { simple: true }));
    expect(format).toBeGreaterThan(0);
    replica.file.writer.exec('create table kept (x); insert into kept values (7)');
    replica.file.writer.pragma(`user_version = ${format + 1}`);
    replica.file.close();
    expect(openReplicaFile({ file: replica.path, key: replica.key })).toMatchObject({
      ok: false,
      code: 'replica/newer-file',
      details: { format: format + 1, known: format },
    });
    const later = openWriter(replica.path, replica.key);
    expect(later.prepare('select x from kept').pluck().get()).toBe(7);
    later.pragma(`user_version = ${format}`);
    later.close();
    replica.reopen();
  });

  it('[D-4] refuses a wrong key', () => {
    const answer = openReplicaFile({ file: replica.path, key: randomBytes(32) });
    expect(answer).toMatchObject({ ok: false, code: 'replica/wrong-key', retry: 'after-edit' });
    expect(() => openReplicaFile({ file: replica.path, key: randomBytes(16) })).toThrow('32 bytes');
    rmSync(`${replica.path}-key`); // a profile copied without the fingerprint
    expect(openReplicaFile({ file: replica.path, key: randomBytes(32) })).toMatchObject({
      ok: false,
      code: 'replica/wrong-key',
    });
  });

  it('[S-5] distinguishes a damaged first page from a wrong key', async () => {
    const { records } = await openRecords(replica.file);
    await insertRecords(records, someRecords(50));
    replica.file.close();
    flipByte(replica.path, 200);
    expect(() => openReplicaFile({ file: replica.path, key: replica.key })).toThrow(
      expect.objectContaining({ name: 'StorageFault', kind: 'damaged' }),
    );
    expect(openReplicaFile({ file: replica.path, key: randomBytes(32) })).toMatchObject({ code: 'replica/wrong-key' });
    wipeReplicaFile(replica.path);
    replica.reopen();
  });

  it('[S-5] never serves a damaged page, and finds it', async () => {
    const { records } = await openRecords(replica.file);
    await insertRecords(records, someRecords(500));
    expect(replica.file.findDamage()).toEqual([]);
    const pages = replica.file.writer
      .prepare<[], number>("select pageno from dbstat where name = 'r_crm_contact' and pagetype = 'leaf'")
      .pluck()
      .all();
    replica.file.close();
    flipByte(replica.path, ((pages[3] ?? 1) - 1) * 4_096 + 2_000);
    const again = await openRecords(replica.reopen());
    await expect(
      again.records.findDocumentsById(
        someRecords(500).map((document) => document.id),
        false,
      ),
    ).rejects.toMatchObject({ kind: 'damaged' });
    expect(replica.file.findDamage()).not.toEqual([]);
  });

  it('[D-4] opens with the new key only, after a rekey', async () => {
    const { records } = await openRecords(replica.file);
    await insertRecords(records, someRecords(5));
    const key = randomBytes(32);
    replica.file.rekey(key);
    await insertRecords(records, someRecords(1, 100));
    replica.file.close();
    expect(openReplicaFile({ file: replica.path, key: replica.key })).toMatchObject({ code: 'replica/wrong-key' });
    const opened = openReplicaFile({ file: replica.path, key });
    if (!opened.ok) throw new Error(opened.message);
    const again = await openRecords(opened.value);
    expect(await again.records.findDocumentsById(['x0', 'x100'], false)).toHaveLength(2);
    replica.file = opened.value;
  });

  it('[E-3] writes nothing and reports a full disk, and continues when there is space', async () => {
    const { records } = await openRecords(replica.file);
    await insertRecords(records, someRecords(10));
    const events: unknown[] = [];
    records.changeStream().subscribe((bulk) => events.push(bulk));
    const { writer } = replica.file;
    writer.pragma(`max_page_count = ${String(writer.pragma('page_count', { simple: true }))}`); // SQLite's own error for a full disk
    await expect(insertRecords(records, someRecords(2_000, 1_000))).rejects.toMatchObject({
      name: 'StorageFault',
      kind: 'disk-full',
      cause: { code: 'SQLITE_FULL' },
    });
    expect(writer.inTransaction).toBe(false);
    expect(events).toEqual([]);
    expect(writer.prepare('select count(*) from r_crm_contact').pluck().get()).toBe(10);
    writer.pragma('max_page_count = 1000000');
    await insertRecords(records, someRecords(2_000, 1_000));
    expect(events).toHaveLength(1);
  });

  it('[E-1] throws a fault when it is used after closing', async () => {
    const { records } = await openRecords(replica.file);
    replica.file.close();
    await expect(insertRecords(records, someRecords(1))).rejects.toMatchObject({
      name: 'StorageFault',
      kind: 'closed',
    });
    replica.reopen();
  });

  it('[E-3] keeps its log bounded, and returns freed space to the disk', async () => {
    const { records } = await openRecords(replica.file);
    await insertRecords(records, someRecords(3_000));
    expect(replica.file.checkpoint()).toBe(true);
    expect(replica.file.sizes().wal).toBe(0);
    const before = statSync(replica.path).size;
    await records.remove();
    expect(replica.file.sizes().free).toBeGreaterThan(1_000_000);
    while (replica.file.giveBackSpace(100)) continue;
    replica.file.checkpoint();
    expect(replica.file.sizes().main).toBeLessThan(before / 4);
  });

  it('[D-5] leaves no file behind when it is wiped', () => {
    replica.file.close();
    writeFileSync(join(replica.folder, 'other'), '');
    wipeReplicaFile(replica.path);
    wipeReplicaFile(replica.path); // no file is left
    expect(readdirSync(replica.folder)).toEqual(['other']);
    rmSync(join(replica.folder, 'other'));
    replica.reopen();
  });
});
