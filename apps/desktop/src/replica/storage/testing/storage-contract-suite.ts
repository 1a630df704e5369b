import { createBlob, getChangedDocumentsSince } from 'rxdb';
import type { EventBulk, RxStorageChangeEvent } from 'rxdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Person, PersonInstance, StoreFactory, StoreUnderTest, SuiteLayout } from './storage-suite-world.ts';
import { documentOf, insertAll, nextRevision, openPeople, plainPerson, prepared } from './storage-suite-world.ts';

const everyone = { selector: {}, sort: [{ id: 'asc' as const }] };
const firstDigest = 'sha256-one';

function attachment(text: string, digest = firstDigest) {
  const data = createBlob(text, 'text/plain');
  return { note: { data, digest, length: data.size, type: 'text/plain' } };
}

/**
 * Tests the behaviour that RxDB expects of a storage, according to its `RxStorageInstance` interface. The suite runs on
 * RxDB's memory storage and on the replica's, so that both fulfil one contract (D-1). Queries have a separate suite.
 */
export function storageContract(factory: StoreFactory, layout: SuiteLayout): void {
  describe(`${factory.name} as RxStorage, ${layout}`, () => {
    let store: StoreUnderTest;
    let people: PersonInstance;
    let databaseName = '';
    let runs = 0;

    beforeEach(async () => {
      runs += 1;
      databaseName = `suite-${factory.name}-${layout}-${runs}`;
      store = await factory.make();
      people = await openPeople(store, layout, databaseName);
    });
    afterEach(() => store.end());

    const idsOf = async (instance: PersonInstance) => {
      const { documents } = await instance.query(prepared(layout, everyone));
      return documents.map((document) => document.id);
    };

    it('[D-1] returns a document as it was written, with metadata of plugins', async () => {
      const document = documentOf(plainPerson('p1', { loose: { deep: [1, { text: 'ü😀' }], none: null }, tags: [] }), {
        _meta: { lwt: 1_700_000_000_000.25, plugin: { seen: true } },
      });
      await insertAll(people, [document]);
      expect(await people.findDocumentsById(['p1'], false)).toEqual([document]);
    });

    it('[D-1] finds several documents by id, and leaves unknown ids out', async () => {
      const documents = [documentOf(plainPerson('p1')), documentOf(plainPerson('p2', { group: 'crm/deal' }))];
      await insertAll(people, documents);
      const found = await people.findDocumentsById(['p2', 'nobody', 'p1'], false);
      expect(found.map((document) => document.id)).toEqual(['p2', 'p1']);
    });

    it('[D-1] answers the insert of an existing id with a conflict that contains the stored document', async () => {
      const first = documentOf(plainPerson('p1'));
      await insertAll(people, [first]);
      const second = documentOf(plainPerson('p1', { name: 'Other' }));
      const { error } = await people.bulkWrite([{ document: second }], 'again');
      expect(error).toEqual([
        {
          isError: true,
          status: 409,
          documentId: 'p1',
          writeRow: { document: second },
          documentInDb: first,
          context: 'again',
        },
      ]);
      expect(await people.findDocumentsById(['p1'], false)).toEqual([first]);
    });

    it('[D-1] answers an update on a stale revision with a conflict', async () => {
      const first = documentOf(plainPerson('p1'));
      const second = nextRevision(first, { name: 'Second' });
      await insertAll(people, [first]);
      await people.bulkWrite([{ previous: first, document: second }], 'suite');
      const { error } = await people.bulkWrite(
        [{ previous: first, document: nextRevision(first, { name: 'Late' }) }],
        'suite',
      );
      expect(error).toMatchObject([{ status: 409, documentId: 'p1', documentInDb: second }]);
      expect(await people.findDocumentsById(['p1'], false)).toEqual([second]);
    });

    it('[D-1] writes the valid rows of a batch and returns an error for each invalid one', async () => {
      const known = documentOf(plainPerson('p1'));
      await insertAll(people, [known]);
      const { error } = await people.bulkWrite(
        [
          { document: documentOf(plainPerson('p0')) },
          { document: documentOf(plainPerson('p1')) },
          { document: documentOf(plainPerson('p2', { group: 'crm/deal' })) },
        ],
        'mixed',
      );
      expect(error.map(({ documentId, status }) => [documentId, status])).toEqual([['p1', 409]]);
      expect(await idsOf(people)).toEqual(['p0', 'p1', 'p2']);
    });

    it('[D-1] handles an update of a missing document as an insert', async () => {
      const ghost = documentOf(plainPerson('p1'));
      const { error } = await people.bulkWrite(
        [{ previous: ghost, document: nextRevision(ghost, { name: 'Here' }) }],
        'suite',
      );
      expect(error).toEqual([]);
      expect(await people.findDocumentsById(['p1'], false)).toMatchObject([{ name: 'Here' }]);
    });

    it('[D-1] keeps tombstones, but leaves them out of queries and counts of living documents', async () => {
      const first = documentOf(plainPerson('p1'));
      await insertAll(people, [first]);
      await people.bulkWrite([{ previous: first, document: nextRevision(first, { _deleted: true }) }], 'suite');
      expect(await people.findDocumentsById(['p1'], false)).toEqual([]);
      expect(await people.findDocumentsById(['p1'], true)).toMatchObject([{ id: 'p1', _deleted: true }]);
      const living = prepared(layout, { selector: { _deleted: false } as never });
      expect((await people.query(living)).documents).toEqual([]);
      expect(await people.count(living)).toEqual({ count: 0, mode: 'fast' });
    });

    it('[D-1] stores a document that is inserted as deleted, without an event, and lets it be restored', async () => {
      const bulks: unknown[] = [];
      const subscription = people.changeStream().subscribe((bulk) => bulks.push(bulk));
      const dead = documentOf(plainPerson('p1'), { _deleted: true });
      await insertAll(people, [dead]);
      expect(bulks).toEqual([]);
      const { error } = await people.bulkWrite(
        [{ previous: dead, document: nextRevision(dead, { _deleted: false }) }],
        'suite',
      );
      expect(error).toEqual([]);
      expect(bulks).toMatchObject([{ events: [{ operation: 'INSERT', documentId: 'p1' }] }]);
      subscription.unsubscribe();
    });

    it('[D-1] reports inserts, updates and deletes with the previous documents, in one bulk for each write', async () => {
      const bulks: EventBulk<RxStorageChangeEvent<Person>, unknown>[] = [];
      const subscription = people.changeStream().subscribe((bulk) => bulks.push(bulk as never)); // the stream's events contain RxDB's own fields too
      const first = documentOf(plainPerson('p1'));
      const second = nextRevision(first, { name: 'Second' });
      const third = nextRevision(second, { _deleted: true });
      await people.bulkWrite([{ document: first }, { document: documentOf(plainPerson('p2')) }], 'a');
      await people.bulkWrite([{ previous: first, document: second }], 'b');
      await people.bulkWrite([{ previous: second, document: third }], 'c');
      await people.bulkWrite([{ previous: first, document: second }], 'refused');
      subscription.unsubscribe();
      expect(bulks.map((bulk) => [bulk.context, bulk.events.map((event) => event.operation)])).toEqual([
        ['a', ['INSERT', 'INSERT']],
        ['b', ['UPDATE']],
        ['c', ['DELETE']],
      ]);
      expect(bulks[1]?.events[0]).toMatchObject({
        documentId: 'p1',
        documentData: second,
        previousDocumentData: first,
      });
      expect(bulks[2]?.checkpoint).toEqual({ id: 'p1', lwt: third._meta.lwt });
      expect(new Set(bulks.map((bulk) => bulk.id)).size).toBe(3);
    });

    it('[D-1] notifies another instance of the same collection', async () => {
      const other = await openPeople(store, layout, databaseName);
      const seen: string[] = [];
      const subscription = other
        .changeStream()
        .subscribe((bulk) => seen.push(...bulk.events.map((event) => event.documentId)));
      await insertAll(people, [documentOf(plainPerson('p1'))]);
      expect(seen).toEqual(['p1']);
      expect(await idsOf(other)).toEqual(['p1']);
      subscription.unsubscribe();
      await other.close();
      await insertAll(people, [documentOf(plainPerson('p2'))]);
      expect(seen).toEqual(['p1']);
    });

    it('[D-1] stores attachments, returns them by digest, and drops them with the document', async () => {
      const first = documentOf(plainPerson('p1'), { _attachments: attachment('hello') });
      await insertAll(people, [first]);
      const [stored] = await people.findDocumentsById(['p1'], false);
      expect(stored?._attachments).toEqual({ note: { digest: firstDigest, length: 5, type: 'text/plain' } });
      const blob = await people.getAttachmentData('p1', 'note', firstDigest);
      expect([await blob.text(), blob.type]).toEqual(['hello', 'text/plain']);
      if (stored === undefined) throw new Error('not stored');

      const changed = nextRevision(stored, { _attachments: attachment('changed', 'sha256-two') });
      await people.bulkWrite([{ previous: stored, document: changed }], 'suite');
      expect(await (await people.getAttachmentData('p1', 'note', 'sha256-two')).text()).toBe('changed');
      await expect(async () => people.getAttachmentData('p1', 'note', firstDigest)).rejects.toThrow();

      const [second] = await people.findDocumentsById(['p1'], false);
      if (second === undefined) throw new Error('not stored');
      await people.bulkWrite(
        [{ previous: second, document: nextRevision(second, { _deleted: true, _attachments: {} }) }],
        'suite',
      );
      await expect(async () => people.getAttachmentData('p1', 'note', 'sha256-two')).rejects.toThrow();
    });

    it('[D-1] refuses a row whose attachment has no content', async () => {
      const stub = { note: { digest: firstDigest, length: 5, type: 'text/plain' } };
      const { error } = await people.bulkWrite(
        [
          { document: documentOf(plainPerson('p1'), { _attachments: stub }) },
          { document: documentOf(plainPerson('p2')) },
        ],
        'suite',
      );
      expect(error).toMatchObject([{ status: 510, documentId: 'p1', attachmentId: 'note' }]);
      expect(await idsOf(people)).toEqual(['p2']);
      expect(await people.findDocumentsById(['p1'], true)).toEqual([]);
      await insertAll(people, [documentOf(plainPerson('p1'))]);
    });

    it('[D-1] purges only tombstones that are old enough', async () => {
      const dead = documentOf(plainPerson('p1'), { _deleted: true });
      const freshlyDead = documentOf(plainPerson('p2'), { _deleted: true, _meta: { lwt: Date.now() + 60_000 } });
      await insertAll(people, [dead, freshlyDead, documentOf(plainPerson('p3'))]);
      while (!(await people.cleanup(1_000))) continue;
      const left = await people.findDocumentsById(['p1', 'p2', 'p3'], true);
      expect(left.map((document) => document.id)).toEqual(['p2', 'p3']);
      await insertAll(people, [documentOf(plainPerson('p1'))]); // the id is free again
    });

    it('[D-1] returns the changes since a checkpoint: in order, once each, tombstones included', async () => {
      const first = documentOf(plainPerson('p5'));
      const same = { _meta: { lwt: first._meta.lwt + 1 } }; // written in one call, so only their ids distinguish them
      await insertAll(people, [
        first,
        documentOf(plainPerson('p9'), same),
        documentOf(plainPerson('p2', { group: 'crm/deal' }), same),
      ]);
      const last = nextRevision(first, { _deleted: true });
      await people.bulkWrite([{ previous: first, document: last }], 'suite');

      const seen: string[] = [];
      let checkpoint: unknown;
      for (;;) {
        const page = await getChangedDocumentsSince(people, 2, checkpoint);
        if (page.documents.length === 0) break;
        seen.push(...page.documents.map((document) => document.id));
        checkpoint = page.checkpoint;
      }
      expect(seen).toEqual(['p2', 'p9', 'p5']);
      expect(checkpoint).toEqual({ id: 'p5', lwt: last._meta.lwt });
      await insertAll(people, [documentOf(plainPerson('p6', { group: 'crm/lead' }))]);
      expect((await getChangedDocumentsSince(people, 10, checkpoint)).documents.map((document) => document.id)).toEqual(
        ['p6'],
      );
    });

    it('[D-1] keeps its documents over a restart', async () => {
      const documents = [
        documentOf(plainPerson('p1')),
        documentOf(plainPerson('p2', { group: 'crm/deal' }), { _deleted: true }),
      ];
      await insertAll(people, documents);
      await people.close();
      store = await store.reopen();
      const again = await openPeople(store, layout, databaseName);
      expect(await again.findDocumentsById(['p1', 'p2'], true)).toEqual(documents);
      const { error } = await again.bulkWrite([{ document: documentOf(plainPerson('p1')) }], 'suite');
      expect(error).toMatchObject([{ status: 409 }]);
    });

    it('[D-1] removes all documents of a removed collection', async () => {
      await insertAll(people, [documentOf(plainPerson('p1')), documentOf(plainPerson('p2', { group: 'crm/deal' }))]);
      await people.remove();
      const again = await openPeople(store, layout, databaseName);
      expect(await idsOf(again)).toEqual([]);
      await insertAll(again, [documentOf(plainPerson('p1'))]);
      expect(await idsOf(again)).toEqual(['p1']);
    });

    it('[D-1] can be closed more than once', async () => {
      await people.close();
      await people.close();
    });
  });
}
