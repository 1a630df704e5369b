import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';

type Piece = { readonly csv: string; readonly next: number | null };

/** Chosen: few calls for a large file, and little memory. */
const pieceChars = 512 * 1024;

/**
 * Returns a file's lines in pieces, one after the other. The newest piece can be requested again, because its answer may be lost.
 */
export class RefusedRowPieces {
  readonly #lines: Iterator<string, void, void>;
  #number = -1;
  #piece: Piece = { csv: '', next: 0 };

  constructor(lines: Iterator<string, void, void>) {
    this.#lines = lines;
  }

  /** Returns the piece of this number. Refuses with request/invalid any number other than the newest and the next. */
  read(number: number): Result<Piece> {
    if (number === this.#number) return accept(this.#piece);
    if (number !== this.#piece.next)
      return refuse('request/invalid', 'The pieces of this file are read in order.', { path: 'piece' });
    const parts: string[] = [];
    let size = 0;
    let isLast = false;
    while (size < pieceChars && !isLast) {
      const line = this.#lines.next();
      if (line.done) isLast = true;
      else {
        parts.push(line.value);
        size += line.value.length;
      }
    }
    this.#number = number;
    this.#piece = { csv: parts.join(''), next: isLast ? null : number + 1 };
    return accept(this.#piece);
  }
}
