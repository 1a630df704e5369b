import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DamagedFile, type ReadCount } from './damaged-file.ts';
import { ScratchReplica, documentFor, flipByte, insertRecords, openRecords } from './scratch-replica.ts';

const pageBytes = 4_096;
const given = 2_000;
const someRecords = () =>
  Array.from({ length: given }, (_, number) =>
    documentFor({ id: `x${number}`, entity: 'crm/contact', fields: { note: 'n'.repeat(300) } }),
  );

describe('a damaged replica file', () => {
  let replica: ScratchReplica;

  beforeEach(async () => {
    replica = new ScratchReplica();
    const { records } = await openRecords(replica.file);
    await insertRecords(records, someRecords());
  });
  afterEach(() => replica.end());

  const pagesOf = (type: string) =>
    replica.file.writer
      .prepare<[string], number>("select pageno from dbstat where name = 'r_crm_contact' and pagetype = ?")
      .pluck()
      .all(type);

  /** Damages pages of the closed file, and reads what is left. */
  const readAfter = (pages: readonly number[]) => {
    replica.file.close();
    for (const page of pages) flipByte(replica.path, (page - 1) * pageBytes + 2_000);
    const damaged = new DamagedFile({ file: replica.path, key: replica.key });
    const count: ReadCount = { read: 0, expected: null, gaps: 0 };
    const ids = damaged
      .tables()
      .flatMap((table) => [...damaged.documents(table, count)].map((document) => document['id']));
    const scattered = new Set([...damaged.scattered()].map((document) => document['id']));
    damaged.close();
    return { count, ids: new Set(ids), scattered };
  };

  it('[S-5] is read around damaged leaves, and it is known how much was lost', () => {
    const leaves = pagesOf('leaf');
    const { count, ids, scattered } = readAfter([leaves[3] ?? 0, leaves[4] ?? 0, leaves[9] ?? 0, leaves.at(-1) ?? 0]);
    expect(count.expected).toBe(given);
    expect(count.gaps).toBeGreaterThan(0);
    expect(ids.size).toBe(count.read);
    expect(given - count.read).toBeGreaterThan(10);
    expect(given - count.read).toBeLessThan(60);
    expect(scattered).toEqual(ids);
  });

  it('[S-5] is read page by page where the way to its tables is damaged', () => {
    const { ids, scattered } = readAfter([1]);
    expect(ids.size).toBe(0);
    expect(scattered.size).toBe(given);
  });

  it('[S-5] is read page by page where the root of a table is damaged', () => {
    const [root = 0] = pagesOf('internal');
    const { count, scattered } = readAfter([root]);
    expect(count).toMatchObject({ expected: given, read: 0 });
    expect(scattered.size).toBe(given);
  });
});
