import {
  type ArchiveCounts,
  archiveCountsHeader,
  archiveCountsSchema,
} from '@outpost/domain/kernel/audit/person-archive';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { importPieceBytes } from '../../bridge/import-plan.ts';
import { archiveMediaType } from '../../bridge/calls/export-calls.ts';
import type { ReplicaPorts, StreamReply } from '../device/ports.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';
import type { FilePart } from './file-writer.ts';

/** Chosen: a server that sends no byte for this long counts as stopped. */
const silentMs = 60_000;

/** An archive that the server makes while it is read. */
export type ArchiveDownload = {
  /** The contents of the archive; null from a server that does not list them. */
  readonly counts: ArchiveCounts | null;
  /** The parts of the file. `done` counts bytes. The last one may be a refusal. */
  readonly parts: AsyncGenerator<Result<FilePart>, void, void>;
  /** Ends the answer of the server, also one of which no part was read. */
  readonly stop: () => void;
};

/**
 * Asks the server for all data about one person. The archive passes through this device in pieces and is never stored on it. Refuses
 * `access/denied`, `access/step-up-needed`, `records/not-found` and `sync/offline`.
 */
export async function personArchive(
  { link }: Pick<OpenTenant, 'link'>,
  { id, timers }: { readonly id: string; readonly timers: ReplicaPorts['timers'] },
): Promise<Result<ArchiveDownload>> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  const request = {
    method: 'POST',
    path: `/api/v1/audit/persons/${id}/export`,
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode('{}'),
  } as const;
  const answer = askedValue(await link.download(request, abort.signal));
  if (!answer.ok) return answer;
  const { header, chunks } = answer.value;
  if (!(header('content-type') ?? '').startsWith(archiveMediaType)) {
    stop();
    return refuse('sync/offline', "The server can't be reached. Another program answers in its place.", {});
  }
  return accept({ counts: countsIn(header), parts: partsOf(chunks, { timers, stop }), stop });
}

function countsIn(header: StreamReply['header']): ArchiveCounts | null {
  try {
    return archiveCountsSchema.parse(JSON.parse(header(archiveCountsHeader) ?? ''));
  } catch {
    return null; // the archive is the same without them
  }
}

/** Gathers the chunks of an answer to parts of some hundred kilobytes, so that few calls move a large file. */
async function* partsOf(
  chunks: AsyncIterable<Uint8Array>,
  { timers, stop }: { readonly timers: ReplicaPorts['timers']; readonly stop: () => void },
): AsyncGenerator<Result<FilePart>, void, void> {
  const reading = chunks[Symbol.asyncIterator]();
  let gathered: Uint8Array[] = [];
  let bytes = 0;
  let done = 0;
  try {
    for (;;) {
      const cancel = timers.after(silentMs, stop); // the aborted answer rejects
      const next = await reading.next().finally(cancel);
      if (next.done !== true) {
        gathered.push(next.value);
        bytes += next.value.length;
      }
      if (next.done === true || bytes >= importPieceBytes) {
        done += bytes;
        if (bytes > 0) yield accept({ bytes: Buffer.concat(gathered), done });
        gathered = [];
        bytes = 0;
      }
      if (next.done === true) return;
    }
  } catch {
    yield refuse('sync/offline', 'The connection to the server broke. Begin again.', {});
  } finally {
    stop();
  }
}
