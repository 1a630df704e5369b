import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { mostFileBytes } from '@outpost/domain/kernel/files/file-types';
import type { FileValue } from '@outpost/domain/kernel/entities/fields';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { ReplicaPorts } from '../device/ports.ts';
import { askedValue } from '../sync/line/asked-value.ts';
import { backOffMs } from '../sync/line/back-off.ts';
import type { ServerLink } from '../sync/line/server-link.ts';
import { type ContentFile, isSameFile, type WaitingFile } from './content-file.ts';
import type { FileNaming } from './naming-of-file.ts';

/** Chosen: some seconds on a mobile connection, and few requests for a photo. */
const pieceBytes = 1_048_576;
/** Chosen: some thousand photos. The oldest are removed first, and are fetched from the server again when they are opened. */
const mostKeptBytes = 2_000_000_000;
/** The number of times that a file is sent again when it arrives with other bytes than were sent. */
const mostFailures = 3;
/**
 * The bytes of a file that another one replaced before it was sent stay on the device for this time. Chosen: people restore an earlier
 * value from the history within days, and pictures are small.
 */
const replacedLifeMs = 90 * 86_400_000;
/** Files that the server refused are tried again after this time: there may be room, or other rights, by then. */
const refusedAgainMs = 3_600_000;

const tus = { 'tus-resumable': '1.0.0' } as const;

export type TransferPorts = {
  readonly contents: ContentFile;
  readonly link: ServerLink;
  readonly ports: Pick<ReplicaPorts, 'clock' | 'timers' | 'random' | 'log' | 'ids'>;
  /** Returns the place that names this content: only a content that the server's record names can be sent. */
  readonly namingOf: (file: WaitingFile) => FileNaming;
  /** Returns the SHA-256 of all files that the records on this device name; undefined where that is not known. */
  readonly held: () => Promise<ReadonlySet<string> | undefined>;
  readonly byItself: boolean;
};

/** Returns the server's path to the bytes in a record's field. `entity`: the full name of the kind. */
export const pathOfContent = ({ entity, record, field }: Pick<WaitingFile, 'entity' | 'record' | 'field'>): string =>
  `/files/content/${entity}/${record}/${field}`;

const keyOf = ({ record, sha256 }: WaitingFile): string => `${record} ${sha256}`;

/** The result of one try. The file was sent, or it was refused, or it waits for its record, or the server was not reached. */
type Sent = 'sent' | 'unreached' | 'later';

/**
 * Moves the bytes of files between this device and the server. Sends the waiting files, one after the other, by the tus protocol,
 * and gets the files that are opened. Sending goes on where it stopped, also after a restart. A file is sent once the server has
 * its record.
 */
export class ContentTransfer {
  readonly #at: TransferPorts;
  readonly #fetching = new Map<string, { came: number; readonly end: Promise<Result<null>> }>();
  #running: Promise<void> | undefined;
  #isWoken = false;
  #isStopped = false;
  #failures = 0;
  #cancelNext: () => void = () => undefined;
  /** Records with files have come, changed or gone since the contents were compared with them. */
  #isTidyDue = true;
  /** By record and content: the time before which a refused file is not tried by itself. */
  readonly #notBefore = new Map<string, number>();

  constructor(at: TransferPorts) {
    this.#at = at;
  }

  /** Called when the server was in contact, or a file was added. */
  wake(): void {
    if (this.#at.byItself && !this.#isStopped) void this.#start();
  }

  /** Called when records with files have come, changed or gone: bytes without a record leave this device with the next round. */
  recordsChanged(): void {
    this.#isTidyDue = true;
  }

  /** Sends the waiting files, refused ones too; resolves when each of them was tried. */
  sendNow(): Promise<void> {
    this.#notBefore.clear();
    return this.#start();
  }

  #start(): Promise<void> {
    this.#isWoken = true;
    this.#running ??= this.#sendAll()
      .catch((cause: unknown) => this.#failed('moving files', cause))
      .finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Logs a fault, for example of the disk, and tries again later. */
  #failed(doing: string, cause: unknown): void {
    const { ports } = this.#at;
    if (this.#isStopped) return; // the file is closed
    ports.log.fault({ id: ports.ids.newId(), doing, cause });
    this.#again(backOffMs((this.#failures += 1), ports.random));
  }

  async #sendAll(): Promise<void> {
    while (this.#isWoken && !this.#isStopped) {
      this.#isWoken = false;
      this.#cancelNext();
      let isRefused = false;
      this.#lookAtReplaced();
      for (const file of this.#at.contents.waiting()) {
        if (this.#isStopped) return;
        const sent = await this.#tried(file);
        if (sent === 'unreached') return this.#again(backOffMs((this.#failures += 1), this.#at.ports.random));
        if (sent === 'later') isRefused = true;
        this.#failures = 0;
      }
      await this.#tidy();
      this.#at.contents.evict(mostKeptBytes);
      if (isRefused) this.#again(refusedAgainMs);
    }
  }

  /** Sends a replaced file after all where its record names it again. Deletes the other replaced files after their time. */
  #lookAtReplaced(): void {
    const { contents, namingOf, ports } = this.#at;
    for (const file of contents.replaced())
      if (namingOf(file) !== 'nowhere') contents.noteReplaced(file, null);
      else if (file.replacedAtMs + replacedLifeMs < ports.clock.nowMs()) contents.arrived(file);
  }

  async #tidy(): Promise<void> {
    if (!this.#isTidyDue) return;
    this.#isTidyDue = false;
    const held = await this.#at.held();
    if (held && !this.#isStopped) this.#at.contents.keepOnly(held);
    else this.#isTidyDue = true;
  }

  #again(waitMs: number): void {
    if (this.#at.byItself && !this.#isStopped)
      this.#cancelNext = this.#at.ports.timers.after(waitMs, () => this.wake());
  }

  async #tried(listed: WaitingFile): Promise<Sent> {
    const { contents, namingOf, ports } = this.#at;
    const file = contents.waiting().find((one) => isSameFile(one, listed));
    if (!file || (this.#notBefore.get(keyOf(file)) ?? 0) > ports.clock.nowMs()) return file ? 'later' : 'sent';
    try {
      const naming = namingOf(file);
      if (naming === 'unsent') return 'later';
      if (naming === 'confirmed') return await this.#send(file);
      contents.noteReplaced(file, ports.clock.nowMs());
      return 'sent';
    } catch (cause) {
      const id = ports.ids.newId();
      ports.log.fault({ id, doing: 'sending a file', cause });
      if (!this.#isStopped) contents.note(file, { problem: `Sending failed (${id}). It is tried again.` });
      return 'later';
    }
  }

  async #send(file: WaitingFile): Promise<Sent> {
    const { contents, link } = this.#at;
    const { record, entity, field, sha256, sizeBytes } = file;
    let location = file.location;
    let at = 0;
    if (location !== null) {
      const head = await link.transfer({ method: 'HEAD', path: location, headers: tus });
      if (head.kind === 'offline' || head.kind === 'unfit') return this.#unreached(file, head.problem);
      const offset = head.kind === 'value' ? Number(head.value.header('upload-offset')) : Number.NaN;
      // Its time is over, or all bytes came and the server failed to keep them: it begins again.
      if (Number.isInteger(offset) && offset < sizeBytes) at = offset;
      else location = null;
    }
    if (location === null) {
      const metadata = Object.entries({ entity, id: record, field });
      const begun = await link.transfer({
        method: 'POST',
        path: '/files/uploads',
        headers: {
          ...tus,
          'upload-length': String(sizeBytes),
          'upload-metadata': metadata
            .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
            .join(','),
        },
      });
      if (begun.kind === 'offline' || begun.kind === 'unfit') return this.#unreached(file, begun.problem);
      if (begun.kind === 'refused') return this.#refused(file, begun.refusal.message);
      location = begun.value.header('location') ?? '';
      if (!/^\/files\/uploads\/[\w-]+$/.test(location)) return this.#unreached(file, 'The server named no upload.');
      contents.note(file, { location, sentBytes: 0, problem: null });
    }
    for (;;) {
      const bytes = contents.read(sha256, at);
      if (!bytes) return this.#refused(file, 'The bytes of this file cannot be read on this device.');
      if (this.#isStopped) return 'later';
      const body = bytes.subarray(0, pieceBytes);
      const headers = { ...tus, 'upload-offset': String(at), 'content-type': 'application/offset+octet-stream' };
      const answer = await link.transfer({ method: 'PATCH', path: location, headers, body });
      if (answer.kind === 'offline' || answer.kind === 'unfit') return this.#unreached(file, answer.problem);
      if (answer.kind === 'refused') return this.#refusedPiece(file, answer);
      at += body.length;
      // A network's own page also answers with a 200, and has none of the bytes.
      if (Number(answer.value.header('upload-offset') ?? '') !== at)
        return this.#unreached(file, 'The server did not say how many bytes it has.');
      if (at >= sizeBytes) {
        contents.arrived(file);
        return 'sent';
      }
      contents.note(file, { sentBytes: at });
    }
  }

  #unreached(file: WaitingFile, problem: string): Sent {
    if (!this.#isStopped) this.#at.contents.note(file, { problem });
    return 'unreached';
  }

  #refused(file: WaitingFile, problem: string): Sent {
    this.#at.contents.note(file, { location: null, sentBytes: 0, problem });
    this.#notBefore.set(keyOf(file), this.#at.ports.clock.nowMs() + refusedAgainMs);
    return 'later';
  }

  /** Sends a file again from the start if its bytes changed on the way, or if the time of its upload is over. */
  #refusedPiece(
    file: WaitingFile,
    { status, refusal }: { readonly status: number; readonly refusal: { readonly message: string } },
  ): Sent {
    if (status === 429 || status === 503) return this.#unreached(file, refusal.message);
    const failures = file.failures + 1;
    this.#at.contents.note(file, { failures });
    const sent = this.#refused(file, refusal.message);
    if (failures < mostFailures) {
      this.#notBefore.delete(keyOf(file));
      this.#isWoken = true;
    }
    return sent;
  }

  /** The bytes of a download that have come; undefined where there is none under way. */
  cameOf(sha256: string): number | undefined {
    return this.#fetching.get(sha256)?.came;
  }

  /** Gets a content from the server. Two callers share one download. Goes on with the bytes that came before. */
  fetch(path: string, file: FileValue): Promise<Result<null>> {
    const { contents } = this.#at;
    if (contents.has(file.sha256)) return Promise.resolve(accept(null));
    const under = this.#fetching.get(file.sha256);
    if (under) return under.end;
    const entry = { came: contents.draftBytes(file.sha256), end: Promise.resolve<Result<null>>(accept(null)) };
    entry.end = this.#fetch(path, file, entry).finally(() => this.#fetching.delete(file.sha256));
    this.#fetching.set(file.sha256, entry);
    return entry.end;
  }

  async #fetch(path: string, { name, sha256, sizeBytes }: FileValue, entry: { came: number }): Promise<Result<null>> {
    const { contents, link, ports } = this.#at;
    if (sizeBytes > mostFileBytes)
      return refuse('request/too-large', `“${name}” is larger than this version takes.`, { limit: mostFileBytes });
    while (entry.came < sizeBytes) {
      if (this.#isStopped) return refuse('sync/offline', 'The app is closing.', {});
      const to = Math.min(entry.came + pieceBytes, sizeBytes) - 1;
      const answer = askedValue(
        await link.transfer({ method: 'GET', path, headers: { range: `bytes=${entry.came}-${to}` } }),
      );
      if (!answer.ok) return answer;
      const { bytes } = answer.value;
      if (bytes.length !== to - entry.came + 1)
        return refuse('sync/offline', 'The answer of the server was cut off.', {});
      contents.writePiece(sha256, entry.came, bytes);
      entry.came += bytes.length;
    }
    const hash = createHash('sha256');
    for (const piece of contents.draftPieces(sha256)) {
      hash.update(piece);
      await setImmediate(); // a large file takes a second, and screens are answered meanwhile
    }
    if (hash.digest('hex') !== sha256) {
      contents.dropDraft(sha256);
      return refuse('sync/offline', `“${name}” did not arrive as it is on the server. Try again.`, {});
    }
    contents.keep(sha256, { sha256, sizeBytes, nowMs: ports.clock.nowMs() });
    contents.evict(mostKeptBytes);
    return accept(null);
  }

  /** Ends sending and getting; a file under way goes on at the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelNext();
    await this.#running;
    await Promise.allSettled([...this.#fetching.values()].map(({ end }) => end));
  }
}
