import { createHash } from 'node:crypto';
import type { BytesReply, BytesRequest } from '@outpost/desktop/replica/device/ports';

/** Returns the SHA-256 of bytes, in hexadecimal digits. */
export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A file that a person was told is kept on a device. */
type AddedFile = { readonly record: string; readonly sha256: string };

/**
 * A history's knowledge of files: from the actions of people, and from the requests and replies on the lines. It
 * reads neither the server's nor the devices' own lists.
 */
export class FilesKnown {
  /** The bytes of all files ever made, by SHA-256. */
  readonly contents = new Map<string, Buffer>();
  /** The records that people made with a SHA-256 that they knew, without the bytes. */
  readonly claimed = new Set<string>();
  /** By device: the files that were added there, and that the server has never had. */
  readonly #unsent = new Map<string, Map<string, string>>();
  /** The records of uploads, by address. */
  readonly #uploads = new Map<string, { readonly record: string; readonly sizeBytes: number }>();
  /** The records whose bytes the server said to have. */
  #received = new Set<string>();
  /** The records whose last bytes reached the server, but without a confirmation: the server may have stopped. */
  readonly #maybe = new Set<string>();
  /** The records whose bytes the server had before it lost its tail. */
  readonly #lost = new Set<string>();

  added(device: string, { record, sha256 }: AddedFile): void {
    const unsent = this.#unsent.get(device) ?? new Map<string, string>();
    unsent.set(record, sha256);
    this.#unsent.set(device, unsent);
  }

  /** Returns the files that were added on this device, and whose bytes the server never had. */
  unsentOf(device: string): readonly AddedFile[] {
    return [...(this.#unsent.get(device) ?? [])].map(([record, sha256]) => ({ record, sha256 }));
  }

  /** Whether the server certainly has the bytes of a record, certainly lacks them, or may have them. */
  stateOf(record: string): 'received' | 'maybe' | 'lacking' {
    return this.#received.has(record) ? 'received' : this.#maybe.has(record) ? 'maybe' : 'lacking';
  }
  /**
   * Whether the server lost, with its tail, the note that it has the bytes of a record. The device has deleted its note by then
   * (ADR 47).
   */
  isForgotten(record: string): boolean {
    return this.#lost.has(record) && !this.#received.has(record);
  }

  /** Takes a request of a file's bytes that reached the server, and its reply; none where the server stopped. */
  moved({ method, path, headers, body }: BytesRequest, reply: BytesReply | undefined): void {
    if (method === 'POST' && reply?.status === 201) {
      const named = (headers['upload-metadata'] ?? '').split(',').find((pair) => pair.startsWith('id '));
      const record = Buffer.from(named?.slice(3) ?? '', 'base64').toString();
      this.#uploads.set(reply.header('location') ?? '', { record, sizeBytes: Number(headers['upload-length']) });
    }
    const upload = method === 'PATCH' ? this.#uploads.get(path) : undefined;
    if (!upload) return;
    const end = Number(headers['upload-offset']) + (body?.length ?? 0);
    if (end < upload.sizeBytes || (reply && reply.status >= 400 && reply.status < 500)) return;
    if (reply?.status !== 204) return void this.#maybe.add(upload.record);
    this.#received.add(upload.record);
    for (const unsent of this.#unsent.values()) unsent.delete(upload.record);
  }

  /** A copy of the server's state is made: its data about files, for `restored`. */
  copied(): ReadonlySet<string> {
    return new Set(this.#received);
  }
  /** The server's state is that of a copy again. */
  restored(copy: ReadonlySet<string>): void {
    for (const record of [...this.#received, ...this.#maybe]) if (!copy.has(record)) this.#lost.add(record);
    this.#received = new Set(copy);
  }
}
