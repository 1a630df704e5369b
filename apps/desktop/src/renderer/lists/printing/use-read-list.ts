import { useEffect, useRef, useState } from 'react';
import type { RefNames, ShownRecord } from '../../../bridge/contract.ts';
import type { NamedRows } from '../../grid/use-grid-rows.ts';
import type { RowRange } from '../../queries/use-windows.ts';
import { mostPrinted, printedParts, printedPieces } from './printed-parts.ts';

/** A group of a list before its rows are read. `heading`: left out where the list has no groups. */
export type GroupToPrint = {
  readonly key: string;
  readonly count: number;
  readonly isFolded: boolean;
  readonly heading?: string;
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
export type ReadList = Pick<ListToPrint, 'count' | 'sums' | 'problem'> & {
  readonly groups: readonly (GroupToPrint & { readonly rows: readonly ShownRecord[] })[];
  readonly refs: RefNames;
  readonly printed: number;
  readonly all: number;
};

/** Reads the rows of a list, piece after piece. Returns undefined once `isStopped` is true. */
async function readWhole(list: ListToPrint, isStopped: () => boolean): Promise<ReadList | undefined> {
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
      if (row) byIndex.set(index, row); // a row that has left the list since it was counted is not printed
    }
  }
  const { count, sums, problem } = list;
  const refs = Object.assign({}, ...names) as RefNames; // Object.assign of many maps loses their type
  const groups = parts.map(({ group, rows: { start, end } }) => ({
    ...group,
    rows: Array.from({ length: end - start }, (_, place) => byIndex.get(start + place)).filter(
      (row) => row !== undefined,
    ),
  }));
  return { count, sums, problem, groups, refs, printed: Math.min(all, mostPrinted), all };
}

/**
 * Returns a list with all its printed rows, once they are read. Later changes of the list do not change it. `onError` is called
 * when a question fails.
 */
export function useReadList(list: ListToPrint, onError: (error: unknown) => void): ReadList | undefined {
  const [read, setRead] = useState<ReadList>();
  const latest = useRef({ list, onError });
  useEffect(() => {
    latest.current = { list, onError };
  });
  const { isKnown, error } = list;
  const isDone = read !== undefined;
  useEffect(() => {
    if (error && !isDone) latest.current.onError(error);
  }, [error, isDone]);
  useEffect(() => {
    if (!isKnown || isDone) return undefined;
    const reading = { isStopped: false };
    readWhole(latest.current.list, () => reading.isStopped).then(
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
