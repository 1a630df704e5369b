import { type Database, inTenant } from '../db/database.ts';
import type { BlobStore, StoredContent, TenantBlobs } from './blob-store.ts';
import { lockContent } from './file-contents.ts';

export type RenewPorts = { readonly database: Database; readonly blobs: BlobStore };

/** Called with a content that could not be sealed, and the fault. The work continues with the next content. */
export type OnContentFault = (content: StoredContent, cause: unknown) => void;

/** Bounds of one run. `isOver` is asked after each content, `skips` before it. */
export type RenewBounds = {
  readonly isOver: () => boolean;
  readonly skips: (content: StoredContent) => boolean;
  readonly onFault: OnContentFault;
};

/**
 * Seals the contents that an earlier build left in clear. It may be stopped at any moment, and continues when it runs
 * again. Returns their number. Without bounds it seals all of them, and the first content that cannot be sealed stops
 * it.
 */
export const sealInClear = (ports: RenewPorts, orgId: string, bounds?: RenewBounds): Promise<number> =>
  renew(ports, orgId, { ...bounds, due: ports.blobs.inClear(orgId) });

/**
 * Seals all contents of a tenant under its newest data key, where they are stored under an older one or in clear. It
 * may be stopped at any moment, and continues when it runs again. The server may run meanwhile. Returns the number of
 * contents that it sealed. Without `onFault` the first content that cannot be sealed stops it.
 */
export const renewContents = (ports: RenewPorts, orgId: string, onFault?: OnContentFault): Promise<number> =>
  renew(ports, orgId, { due: contentsOf(ports.database, orgId), onFault });

type Renewal = { readonly due: AsyncIterable<StoredContent> } & {
  readonly [K in keyof RenewBounds]?: RenewBounds[K] | undefined;
};

async function renew(ports: RenewPorts, orgId: string, { due, isOver, skips, onFault }: Renewal): Promise<number> {
  let renewed = 0;
  for await (const content of due) {
    if (skips?.(content)) continue;
    const contents = await ports.blobs.of(orgId);
    try {
      if (await renewOne(ports.database, { orgId, contents, content })) renewed += 1;
    } catch (cause) {
      if (!onFault) throw cause;
      onFault(content, cause);
    }
    if (isOver?.()) break;
  }
  return renewed;
}

type OneContent = { readonly orgId: string; readonly contents: TenantBlobs; readonly content: StoredContent };

const renewOne = (database: Database, { orgId, contents, content }: OneContent): Promise<boolean> =>
  inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    await lockContent(tx, { orgId, sha256: content.sha256 });
    return contents.renew(content);
  });

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
