import type { exportableBy } from '@outpost/domain/kernel/access/export-rights';
import { useEffect, useRef, useState } from 'react';
import type { RefNames, ShownRecord } from '../../../bridge/contract.ts';
import type { NamedRows } from '../../grid/use-grid-rows.ts';
import type { RowRange } from '../../queries/use-windows.ts';
import { mostPrinted, printedParts, printedPieces } from './printed-parts.ts';

/** A group of a list before its rows are read. */
export type GroupToPrint = {
  readonly key: string;
  readonly count: number;
  readonly isFolded: boolean;
  /** Its name, and words that follow the number of its records, such as a forecast. Left out where the list has no groups. */
  readonly heading?: { readonly name: string; readonly after?: string };
  /** The sums as texts, by the ids of their columns. */
  readonly sums?: Readonly<Record<string, string>>;
};

/** A list to print: its groups, or one group without a heading. */
export type ListToPrint = {
  /** Whether the counts below are known. */
  readonly isKnown: boolean;
  /** Why a question about the list failed. */
  readonly error: Error | null;
  /** The number of all records of the list. */
  readonly count: number;
  readonly groups: readonly GroupToPrint[];
  /** The sums of the whole list, each with the label of its field. */
  readonly sums: readonly { readonly label: string; readonly value: string }[];
  /** Why the list is drawn in another way than the person asked for. */
  readonly problem: string | undefined;
  /** Reads rows by their indexes through all groups. Fails with the error of the question. */
  readonly read: (rows: readonly RowRange[]) => Promise<NamedRows>;
};

/** A list whose rows are read. `all`: the number of rows without the limit of one print. */
export type ReadList = Pick<ListToPrint, 'sums' | 'problem'> & {
  /** `count`: undefined for a folded group whose exportable records are not counted. */
  readonly groups: readonly (Omit<GroupToPrint, 'count'> & {
    readonly count: number | undefined;
    readonly rows: readonly ShownRecord[];
  })[];
  readonly refs: RefNames;
  readonly count: number;
  readonly printed: number;
  readonly all: number;
  /** The number of read rows that the person sees and may not export. */
  readonly leftOut: number;
  /** Whether the counts are those of the printed rows, and the sums are left out, because the list has other records. */
  readonly isNarrowed: boolean;
};

/** Which records of the list the person may take out of the app. */
export type Exportable = ReturnType<typeof exportableBy>;

/**
 * Reads the rows of a list, piece after piece, and keeps those that the person may export. The sums of a list with other records are
 * left out, because they would tell about those. Returns undefined once `isStopped` is true.
 */
async function readWhole(
  list: ListToPrint,
  which: Exportable,
  isStopped: () => boolean,
): Promise<ReadList | undefined> {
  let leftOut = 0;
  const { parts, all } = printedParts(list.groups, mostPrinted);
  const byIndex = new Map<number, ShownRecord>();
  const names: RefNames[] = [];
  for (const piece of printedPieces(parts)) {
    const read = await list.read(piece);
    if (isStopped()) return undefined;
    names.push(read.refs);
    const indexes = piece.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, place) => start + place));
    for (const [place, index] of indexes.entries()) {
      const row = read.rows[place];
      if (!row) continue; // it has left the list since it was counted
      if (which === 'all' || which(row)) byIndex.set(index, row);
      else leftOut += 1;
    }
  }
  const isRead = all <= mostPrinted && !list.groups.some(({ isFolded }) => isFolded);
  const isNarrowed = which !== 'all' && (leftOut > 0 || !isRead);
  const refs = Object.assign({}, ...names) as RefNames; // Object.assign of many maps loses their type
  const groups = parts.map(({ group, rows: { start, end } }) => {
    const rows = Array.from({ length: end - start }, (_, place) => byIndex.get(start + place)).filter(
      (row) => row !== undefined,
    );
    const count = group.isFolded ? undefined : rows.length;
    return isNarrowed ? { ...group, rows, count, sums: {} } : { ...group, rows };
  });
  return {
    count: isNarrowed ? byIndex.size : list.count,
    sums: isNarrowed ? [] : list.sums,
    problem: list.problem,
    groups,
    refs,
    printed: Math.min(all, mostPrinted),
    all,
    leftOut,
    isNarrowed,
  };
}

/**
 * Returns a list with all its printed rows, once they are read. Later changes of the list do not change it. `onError` is called
 * when a question fails.
 */
export function useReadList(
  list: ListToPrint,
  which: Exportable,
  onError: (error: unknown) => void,
): ReadList | undefined {
  const [read, setRead] = useState<ReadList>();
  const latest = useRef({ list, which, onError });
  useEffect(() => {
    latest.current = { list, which, onError };
  });
  const { isKnown, error } = list;
  const isDone = read !== undefined;
  useEffect(() => {
    if (error && !isDone) latest.current.onError(error);
  }, [error, isDone]);
  useEffect(() => {
    if (!isKnown || isDone) return undefined;
    const reading = { isStopped: false };
    readWhole(latest.current.list, latest.current.which, () => reading.isStopped).then(
      (whole) => {
        if (whole && !reading.isStopped) setRead(whole);
      },
      (why: unknown) => {
        if (!reading.isStopped) latest.current.onError(why);
      },
    );
    return () => {
      reading.isStopped = true;
    };
  }, [isKnown, isDone]);
  return read;
}
