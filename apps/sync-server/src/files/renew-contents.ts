import { type Database, inTenant } from '../db/database.ts';
import type { BlobStore, StoredContent } from './blob-store.ts';
import { lockContent } from './file-contents.ts';

export type RenewPorts = { readonly database: Database; readonly blobs: BlobStore };

/** Seals the contents that an earlier build left in clear. It may be stopped at any moment, and goes on when it runs again. Returns their number. */
export const sealInClear = (ports: RenewPorts, orgId: string): Promise<number> =>
  renew(ports, orgId, ports.blobs.inClear(orgId));

/**
 * Seals all contents of a tenant under its newest data key, where they lie under an older one or in clear. It may be stopped at any moment, and
 * goes on when it runs again. The server may run meanwhile. Returns the number of contents that it sealed.
 */
export const renewContents = (ports: RenewPorts, orgId: string): Promise<number> =>
  renew(ports, orgId, contentsOf(ports.database, orgId));

async function renew(
  { database, blobs }: RenewPorts,
  orgId: string,
  due: AsyncIterable<StoredContent>,
): Promise<number> {
  let renewed = 0;
  for await (const content of due) {
    const contents = await blobs.of(orgId);
    const isRenewed = await inTenant(database, { orgId, mode: 'write' }, async (tx) => {
      await lockContent(tx, { orgId, sha256: content.sha256 });
      return contents.renew(content);
    });
    if (isRenewed) renewed += 1;
  }
  return renewed;
}

type Row = { readonly sha256: string; readonly size_bytes: number };
const rowsOfPage = 1_000;

async function* contentsOf(database: Database, orgId: string): AsyncGenerator<StoredContent> {
  for (let after = ''; ;) {
    const rows = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
      tx.query<Row>(
        'select distinct sha256, size_bytes from store.file_content where org_id = $1 and sha256 > $2 order by sha256 limit $3',
        [orgId, after, rowsOfPage],
      ),
    );
    for (const { sha256, size_bytes: sizeBytes } of rows) yield { sha256, sizeBytes };
    const last = rows.at(-1);
    if (!last) return;
    after = last.sha256;
  }
}
