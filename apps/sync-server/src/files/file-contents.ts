import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { FileValue } from '@outpost/domain/kernel/entities/fields';
import { fileIn } from '@outpost/domain/kernel/files/files-kind';
import { fileFault, isShown, mediaTypeOf, sniffedBytes } from '@outpost/domain/kernel/files/file-types';
import { noRoomForFile, quotaLimitsIn } from '@outpost/domain/kernel/quotas/quotas';
import { seesUse } from '@outpost/domain/kernel/access/sees-use';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { notFound } from '@outpost/domain/kernel/access/denial';
import { unknownEntity } from '@outpost/domain/kernel/catalogue/catalogue';
import { canSee } from '@outpost/domain/kernel/access/access';
import { fileTypeFromBuffer } from 'file-type';
import { readAsker } from '../access/asker.ts';
import { inTenant, type Transaction } from '../db/database.ts';
import type { InsightPorts } from '../insights/questions.ts';
import { recordsOf } from '../records/load/load.ts';
import type { BlobStore, TenantBlobs } from './blob-store.ts';
import { DamagedBytes } from './sealed-bytes.ts';

export type FilePorts = InsightPorts & {
  readonly blobs: BlobStore;
  /** The bytes that one tenant may have here. */
  readonly quotaBytes: number;
};
type Who = { readonly orgId: string; readonly userId: string };
/** A field with a file, of one record. */
export type FileFieldOfRecord = { readonly entity: string; readonly id: string; readonly field: string };

/**
 * returns the file of a record that the person may see. Refuses `records/not-found` for a record that does not
 * exist, one that they may not see, and one without a file alike.
 */
export function askFile(ports: FilePorts, who: Who, place: FileFieldOfRecord): Promise<Result<FileValue>> {
  return inTenant(ports.database, { orgId: who.orgId, mode: 'snapshot' }, async (tx) => {
    const { tenant, principal } = await readAsker(tx, { ...who, installed: ports.installed });
    const entity = tenant.catalogue.entities.get(place.entity);
    if (!entity) return unknownEntity(place.entity);
    const [record] = await recordsOf(tx, tenant, { entity: place.entity, ids: [place.id] });
    const isSeen = record !== undefined && canSee(principal, tenant.catalogue, record);
    const file = isSeen ? fileIn(record, { entity, field: place.field }) : undefined;
    return file ? accept(file) : notFound(place.id);
  });
}

/** Returns whether the bytes of a record's file have been received for this very record. */
export const hasContent = ({ database }: Pick<FilePorts, 'database'>, { orgId, id, sha256 }: ContentOf) =>
  inTenant(database, { orgId, mode: 'snapshot' }, (tx) => isReceived(tx, { orgId, id, sha256 }));
type ContentOf = { readonly orgId: string; readonly id: string; readonly sha256: string };

async function isReceived(tx: Transaction, { orgId, id, sha256 }: ContentOf): Promise<boolean> {
  const rows = await tx.query('select 1 from store.file_content where org_id = $1 and file_id = $2 and sha256 = $3', [
    orgId,
    id,
    sha256,
  ]);
  return rows.length > 0;
}

/**
 * Refuses `files/no-room` where the tenant has no room for this many bytes more. The refusal has the bytes in use for
 * people who may read that (`seesUse`).
 */
export function judgeRoom(
  { database, installed, quotaBytes }: Pick<FilePorts, 'database' | 'installed' | 'quotaBytes'>,
  who: Who,
  sizeBytes: number,
): Promise<Result<null>> {
  const { orgId } = who;
  return inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const [row] = await tx.query<{ quotas: unknown }>('select quotas from store.tenants where org_id = $1', [orgId]);
    const limit = Math.min(quotaLimitsIn(row?.quotas)['storage'] ?? quotaBytes, quotaBytes);
    const used = await usedBytes(tx, orgId);
    if (used + sizeBytes <= limit) return accept(null);
    const { principal, tenant } = await readAsker(tx, { ...who, installed });
    return noRoomForFile({ limit, used: seesUse(principal, tenant.catalogue) ? used : undefined }, sizeBytes);
  });
}

/** Returns the bytes of a tenant's contents. Equal contents count once. */
export async function usedBytes(tx: Transaction, orgId: string): Promise<number> {
  const [row] = await tx.query<{ used: number }>(
    'select coalesce(sum(size_bytes), 0)::bigint as used from (select distinct sha256, size_bytes from store.file_content where org_id = $1) each_once',
    [orgId],
  );
  return row?.used ?? 0;
}

type KeepPorts = Pick<FilePorts, 'blobs' | 'database' | 'clock'>;
type UploadToKeep = { readonly uploadId: string; readonly place: FileFieldOfRecord; readonly file: FileValue };

/**
 * Checks a complete upload against the record's file, and keeps it. Refuses `records/invalid` where the bytes are not those of
 * the record, or where the content of a picture or PDF is of another type. Such an upload is removed. Two requests may finish one
 * upload at the same time: the second one is accepted, too.
 */
export async function keepUpload(ports: KeepPorts, who: Who, upload: UploadToKeep): Promise<Result<null>> {
  const fault = await keepOrFault(ports, who, upload);
  if (fault === undefined) return accept(null);
  await ports.blobs.uploads.remove(upload.uploadId);
  const { place, file } = upload;
  if (await hasContent(ports, { orgId: who.orgId, id: place.id, sha256: file.sha256 })) return accept(null);
  return refuse('records/invalid', fault, { field: place.field });
}

/** Chosen: a content is removed once between its sealing and its note, and hardly ever twice. */
const mostSealings = 3;

/** Returns why an upload is not kept, as a sentence; undefined where it is. */
async function keepOrFault(
  ports: KeepPorts,
  { orgId }: Who,
  { uploadId, place, file }: UploadToKeep,
): Promise<string | undefined> {
  const contents = await ports.blobs.of(orgId);
  try {
    const fault = await contentFault(contents.readUpload(uploadId), file);
    if (fault !== undefined) return fault;
    // Sealed before the transaction, which a large file would hold open for seconds. An equal content may be removed until then.
    for (let left = mostSealings; ; left -= 1) {
      await contents.seal(uploadId, file);
      if (await noteReceived(ports, { orgId, place, file, contents })) break;
      if (left === 1) throw new Error(`The store of files does not keep content ${file.sha256}`);
    }
    await ports.blobs.uploads.remove(uploadId);
    return undefined;
  } catch (cause) {
    if (cause instanceof DamagedBytes) return notAsSent(file); // changed or removed on the disk: the device sends it again
    throw cause;
  }
}

/**
 * Keeps bytes that the server itself has as the content of a record's file. The record may be made behind it. It may be called several times.
 */
export async function keepBytes(
  ports: KeepPorts,
  orgId: string,
  { place, file, bytes }: { readonly place: FileFieldOfRecord; readonly file: FileValue; readonly bytes: Uint8Array },
): Promise<void> {
  const contents = await ports.blobs.of(orgId);
  for (let left = mostSealings; left > 0; left -= 1) {
    await contents.put(bytes, file);
    if (await noteReceived(ports, { orgId, place, file, contents })) return;
  }
  throw new Error(`The store of files does not keep content ${file.sha256}`);
}

type Received = Pick<UploadToKeep, 'place' | 'file'> & { readonly orgId: string; readonly contents: TenantBlobs };

/** Notes that a record's content is stored. Returns false where it was removed since it was sealed. */
function noteReceived({ database, clock }: KeepPorts, { orgId, place, file, contents }: Received): Promise<boolean> {
  return inTenant(database, { orgId, mode: 'write' }, async (tx) => {
    await lockContent(tx, { orgId, sha256: file.sha256 });
    if (!(await contents.has(file))) return false;
    await tx.query(
      'insert into store.file_content (org_id, file_id, sha256, entity, size_bytes, received_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing',
      [orgId, place.id, file.sha256, place.entity, file.sizeBytes, new Date(clock.nowMs()).toISOString()],
    );
    return true;
  });
}

/** Noting and removing one content never overlap. */
export const lockContent = (tx: Transaction, { orgId, sha256 }: { readonly orgId: string; readonly sha256: string }) =>
  tx.query('select pg_advisory_xact_lock(hashtextextended($1, 47))', [`${orgId} ${sha256}`]);

const notAsSent = ({ name }: FileValue): string => `“${name}” did not arrive as it was sent. It will be sent again.`;

/** Returns why bytes are not those of a file, as a sentence; undefined where they are. */
async function contentFault(bytes: Readable, file: FileValue): Promise<string | undefined> {
  const hash = createHash('sha256');
  const first: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of bytes as AsyncIterable<Buffer>) {
    if (sizeBytes < sniffedBytes) first.push(piece);
    sizeBytes += piece.length;
    hash.update(piece);
  }
  if (sizeBytes !== file.sizeBytes || hash.digest('hex') !== file.sha256) return notAsSent(file);
  const sniffed = await fileTypeFromBuffer(Buffer.concat(first).subarray(0, sniffedBytes));
  const mediaType = mediaTypeOf(file.name, sniffed?.mime);
  if (isShown(file.mediaType) && mediaType !== file.mediaType)
    return (
      fileFault({ ...file, mediaType }) ??
      `“${file.name}” is declared as ${file.mediaType}, but its content is ${mediaType}.`
    );
  return undefined;
}
