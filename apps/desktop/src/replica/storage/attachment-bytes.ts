import type Database from 'better-sqlite3';
import type { RxAttachmentWriteData } from 'rxdb';
import type { CollectionTables } from './tables/collection-tables.ts';
import { StorageFault } from './files/storage-fault.ts';

/** The bytes of the attachments in one write, read beforehand because a Blob cannot be read within a transaction. */
export type BytesOfBlob = ReadonlyMap<Blob, Uint8Array>;

type Attachment = { readonly documentId: string; readonly attachmentId: string };
type NewAttachment = Attachment & { readonly attachmentData: RxAttachmentWriteData; readonly digest: string };
type Statements = Readonly<Record<'put' | 'get' | 'remove', Database.Statement>>;

/** Reads all Blobs in these documents. */
export async function readBlobs(
  documents: readonly { readonly _attachments: Readonly<Record<string, object>> }[],
): Promise<BytesOfBlob> {
  const blobs = documents
    .flatMap((document) => Object.values(document._attachments))
    .flatMap((attachment) => ('data' in attachment && attachment.data instanceof Blob ? [attachment.data] : []));
  return new Map(
    await Promise.all(blobs.map(async (blob) => [blob, new Uint8Array(await blob.arrayBuffer())] as const)),
  );
}

/** The attachments' table of one collection. */
export class AttachmentBytes {
  readonly #tables: CollectionTables;
  #statements: Statements | undefined;

  constructor(tables: CollectionTables) {
    this.#tables = tables;
  }

  put(attachment: NewAttachment, bytes: BytesOfBlob): void {
    const { documentId, attachmentId, attachmentData, digest } = attachment;
    const content = bytes.get(attachmentData.data);
    if (content === undefined) throw new StorageFault('other', `The bytes of attachment ${attachmentId} were not read`);
    this.#prepared().put.run(documentId, attachmentId, digest, attachmentData.type, content);
  }

  remove(attachment: Attachment): void {
    this.#prepared().remove.run(attachment.documentId, attachment.attachmentId);
  }

  /** Returns the attachment's content. It is a fault if none has this digest. */
  get(attachment: Attachment, digest: string): Blob {
    const row = this.#prepared().get.get(attachment.documentId, attachment.attachmentId, digest) as
      | { readonly type: string; readonly bytes: Buffer<ArrayBuffer> } // the columns selected below
      | undefined;
    if (row === undefined)
      throw new StorageFault(
        'other',
        `There is no attachment ${attachment.attachmentId} of ${attachment.documentId} with this digest`,
      );
    return new Blob([row.bytes], { type: row.type });
  }

  #prepared(): Statements {
    const { writer, attachmentTable } = this.#tables;
    return (this.#statements ??= {
      put: writer.prepare(
        `insert or replace into ${attachmentTable} (document_id, attachment_id, digest, type, bytes) values (?, ?, ?, ?, ?)`,
      ),
      get: writer.prepare(
        `select type, bytes from ${attachmentTable} where document_id = ? and attachment_id = ? and digest = ?`,
      ),
      remove: writer.prepare(`delete from ${attachmentTable} where document_id = ? and attachment_id = ?`),
    });
  }
}
