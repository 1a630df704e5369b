import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scatteredRows } from './scattered-rows.ts';
import {
  type RecordsInstance,
  ScratchReplica,
  type TestDocument,
  changedTestDocument,
  documentFor,
  flipByte,
  insertRecords,
  openRecords,
} from '../scratch-replica.ts';
import type { AnyDocument } from './stored-document.ts';

const secret = 'Zaphod Beeblebrox';
const given = 4_000; // more pages than are copied at once
const recordOf = (number: number): TestDocument =>
  documentFor({ id: `x${number}`, entity: 'crm/contact', fields: { name: secret, note: 'n'.repeat(300) } });

describe('rows found page by page', () => {
  let replica: ScratchReplica;
  let records: RecordsInstance;

  beforeEach(async () => {
    replica = new ScratchReplica();
    ({ records } = await openRecords(replica.file));
  });
  afterEach(() => replica.end());

  const found = (file: string): readonly AnyDocument[] => [...scatteredRows({ file, key: replica.key })];
  const byId = (documents: readonly AnyDocument[]) => new Map(documents.map((document) => [document['id'], document]));
  const donorOf = (file: string): string => `${file}.scattered`;

  it('[S-5] are the documents as they were written, from every page of the file', async () => {
    const documents = Array.from({ length: given }, (_, number) => recordOf(number));
    const dead = documentFor({ id: 'dead', entity: 'crm/deal' }, { _deleted: true, _meta: { lwt: 7, seen: true } });
    await insertRecords(records, [...documents, dead]);
    replica.file.close();
    flipByte(replica.path, 2_000);
    const known = byId(found(replica.path));
    expect(known.size).toBe(given + 1); // no row of other tables
    expect(known.get('x0')).toEqual(documents[0]);
    expect(known.get(`x${given - 1}`)).toEqual(documents[given - 1]);
    expect(known.get('dead')).toEqual(dead);
  });

  it('[S-5] are also found in the log, whose pages are newer than the file', async () => {
    const old = recordOf(1);
    await insertRecords(records, [old, recordOf(2)]);
    replica.file.checkpoint();
    const renewed = changedTestDocument(old, { fields: { name: 'Arthur Dent' } });
    await records.bulkWrite([{ previous: old, document: renewed }], 'test');
    await insertRecords(
      records,
      Array.from({ length: 200 }, (_, number) => recordOf(1_000 + number)),
    ); // pages that the file does not contain yet
    const copy = replica.copyAsItLies();
    flipByte(copy, 2_000);
    const known = byId(found(copy));
    expect(known.size).toBe(202);
    expect(known.get('x1')).toEqual(renewed);
    expect(known.get('x1199')).toEqual(recordOf(1_199));
  });

  it('[D-4] are read through a temporary file under the same key, which is deleted afterwards', async () => {
    await insertRecords(records, [recordOf(1), recordOf(2), recordOf(3)]);
    replica.file.close();
    writeFileSync(donorOf(replica.path), 'left by an attempt that was cut off');
    const rows = scatteredRows({ file: replica.path, key: replica.key });
    expect(rows.next().value).toMatchObject({ entity: 'crm/contact' });
    expect(readFileSync(donorOf(replica.path)).includes(secret)).toBe(false);
    rows.return(undefined); // the test has read enough
    expect(existsSync(donorOf(replica.path))).toBe(false);
    expect(found(replica.path)).toHaveLength(3);
    expect(existsSync(donorOf(replica.path))).toBe(false);
  });

  it('[S-5] are not found under another key, or without a file', async () => {
    await insertRecords(records, [recordOf(1)]);
    replica.file.close();
    expect([...scatteredRows({ file: replica.path, key: new Uint8Array(32) })]).toEqual([]);
    writeFileSync(`${replica.path}.empty`, '');
    expect(found(`${replica.path}.empty`)).toEqual([]);
    expect(() => found(`${replica.path}.none`)).toThrow(`open '${replica.path}.none'`);
  });
});
