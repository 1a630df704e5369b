import type { DayPiece } from './day-pieces.ts';

/** A piece in its lane: overlapping pieces are drawn side by side, `lanes` of them. */
export type LaidPiece = DayPiece & { readonly lane: number; readonly lanes: number };
/** The pieces without a lane, as one box in the last lane. */
export type MorePieces = {
  readonly from: number;
  readonly to: number;
  readonly lane: number;
  readonly lanes: number;
  readonly pieces: readonly DayPiece[];
};
export type LaidDay = { readonly pieces: readonly LaidPiece[]; readonly more: readonly MorePieces[] };

/** Chosen: the minutes that the shortest piece takes up next to others, because its one line of text needs them. */
const leastMinutes = 20;

/**
 * Places overlapping pieces side by side. At most `most` are side by side. If there are more, the last lane has a box
 * for all pieces without a lane. Pieces must be in the order of their beginnings.
 */
export function layOutDay(pieces: readonly DayPiece[], most: number): LaidDay {
  const laid: LaidPiece[] = [];
  const more: MorePieces[] = [];
  let cluster: { readonly piece: DayPiece; readonly lane: number }[] = [];
  let ends: number[] = []; // where each lane of the cluster is free again
  const close = () => {
    const lanes = Math.min(ends.length, most);
    const isTooMany = ends.length > most;
    const hidden: DayPiece[] = [];
    for (const { piece, lane } of cluster) {
      if (isTooMany && lane >= most - 1) hidden.push(piece);
      else laid.push({ ...piece, lane, lanes });
    }
    const [first] = hidden;
    if (first)
      more.push({
        from: first.from,
        to: Math.max(...hidden.map(({ to }) => to)),
        lane: lanes - 1,
        lanes,
        pieces: hidden,
      });
    cluster = [];
    ends = [];
  };
  for (const piece of pieces) {
    if (ends.length > 0 && ends.every((end) => end <= piece.from)) close();
    const free = ends.findIndex((end) => end <= piece.from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = Math.max(piece.to, piece.from + leastMinutes);
    cluster.push({ piece, lane });
  }
  close();
  return { pieces: laid, more };
}
