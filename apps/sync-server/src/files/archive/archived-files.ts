import type { BlobStore, StoredContent } from '../blob-store.ts';
import { DamagedBytes } from '../sealed-bytes.ts';
import { type Database, inTenant } from '../../db/database.ts';

type Row = { readonly file_id: string; readonly entity: string; readonly sha256: string; readonly size_bytes: number };

const rowsOfPage = 1_000;
const lowest = '00000000-0000-0000-0000-000000000000';

async function* contentRows(database: Database, orgId: string): AsyncGenerator<readonly Row[]> {
  for (let [file, sha256] = [lowest, '']; ;) {
    const rows = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
      tx.query<Row>(
        'select file_id, entity, sha256, size_bytes from store.file_content where org_id = $1 and (file_id, sha256) > ($2::uuid, $3) order by file_id, sha256 limit $4',
        [orgId, file, sha256, rowsOfPage],
      ),
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    [file, sha256] = [last.file_id, last.sha256];
  }
}

/** Returns the contents of a tenant's files, each once. */
export async function archivedContents(database: Database, orgId: string): Promise<readonly StoredContent[]> {
  const found = new Map<string, number>();
  for await (const rows of contentRows(database, orgId))
    for (const { sha256, size_bytes: sizeBytes } of rows) found.set(sha256, sizeBytes);
  return [...found].map(([sha256, sizeBytes]) => ({ sha256, sizeBytes }));
}

/** Returns the place of a content in the archive. */
export const contentPath = (sha256: string): string => `files/${sha256.slice(0, 2)}/${sha256}`;

/** Yields which record has which content, as lines of JSON. */
export async function* fileLines(database: Database, orgId: string): AsyncGenerator<string> {
  for await (const rows of contentRows(database, orgId))
    yield rows
      .map(({ file_id: record, entity, sha256, size_bytes: sizeBytes }) => {
        return `${JSON.stringify({ entity, record, sha256, sizeBytes, path: contentPath(sha256) })}\n`;
      })
      .join('');
}

/**
 * Yields the bytes of a content, read when the archive comes to it. Calls `onMissing` where the store lacks it, or
 * where it is damaged: then only the bytes before the damage are in the archive. So one damaged file does not prevent
 * the archive of an organisation.
 */
export async function* contentBytes(
  blobs: BlobStore,
  { orgId, sha256, sizeBytes }: StoredContent & { readonly orgId: string },
  onMissing: (sha256: string) => void,
): AsyncGenerator<Uint8Array> {
  const contents = await blobs.of(orgId);
  const bytes = await contents.read({ sha256, sizeBytes }, { from: 0, to: sizeBytes - 1 }).catch(() => undefined);
  if (!bytes) return onMissing(sha256);
  try {
    yield* bytes as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (!(cause instanceof DamagedBytes)) throw cause;
    onMissing(sha256);
  }
}
