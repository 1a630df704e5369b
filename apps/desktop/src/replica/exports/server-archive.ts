import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { importPieceBytes } from '../../bridge/import-plan.ts';
import { archiveMediaType } from '../../bridge/calls/export-calls.ts';
import type { ReplicaPorts, StreamReply } from '../device/ports.ts';
import type { OpenTenant } from '../session/open-tenant.ts';
import { askedValue } from '../sync/line/asked-value.ts';
import type { FilePart } from './file-writer.ts';

/** Chosen: a server that sends no byte for this long counts as stopped. */
const silentMs = 60_000;

/** A ZIP file that the server makes while it is read. */
export type ServerArchive = {
  /** The headers of the answer. */
  readonly header: StreamReply['header'];
  /** The parts of the file. `done` counts bytes. The last one may be a refusal. */
  readonly parts: AsyncGenerator<Result<FilePart>, void, void>;
  /** Ends the answer of the server, also one of which no part was read. */
  readonly stop: () => void;
};

/**
 * Asks the server for an archive. The archive passes through this device in pieces and is never stored on it. Refuses `sync/offline`
 * and for the reasons of the server. With `isChecked`, a file without the end of a ZIP file is refused.
 */
export async function serverArchive(
  { link }: Pick<OpenTenant, 'link'>,
  {
    path,
    timers,
    isChecked = false,
  }: { readonly path: string; readonly timers: ReplicaPorts['timers']; readonly isChecked?: boolean },
): Promise<Result<ServerArchive>> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  const request = {
    method: 'POST',
    path,
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
  return accept({ header, parts: partsOf(chunks, { timers, stop, isChecked }), stop });
}

/** The length of the last record of a ZIP file without a comment, and the bytes that it begins with. */
const endBytes = 22;
const endSignature = Buffer.from('PK\u0005\u0006', 'latin1');

const broken = () => refuse('sync/offline', 'The connection to the server broke. Begin again.', {});

/** Gathers the chunks of an answer to parts of some hundred kilobytes, so that few calls move a large file. */
async function* partsOf(
  chunks: AsyncIterable<Uint8Array>,
  { timers, stop, isChecked }: { readonly timers: ReplicaPorts['timers']; readonly stop: () => void; readonly isChecked: boolean }, // prettier-ignore
): AsyncGenerator<Result<FilePart>, void, void> {
  const reading = chunks[Symbol.asyncIterator]();
  let gathered: Uint8Array[] = [];
  let bytes = 0;
  let done = 0;
  let tail = Buffer.alloc(0);
  try {
    for (;;) {
      const cancel = timers.after(silentMs, stop); // the aborted answer rejects
      const next = await reading.next().finally(cancel);
      if (next.done !== true) {
        gathered.push(next.value);
        bytes += next.value.length;
        tail = Buffer.concat([tail, next.value.subarray(-endBytes)]).subarray(-endBytes);
      }
      if (next.done === true || bytes >= importPieceBytes) {
        done += bytes;
        if (bytes > 0) yield accept({ bytes: Buffer.concat(gathered), done });
        gathered = [];
        bytes = 0;
      }
      if (next.done !== true) continue;
      if (isChecked && !tail.subarray(0, endSignature.length).equals(endSignature)) yield broken();
      return;
    }
  } catch {
    yield broken();
  } finally {
    stop();
  }
}
