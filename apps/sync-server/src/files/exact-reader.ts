import type { Readable } from 'node:stream';

/** Reads a stream in pieces of requested sizes. `short`: makes the error for a stream that ends too early. */
export class ExactReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #short: () => Error;
  #held: Uint8Array = Buffer.alloc(0);

  constructor(stream: Readable, short: () => Error) {
    this.#pieces = (stream as AsyncIterable<Uint8Array>)[Symbol.asyncIterator](); // its callers open streams of bytes
    this.#short = short;
  }

  /** Returns exactly this many bytes, the next ones of the stream. */
  async take(sizeBytes: number): Promise<Uint8Array> {
    const parts = [this.#held];
    let have = this.#held.length;
    while (have < sizeBytes) {
      const next = await this.#pieces.next();
      if (next.done === true) throw this.#short();
      parts.push(next.value);
      have += next.value.length;
    }
    const all = parts.length === 1 ? this.#held : Buffer.concat(parts, have);
    this.#held = all.subarray(sizeBytes);
    return all.subarray(0, sizeBytes);
  }
}
