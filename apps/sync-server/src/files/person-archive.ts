import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { ArchiveCounts } from '@outpost/domain/kernel/audit/person-archive';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { fileIn } from '@outpost/domain/kernel/files/files-kind';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { ZipFile } from 'yazl';
import type { Tenant } from '../catalogue/tenant.ts';
import { inTenant, type Transaction } from '../db/database.ts';
import { asAdministrator, type JournalCaller } from '../journal/as-administrator.ts';
import { noteEvent } from '../journal/events/note-event.ts';
import { signDetached } from '../journal/exports/detached-jws.ts';
import type { AuditPorts } from '../journal/exports/export-journal.ts';
import { withMerged } from '../records/erase/find-erased.ts';
import { openedRecord } from '../catalogue/sealed-records.ts';
import { recordsOf } from '../records/load/load.ts';
import { addBytes, endZip } from './zip-streams.ts';
import type { BlobStore } from './blob-store.ts';

export type ArchivePorts = AuditPorts & {
  /** The store of files; undefined where the server takes none. */
  readonly blobs: BlobStore | undefined;
};

type ArchivedFile = {
  readonly path: string;
  readonly record: string;
  readonly sha256: string;
  readonly sizeBytes: number;
};
type Gathered = {
  readonly entity: string;
  readonly subjects: readonly string[];
  readonly records: readonly StoredRecord[];
  /** The number of records that name the person and are of kinds that the administrator does not see whole. */
  readonly leftOut: number;
  readonly journal: readonly unknown[];
  readonly files: readonly ArchivedFile[];
};

/** An archive of one person's data: the name of its file, its contents, and its bytes, which are made while they are read. */
export type PersonArchive = {
  readonly fileName: string;
  readonly counts: ArchiveCounts;
  readonly zip: NodeJS.ReadableStream;
};

/**
 * Returns all data of the organisation about one person as a ZIP archive. It contains the person's record and its
 * duplicates, records that refer to them, the rows of the journal about them, and files. `manifest.json` lists its
 * contents and is signed (`manifest.json.jws`). `id`: of any record that represents a person. Refuses
 * `access/denied`, and `records/not-found`. The export is an entry of the journal.
 */
export async function exportPerson(
  ports: ArchivePorts,
  caller: JournalCaller,
  id: string,
): Promise<Result<PersonArchive>> {
  const { orgId, userId } = caller;
  const allowed = await asAdministrator(ports, caller, () => Promise.resolve());
  if (!allowed.ok) return allowed;
  const found = await asAdministrator(ports, caller, (tx, { tenant, tokens }) => gather(tx, tenant, { id, tokens }));
  if (!found.ok) return found;
  if (!found.value)
    return refuse('records/not-found', 'There is no such record, or you may not see all records of its kind.', { id });
  const { entity, subjects, records, leftOut, journal, files } = found.value;
  const nowMs = ports.clock.nowMs();
  const madeAt = new Date(nowMs).toISOString();
  const parts = { 'records.json': textOf(records), 'journal.json': textOf(journal) };
  const counts = { records: records.length, journalRows: journal.length, files: files.length };
  const manifest = textOf({
    form: 1,
    kind: 'person-export',
    organisation: orgId,
    subject: { id, entity, withDuplicates: subjects },
    madeAt,
    madeBy: userId,
    counts,
    leftOut,
    digests: Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, digestOf(text)])),
    files: ports.blobs ? files : [],
  });
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(manifest), 'manifest.json');
  zip.addBuffer(Buffer.from(await signDetached(manifest, ports.signing())), 'manifest.json.jws');
  for (const [name, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), name);
  for (const file of files) {
    const bytes = ports.blobs && (await contentOf(ports.blobs, orgId, file));
    if (bytes) addBytes(zip, { path: file.path, bytes, compress: true });
  }
  const output = endZip(zip);
  await inTenant(ports.database, { orgId, mode: 'write' }, (tx) =>
    noteEvent(tx, orgId, {
      action: 'person/exported',
      nowMs,
      origin: ports.origin,
      by: userId,
      entity,
      record: id,
      details: { records: records.length, rows: journal.length, files: files.length },
    }),
  );
  return accept({ fileName: `person-${id}.zip`, counts: { ...counts, leftOut }, zip: output });
}

const textOf = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Returns the bytes of a file; undefined where they have not been received yet. */
async function contentOf(
  blobs: BlobStore,
  orgId: string,
  { sha256, sizeBytes }: ArchivedFile,
): Promise<Readable | undefined> {
  try {
    const contents = await blobs.of(orgId);
    return await contents.read({ sha256, sizeBytes }, { from: 0, to: sizeBytes - 1 });
  } catch {
    return undefined; // the device that added it has not sent it
  }
}

/** Reads everything about a person; undefined where there is no such record, or it is of a kind that the asker does not see whole. */
async function gather(
  tx: Transaction,
  tenant: Tenant,
  { id, tokens }: { readonly id: string; readonly tokens: readonly string[] },
): Promise<Gathered | undefined> {
  const { orgId } = tenant;
  const held = new Set(tokens);
  const isWhole = (entity: string): boolean => held.has(`${entity}@org`);
  const [home] = await tx.query<{ entity: string }>(
    'select entity from store.record_home where org_id = $1 and id = $2',
    [orgId, id],
  );
  if (!home || !tenant.catalogue.entities.has(home.entity) || !isWhole(home.entity)) return undefined;
  const subjects = await withMerged(tx, tenant, [id]);
  const places = await tx.query<{ entity: string; id: string }>(
    `select distinct entity, id from store.reference where org_id = $1 and target_id = any($2::uuid[])
     union select entity, id from store.record_home where org_id = $1 and id = any($2::uuid[])`,
    [orgId, subjects],
  );
  const shown = places.filter(({ entity }) => tenant.catalogue.entities.has(entity) && isWhole(entity));
  const records: StoredRecord[] = [];
  for (const [entity, of] of Map.groupBy(shown, (place) => place.entity))
    // K-4: sealed values are part of a person's data. Only kinds that the asker sees whole are given out.
    for (const record of await recordsOf(tx, tenant, { entity, ids: of.map((place) => place.id) }))
      records.push(openedRecord(tenant, record));
  const kinds = [...tenant.catalogue.entities.keys()].filter(isWhole);
  const rows = await tx.query<{ payload: string }>(
    `select j.payload from store.journal j where j.org_id = $1 and j.payload is not null and (j.entity is null or j.entity = any($3::text[]))
       and (j.record = any($2::uuid[]) or exists (select 1 from unnest($2::uuid[]) i where position(i::text in j.payload) > 0)) order by j.n`,
    [orgId, subjects, kinds],
  );
  return {
    entity: home.entity,
    subjects,
    records,
    leftOut: places.length - shown.length,
    journal: rows.map(({ payload }) => JSON.parse(payload) as unknown),
    files: records.flatMap((record) => filesOf(tenant, record)),
  };
}

function filesOf(tenant: Tenant, record: StoredRecord): readonly ArchivedFile[] {
  const entity = tenant.catalogue.entities.get(record.entity);
  if (!entity) return [];
  return Object.entries(entity.fields).flatMap(([field, { type }]) => {
    const file = type === 'file' ? fileIn(record, { entity, field }) : undefined;
    return file
      ? [
          {
            path: `files/${record.id}-${file.sha256.slice(0, 12)}`,
            record: record.id,
            sha256: file.sha256,
            sizeBytes: file.sizeBytes,
          },
        ]
      : [];
  });
}
