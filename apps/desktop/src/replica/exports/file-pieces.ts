import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { importPieceBytes } from '../../bridge/import-plan.ts';
import type { CallOutput } from '../../bridge/contract.ts';
import type { ReplicaPorts } from '../device/ports.ts';
import { WriteLane } from '../records/write-lane.ts';
import type { FilePart } from './file-writer.ts';

type Piece = CallOutput<'exports.piece'>;

/** Chosen: a reader that waits for a download notices a stop within this time. */
const patienceMs = 1_000;

/**
 * Returns a file in pieces of bounded size, one after the other. It writes only as much of the file as the requested piece needs.
 * The newest piece can be requested again, because its answer may be lost. A piece is short or empty where the file's next part
 * takes long, so that the reader can stop.
 */
export class FilePieces {
  readonly #parts: AsyncGenerator<Result<FilePart>, void, void>;
  readonly #timers: ReplicaPorts['timers'];
  readonly #lane = new WriteLane();
  /** The part that is being written. */
  #next: Promise<IteratorResult<Result<FilePart>, void>> | undefined;
  /** Bytes that were written and not yet returned. */
  #rest = Buffer.alloc(0);
  #isWritten = false;
  #at: Pick<Piece, 'done' | 'files'> = { done: 0 };
  #number = -1;
  #piece: Piece = { base64: '', done: 0, next: 0 };

  constructor(parts: AsyncGenerator<Result<FilePart>, void, void>, timers: ReplicaPorts['timers']) {
    this.#parts = parts;
    this.#timers = timers;
  }

  /** Returns the piece of this number. Refuses with request/invalid any number other than the newest and the next. */
  read(number: number): Promise<Result<Piece>> {
    return this.#lane.run(async () => {
      if (number === this.#number) return accept(this.#piece);
      if (number !== this.#piece.next)
        return refuse('request/invalid', 'The pieces of this file are read in order.', { path: 'piece' });
      if (this.#rest.length < importPieceBytes && !this.#isWritten) {
        const part = await this.#nextPart();
        if (part?.done) this.#isWritten = true;
        else if (part?.value.ok === false) return part.value;
        else if (part?.value.ok) {
          const { bytes, ...at } = part.value.value;
          this.#rest = Buffer.concat([this.#rest, bytes]);
          this.#at = at;
        }
      }
      const bytes = this.#rest.subarray(0, importPieceBytes);
      this.#rest = this.#rest.subarray(bytes.length);
      const isLast = this.#isWritten && this.#rest.length === 0;
      this.#number = number;
      this.#piece = { base64: bytes.toString('base64'), ...this.#at, next: isLast ? null : number + 1 };
      return accept(this.#piece);
    });
  }

  /** Returns the next part of the file; undefined where it takes longer than a reader should wait. */
  async #nextPart(): Promise<IteratorResult<Result<FilePart>, void> | undefined> {
    this.#next ??= this.#parts.next();
    let cancel = (): void => undefined;
    const pause = new Promise<undefined>((resolve) => {
      cancel = this.#timers.after(patienceMs, () => resolve(undefined));
    });
    try {
      const part = await Promise.race([this.#next, pause]);
      // A part that ends after the pause stays for the next piece: a refusal would be lost otherwise, and the file would look whole.
      if (part !== undefined) this.#next = undefined;
      return part;
    } catch (cause) {
      this.#next = undefined;
      throw cause;
    } finally {
      cancel();
    }
  }

  /** Ends the writing. */
  async end(): Promise<void> {
    await this.#lane.run(() => this.#parts.return());
  }
}
