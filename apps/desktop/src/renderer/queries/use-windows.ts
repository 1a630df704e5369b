import { useQueries } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { CallInput, CallOutput, RefNames, ShownRecord } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { ask } from './ask.ts';
import { queryKeyOf } from './query-key-of.ts';

/** A long list of which only what is in sight is asked. `key` tells several lists of one screen apart. */
export type LongList = {
  readonly key: string;
  readonly query: Omit<CallInput<'records.list'>, 'limit' | 'offset' | 'after'>;
};

/** Rows in a row; `end` is exclusive. */
export type Stretch = { readonly start: number; readonly end: number };

/** What a screen sees of its long lists. */
export type Windows = {
  /** The record at this place of the list, or nothing while it is on its way. */
  readonly rowAt: (key: string, index: number) => ShownRecord | undefined;
  /** Names of the records that shown references point to. */
  readonly refs: RefNames;
  /** Tells what is in sight; folded groups leave gaps between the stretches. */
  readonly show: (key: string, stretches: readonly Stretch[]) => void;
  /** The rows in sight of all lists, in no particular order. */
  readonly inSight: readonly ShownRecord[];
  readonly error: Error | null;
};

/** Rows asked at once. A screen shows 20 to 60; so one or two questions of about a millisecond each serve a sight. */
export const pageRows = 100;
/** Rows beyond the sight that are asked ahead, so that scrolling rarely meets a blank row. */
const ahead = 40;

/** Pages kept in place: 400 are 40,000 rows, more than one looks at in a sitting. */
const mostKept = 400;

type Page = CallOutput<'records.list'>;
const firstSight: readonly Stretch[] = [{ start: 0, end: pageRows - ahead }];

/** The pages that a sight needs, in order, each once. */
export function pagesOf(stretches: readonly Stretch[]): readonly number[] {
  const pages = new Set<number>();
  for (const { start, end } of stretches) {
    const last = Math.floor((end - 1 + ahead) / pageRows);
    for (let page = Math.max(0, Math.floor((start - ahead) / pageRows)); page <= last; page += 1) pages.add(page);
  }
  return [...pages].sort((left, right) => left - right);
}

/** Pages as last seen, by place. Putting the same page there again changes nothing, so it may be done while drawing. */
class PageShelf {
  #pages: ReadonlyMap<string, Page> = new Map();

  with(seen: readonly (readonly [place: string, page: Page | undefined])[]): ReadonlyMap<string, Page> {
    const next = new Map(this.#pages);
    for (const [place, page] of seen) if (page) next.set(place, page);
    this.#pages = next.size > mostKept ? new Map([...next].slice(-mostKept / 2)) : next;
    return next;
  }
}

type Answered = { readonly pages: readonly (Page | undefined)[]; readonly error: Error | null };

/** One value out of all answers; a function of its own, so that TanStack keeps it while nothing changes. */
const answered = (answers: readonly { readonly data: Page | undefined; readonly error: Error | null }[]): Answered => ({
  pages: answers.map(({ data }) => data),
  error: answers.find(({ error }) => error !== null)?.error ?? null,
});

type Sight = Readonly<Record<string, readonly Stretch[]>>;

/** The same sight where it needs the same pages, so that nothing is asked or drawn anew. */
const withSight = (before: Sight, key: string, stretches: readonly Stretch[]): Sight => {
  const was = before[key];
  return was !== undefined && pagesOf(stretches).join() === pagesOf(was).join()
    ? before
    : { ...before, [key]: stretches };
};

/**
 * Takes what is in sight of a list once the pages asked for it before have come, the newest sight only. Where no index serves an order a
 * page of 100,000 rows takes half a second: a bar that is dragged along would leave hundreds of questions in the reader's line, and blank
 * rows until all of them are answered.
 */
function useHeldSight(setSight: (change: (before: Sight) => Sight) => void, asking: ReadonlySet<string>) {
  const newest = useRef<Record<string, readonly Stretch[]>>({});
  const held = useRef(asking);
  useEffect(() => {
    held.current = asking;
    const due = Object.entries(newest.current).filter(([key]) => !asking.has(key));
    if (due.length === 0) return;
    for (const [key] of due) delete newest.current[key];
    setSight((before) => due.reduce((sight, [key, stretches]) => withSight(sight, key, stretches), before));
  }, [asking, setSight]);
  return useCallback(
    (key: string, stretches: readonly Stretch[]) => {
      if (held.current.has(key)) newest.current[key] = stretches;
      else setSight((before) => withSight(before, key, stretches));
    },
    [setSight],
  );
}

/** Shows windows of long lists: asks pages in sight, keeps what was seen in place until newer rows are there (no flicker). */
export function useWindows(lists: readonly LongList[]): Windows {
  const bridge = useBridge();
  const [sight, setSight] = useState<Sight>({});
  const wanted = useMemo(
    () =>
      lists.flatMap((list) =>
        pagesOf(sight[list.key] ?? firstSight).map((page) => ({ list, page, place: `${list.key}/${page}` })),
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
  const refs = useMemo(
    () => Object.assign({}, ...wanted.map(({ place }) => pages.get(place)?.refs)) as RefNames,
    [pages, wanted],
  ); // Object.assign of many maps forgets their type

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
  return { rowAt, refs, show, inSight, error: answers.error };
}
