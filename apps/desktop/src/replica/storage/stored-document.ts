import type { RxAttachmentData, RxDocumentData } from 'rxdb';

/** A document of any collection, with RxDB's own fields. */
export type AnyDocument = RxDocumentData<Record<string, unknown>>;

/** A document as its row holds it. `data` is the record as the domain knows it, without RxDB's fields, which are columns. */
export type DocumentRow = {
  readonly id: string;
  readonly deleted: 0 | 1;
  readonly rev: string;
  readonly lwt: number;
  readonly extra: string | null;
  readonly data: string;
};

/** Columns that `fromRow` needs, for a select. */
export const rowColumns = 'deleted, rev, lwt, extra, data';

/** What few documents have: metadata of plugins beside `lwt`, and attachments. */
type Extra = { readonly meta?: Record<string, unknown>; readonly attachments?: Record<string, RxAttachmentData> };

function isEmpty(object: object): boolean {
  for (const _key in object) return false;
  return true;
}

/** What its row has beside the columns that every row fills; null where there is nothing. */
export function extraOf(document: AnyDocument): string | null {
  const { lwt: _lwt, ...meta } = document._meta;
  const hasMeta = !isEmpty(meta);
  const hasAttachments = !isEmpty(document._attachments);
  if (!hasMeta && !hasAttachments) return null;
  const extra: Extra = {
    ...(hasMeta ? { meta } : {}),
    ...(hasAttachments ? { attachments: document._attachments } : {}),
  };
  return JSON.stringify(extra);
}

/** The row of a document whose attachments' bytes have been taken out. Hot path. */
export function toRow(document: AnyDocument, id: string): DocumentRow {
  const { _deleted, _rev, _meta, _attachments, ...record } = document;
  return {
    id,
    deleted: _deleted ? 1 : 0,
    rev: _rev,
    lwt: _meta.lwt,
    extra: extraOf(document),
    data: JSON.stringify(record),
  };
}

/** The document of a row. The row is our own writing and not checked again. */
export function fromRow(row: Omit<DocumentRow, 'id'>): AnyDocument {
  const document = JSON.parse(row.data) as AnyDocument; // written by toRow
  const extra = row.extra === null ? undefined : (JSON.parse(row.extra) as Extra); // written by toRow
  document._deleted = row.deleted === 1;
  document._rev = row.rev;
  document._meta = { ...extra?.meta, lwt: row.lwt };
  document._attachments = extra?.attachments ?? {};
  return document;
}

/** The value at a dotted path, undefined where there is none. */
export function valueAt(document: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = document;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key]; // an object by the line above
  }
  return value;
}
