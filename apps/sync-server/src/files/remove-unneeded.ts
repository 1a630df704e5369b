import type { Clock, MonotonicClock } from '@outpost/domain/kernel/ports';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { isFileOfImport, refusedRowsEndedBefore } from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import { readMark, readTenant } from '../access/asker.ts';
import { type Database, inTenant } from '../db/database.ts';
import { recordsOf } from '../records/load/load.ts';
import type { BlobStore } from './blob-store.ts';
import { lockContent } from './file-contents.ts';

export type UnneededPorts = {
  readonly database: Database;
  readonly installed: Catalogue;
  readonly clock: Clock;
  readonly monotonic: MonotonicClock;
  readonly blobs: BlobStore;
};

const pageRows = 500;

type Row = { readonly file_id: string; readonly sha256: string; readonly entity: string };

/**
 * Removes contents whose record was erased: after its tombstone's time, or by law. Also pictures of former members who were
 * erased, and refused rows of imports that have ended. Any other deleted record can be restored, and keeps its content until then.
 */
export async function removeUnneeded(ports: UnneededPorts, orgId: string): Promise<void> {
  for (let after = ''; ;) {
    const rows = await unneededAfter(ports, orgId, after);
    for (const row of rows.unneeded) await removeContent(ports, orgId, row);
    if (rows.last === undefined) return;
    after = rows.last;
  }
}

/** Reads a page of contents by record, and returns those whose record is gone, with the page's last record. */
function unneededAfter(
  { database, installed, clock }: UnneededPorts,
  orgId: string,
  after: string,
): Promise<{ readonly unneeded: readonly Row[]; readonly last: string | undefined }> {
  return inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const rows = await tx.query<Row>(
      'select file_id, sha256, entity from store.file_content where org_id = $1 and file_id > $2 order by file_id limit $3',
      [orgId, after === '' ? '00000000-0000-0000-0000-000000000000' : after, pageRows],
    );
    const { tenant } = await readTenant(tx, { orgId, installed }, await readMark(tx, orgId));
    const people = await tx.query<{ id: string }>(
      'select person_id as id from store.erased_member where org_id = $1 and person_id = any($2::uuid[])',
      [orgId, [...new Set(rows.map((row) => row.file_id))]],
    );
    const erased = new Set(people.map(({ id }) => id)); // their records stay under a pseudonym (ADR 122)
    const unneeded: Row[] = [];
    const endedBefore = refusedRowsEndedBefore(clock.nowMs());
    for (const entity of new Set(rows.map((row) => row.entity))) {
      const of = rows.filter((row) => row.entity === entity);
      const kind = tenant.catalogue.entities.get(entity);
      if (!kind) continue; // a build without its pack cannot read its records
      const found = await recordsOf(tx, tenant, { entity, ids: [...new Set(of.map((row) => row.file_id))] });
      const needed = found.filter((record) => !isFileOfImport(kind, record) || record.createdAt >= endedBefore);
      const there = new Set(needed.map(({ id }) => id)).difference(erased);
      unneeded.push(...of.filter((row) => !there.has(row.file_id)));
    }
    return { unneeded, last: rows.length < pageRows ? undefined : rows.at(-1)?.file_id };
  });
}

async function removeContent(
  { database, blobs }: UnneededPorts,
  orgId: string,
  { file_id, sha256 }: Row,
): Promise<void> {
  const contents = await blobs.of(orgId);
  await inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    await lockContent(tx, { orgId, sha256 });
    await tx.query('delete from store.file_content where org_id = $1 and file_id = $2 and sha256 = $3', [
      orgId,
      file_id,
      sha256,
    ]);
    const others = await tx.query('select 1 from store.file_content where org_id = $1 and sha256 = $2 limit 1', [
      orgId,
      sha256,
    ]);
    if (others.length === 0) await contents.remove(sha256);
  });
}
