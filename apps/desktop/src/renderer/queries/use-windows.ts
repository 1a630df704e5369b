import { replaceEqualDeep, useQueries } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { CallInput, CallOutput, RefNames, ShownRecord } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { ask } from './ask.ts';
import { queryKeyOf } from './query-key-of.ts';

/** A long list of which only the visible rows are read. `key` distinguishes several lists of one screen. */
export type LongList = {
  readonly key: string;
  readonly query: Omit<CallInput<'records.list'>, 'limit' | 'offset' | 'after'>;
  /** The visible ranges, if the screen keeps them itself. Left out: those that it has given to `show`. */
  readonly sight?: readonly RowRange[];
};

/** A range of rows; `end` is exclusive. */
export type RowRange = { readonly start: number; readonly end: number };

/** A screen's view of its long lists. */
export type Windows = {
  /** Returns the record at this index of the list, or `undefined` while it is loading. */
  readonly rowAt: (key: string, index: number) => ShownRecord | undefined;
  /** The names of the records that shown references refer to. */
  readonly refs: RefNames;
  /** Sets the visible ranges; folded groups leave gaps between them. */
  readonly show: (key: string, stretches: readonly RowRange[]) => void;
  /** The visible rows of all lists, in no particular order. */
  readonly inSight: readonly ShownRecord[];
  /** Whether a page of the visible ranges is still being read. */
  readonly isReading: boolean;
  readonly error: Error | null;
};

/** The number of rows in one query. A screen shows 20 to 60, so one or two queries of about a millisecond each cover it. */
export const pageRows = 100;
/** The number of rows beyond the visible ones that are read ahead, so that scrolling rarely reaches a blank row. */
const ahead = 40;

/** The number of kept pages: 400 are 40,000 rows, more than a person views in a session. */
const mostKept = 400;

type Page = CallOutput<'records.list'>;
/** The rows that a list reads before the screen has said which ones are visible. */
export const firstSight: readonly RowRange[] = [{ start: 0, end: pageRows - ahead }];

/** Returns the pages that visible ranges need, in order, each once. */
export function pagesOf(stretches: readonly RowRange[]): readonly number[] {
  const pages = new Set<number>();
  for (const { start, end } of stretches) {
    const last = Math.floor((end - 1 + ahead) / pageRows);
    for (let page = Math.max(0, Math.floor((start - ahead) / pageRows)); page <= last; page += 1) pages.add(page);
  }
  return [...pages].sort((left, right) => left - right);
}

/** The latest pages by position. Storing the same page again changes nothing, so it is allowed during rendering. */
class PageShelf {
  #pages: ReadonlyMap<string, Page> = new Map();
  #names: RefNames = {};

  with(seen: readonly (readonly [place: string, page: Page | undefined])[]): ReadonlyMap<string, Page> {
    const next = new Map(this.#pages);
    for (const [place, page] of seen) if (page) next.set(place, page);
    this.#pages = next.size > mostKept ? new Map([...next].slice(-mostKept / 2)) : next;
    return next;
  }

  /** Returns the names of the pages: the same object as before, if they are the same names. */
  names(pages: readonly (Page | undefined)[]): RefNames {
    const next = Object.assign({}, ...pages.map((page) => page?.refs)) as RefNames; // Object.assign of many maps loses their type
    this.#names = replaceEqualDeep(this.#names, next);
    return this.#names;
  }
}

type Answered = {
  readonly pages: readonly (Page | undefined)[];
  readonly isReading: boolean;
  readonly error: Error | null;
};

/** Combines all answers into one value. It is a separate function so that TanStack keeps the result while nothing changes. */
const answered = (answers: readonly { readonly data: Page | undefined; readonly error: Error | null }[]): Answered => ({
  pages: answers.map(({ data }) => data),
  isReading: answers.some(({ data, error }) => data === undefined && error === null),
  error: answers.find(({ error }) => error !== null)?.error ?? null,
});

type Sight = Readonly<Record<string, readonly RowRange[]>>;

/** Returns the same object if the same pages are needed, so that no query or rendering is triggered. */
const withSight = (before: Sight, key: string, stretches: readonly RowRange[]): Sight => {
  const was = before[key];
  return was !== undefined && pagesOf(stretches).join() === pagesOf(was).join()
    ? before
    : { ...before, [key]: stretches };
};

/**
 * Sets a list's visible ranges only after the earlier requested pages have arrived, and only the newest ranges. Without an index,
 * a page of 100,000 rows takes half a second to read. Dragging the scroll bar would queue hundreds of queries, and rows would
 * stay blank until all of them are answered.
 */
function useHeldSight(setSight: (change: (before: Sight) => Sight) => void, asking: ReadonlySet<string>) {
  const newest = useRef<Record<string, readonly RowRange[]>>({});
  const held = useRef(asking);
  useEffect(() => {
    held.current = asking;
    const due = Object.entries(newest.current).filter(([key]) => !asking.has(key));
    if (due.length === 0) return;
    for (const [key] of due) delete newest.current[key];
    setSight((before) => due.reduce((sight, [key, stretches]) => withSight(sight, key, stretches), before));
  }, [asking, setSight]);
  return useCallback(
    (key: string, stretches: readonly RowRange[]) => {
      if (held.current.has(key)) newest.current[key] = stretches;
      else setSight((before) => withSight(before, key, stretches));
    },
    [setSight],
  );
}

/**
 * Provides windows of long lists: reads the visible pages, and keeps earlier rows in place until newer ones arrive, to avoid
 * flicker.
 */
export function useWindows(lists: readonly LongList[]): Windows {
  const bridge = useBridge();
  const [sight, setSight] = useState<Sight>({});
  const wanted = useMemo(
    () =>
      lists.flatMap((list) =>
        pagesOf(list.sight ?? sight[list.key] ?? firstSight).map((page) => ({
          list,
          page,
          place: `${list.key}/${page}`,
        })),
      ),
    [lists, sight],
  );
  const answers = useQueries({
    queries: wanted.map(({ list, page }) => {
      const input = { ...list.query, limit: pageRows, offset: page * pageRows };
      return {
        queryKey: queryKeyOf('records.list', input.entity, input),
        queryFn: () => ask(bridge, 'records.list', input),
      };
    }),
    combine: answered,
  });

  const [shelf] = useState(() => new PageShelf());
  const pages = useMemo(
    () => shelf.with(wanted.map(({ place }, index) => [place, answers.pages[index]])),
    [shelf, answers, wanted],
  );
  const refs = useMemo(() => shelf.names(wanted.map(({ place }) => pages.get(place))), [shelf, pages, wanted]);

  const rowAt = useCallback(
    (key: string, index: number) => pages.get(`${key}/${Math.floor(index / pageRows)}`)?.rows[index % pageRows],
    [pages],
  );
  const show = useHeldSight(
    setSight,
    useMemo(
      () => new Set(wanted.flatMap(({ list }, index) => (answers.pages[index] === undefined ? [list.key] : []))),
      [wanted, answers],
    ),
  );
  const inSight = useMemo(() => wanted.flatMap(({ place }) => pages.get(place)?.rows ?? []), [wanted, pages]);
  return { rowAt, refs, show, inSight, isReading: answers.isReading, error: answers.error };
}
