import {
  type ArchiveCounts,
  archiveCountsHeader,
  archiveCountsSchema,
} from '@outpost/domain/kernel/audit/person-archive';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { ReplicaPorts, StreamReply } from '../device/ports.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { serverArchive, type ServerArchive } from './server-archive.ts';

/** An archive of the data of one person. `counts`: its contents; null from a server that does not list them. */
export type ArchiveDownload = Omit<ServerArchive, 'header'> & { readonly counts: ArchiveCounts | null };

/**
 * Asks the server for all data about one person. Refuses `access/denied`, `access/step-up-needed`, `records/not-found` and
 * `sync/offline`.
 */
export async function personArchive(
  tenant: Pick<OpenTenant, 'link'>,
  { id, timers }: { readonly id: string; readonly timers: ReplicaPorts['timers'] },
): Promise<Result<ArchiveDownload>> {
  const archive = await serverArchive(tenant, { path: `/api/v1/audit/persons/${id}/export`, timers });
  if (!archive.ok) return archive;
  const { header, parts, stop } = archive.value;
  return accept({ counts: countsIn(header), parts, stop });
}

function countsIn(header: StreamReply['header']): ArchiveCounts | null {
  try {
    return archiveCountsSchema.parse(JSON.parse(header(archiveCountsHeader) ?? ''));
  } catch {
    return null; // the archive is the same without them
  }
}
