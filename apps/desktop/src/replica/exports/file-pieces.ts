import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { importPieceBytes } from '../../bridge/import-plan.ts';
import type { CallOutput } from '../../bridge/contract.ts';
import { WriteLane } from '../records/write-lane.ts';
import type { FilePart } from './file-writer.ts';

type Piece = CallOutput<'exports.piece'>;

/**
 * Returns a file in pieces of bounded size, one after the other. It writes only as much of the file as the requested piece needs.
 * The newest piece can be requested again, because its answer may be lost.
 */
export class FilePieces {
  readonly #parts: AsyncGenerator<Result<FilePart>, void, void>;
  readonly #lane = new WriteLane();
  /** Bytes that were written and not yet returned. */
  #rest = Buffer.alloc(0);
  #isWritten = false;
  #done = 0;
  #number = -1;
  #piece: Piece = { base64: '', done: 0, next: 0 };

  constructor(parts: AsyncGenerator<Result<FilePart>, void, void>) {
    this.#parts = parts;
  }

  /** Returns the piece of this number. Refuses with request/invalid any number other than the newest and the next. */
  read(number: number): Promise<Result<Piece>> {
    return this.#lane.run(async () => {
      if (number === this.#number) return accept(this.#piece);
      if (number !== this.#piece.next)
        return refuse('request/invalid', 'The pieces of this file are read in order.', { path: 'piece' });
      if (this.#rest.length < importPieceBytes && !this.#isWritten) {
        const part = await this.#parts.next();
        if (part.done) this.#isWritten = true;
        else if (!part.value.ok) return part.value;
        else {
          this.#rest = Buffer.concat([this.#rest, part.value.value.bytes]);
          this.#done = part.value.value.done;
        }
      }
      const bytes = this.#rest.subarray(0, importPieceBytes);
      this.#rest = this.#rest.subarray(bytes.length);
      const isLast = this.#isWritten && this.#rest.length === 0;
      this.#number = number;
      this.#piece = { base64: bytes.toString('base64'), done: this.#done, next: isLast ? null : number + 1 };
      return accept(this.#piece);
    });
  }

  /** Ends the writing. */
  async end(): Promise<void> {
    await this.#lane.run(() => this.#parts.return());
  }
}
