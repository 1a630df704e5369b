import { createBlob } from 'rxdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AttachmentBytes, readBlobs } from './attachment-bytes.ts';
import { CollectionTables } from './tables/collection-tables.ts';
import { ScratchReplica } from './scratch-replica.ts';

const letter = (text: string, digest = 'one') => {
  const data = createBlob(text, 'text/plain');
  return { data, digest, length: data.size, type: 'text/plain' };
};

describe('the bytes of attachments', () => {
  let replica: ScratchReplica;
  let bytes: AttachmentBytes;

  beforeEach(() => {
    replica = new ScratchReplica();
    bytes = new AttachmentBytes(
      new CollectionTables(replica.file.writer, { prefix: 'c_notes', entityPath: undefined, primaryPath: 'id' }),
    );
  });
  afterEach(() => replica.end());

  const put = async (
    place: { readonly documentId: string; readonly attachmentId: string },
    text: string,
    digest = 'one',
  ) => {
    const attachmentData = letter(text, digest);
    bytes.put({ ...place, attachmentData, digest }, await readBlobs([{ _attachments: { any: attachmentData } }]));
  };
  const note = { documentId: 'd1', attachmentId: 'note' };

  it('[D-1] are read for all documents of a write, except for attachments that are already stored', async () => {
    const [one, two] = [letter('one'), letter('two')];
    const read = await readBlobs([
      { _attachments: { a: one, stored: { digest: 'x', length: 3, type: 'text/plain' } } },
      { _attachments: {} },
      { _attachments: { b: two, odd: { data: 'no blob' } } },
    ]);
    expect([...read].map(([blob, content]) => [blob, Buffer.from(content).toString()])).toEqual([
      [one.data, 'one'],
      [two.data, 'two'],
    ]);
  });

  it('[D-1] are found only by document, name and digest', async () => {
    await put(note, 'a letter');
    await put({ ...note, documentId: 'd2' }, 'of another');
    await put({ ...note, attachmentId: 'other' }, 'another one', 'two');
    const content = bytes.get(note, 'one');
    expect([await content.text(), content.type]).toEqual(['a letter', 'text/plain']);
    expect(() => bytes.get(note, 'two')).toThrow('There is no attachment note of d1 with this digest');
    expect(() => bytes.get({ ...note, documentId: 'd3' }, 'one')).toThrow(
      expect.objectContaining({ name: 'StorageFault', kind: 'other' }),
    );
  });

  it('[D-1] are replaced under the same name, and deleted when they are removed', async () => {
    await put(note, 'first');
    await put(note, 'second', 'two');
    expect(await bytes.get(note, 'two').text()).toBe('second');
    expect(() => bytes.get(note, 'one')).toThrow('no attachment');
    await put({ ...note, documentId: 'd2' }, 'stays');
    bytes.remove(note);
    expect(() => bytes.get(note, 'two')).toThrow('no attachment');
    expect(await bytes.get({ ...note, documentId: 'd2' }, 'one').text()).toBe('stays');
  });

  it('[E-1] cause a fault if they were not read before, and none is stored', () => {
    const write = () => bytes.put({ ...note, attachmentData: letter('unread'), digest: 'one' }, new Map());
    expect(write).toThrow(
      expect.objectContaining({ kind: 'other', message: 'The bytes of attachment note were not read' }),
    );
    expect(() => bytes.get(note, 'one')).toThrow('no attachment');
  });
});
