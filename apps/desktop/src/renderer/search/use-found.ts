import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CallInput, CallOutput, RefNames, ShownRecord } from '../../bridge/contract.ts';
import { recordCountOf } from '../../bridge/records-of-summary.ts';
import { areaEntitiesOf } from '../places/areas.ts';
import { ask } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useBridge } from '../window/app-ports.tsx';

/** The found records of one kind. */
export type FoundOfKind = {
  readonly entity: Entity;
  readonly count: number;
  /** The latest changed first. */
  readonly rows: readonly ShownRecord[];
  readonly refs: RefNames;
};

/** The records that match a search, by kind; kinds without any are left out. Undefined while the first answer is read. */
export type FoundRecords = { readonly kinds: readonly FoundOfKind[] | undefined; readonly error: Error | null };

/** The most records shown of each kind, and of a single chosen kind. Chosen: about one screen. */
const ofEach = 5;
const ofOne = 100;

type Answer<T> = { readonly data: T | undefined; readonly error: Error | null };
const combined = <T>(answers: readonly Answer<T>[]) => ({
  data: answers.map(({ data }) => data),
  error: answers.find(({ error }) => error !== null)?.error ?? null,
});
const lists = (answers: readonly Answer<CallOutput<'records.list'>>[]) => combined(answers);
const summaries = (answers: readonly Answer<CallOutput<'records.summary'>>[]) => combined(answers);

/**
 * Finds the records that contain all words, in each kind with a place in the rail, by two questions for each kind. `chosen`: the
 * kind of which more records are read.
 */
export function useFound(text: string, where: Filter | undefined, chosen: string | undefined): FoundRecords {
  const bridge = useBridge();
  const catalogue = useCatalogue();
  const kinds = useMemo(
    () => areaEntitiesOf(catalogue).flatMap((name) => catalogue.entities.get(name) ?? []),
    [catalogue],
  );
  const isOff = text === '';
  const asked = { search: text, ...(where === undefined ? {} : { where }) };
  const counted = useQueries({
    queries: kinds.map(({ name }) => {
      const input: CallInput<'records.summary'> = { entity: name, ...asked, sums: [] };
      return {
        queryKey: queryKeyOf('records.summary', name, input),
        queryFn: () => ask(bridge, 'records.summary', input),
        enabled: !isOff,
        placeholderData: keepPreviousData,
      };
    }),
    combine: summaries,
  });
  const listed = useQueries({
    queries: kinds.map(({ name }) => {
      const input: CallInput<'records.list'> = {
        entity: name,
        ...asked,
        sort: [{ field: 'updatedAt', direction: 'desc' }],
        limit: name === chosen ? ofOne : ofEach,
      };
      return {
        queryKey: queryKeyOf('records.list', name, input),
        queryFn: () => ask(bridge, 'records.list', input),
        enabled: !isOff,
        placeholderData: keepPreviousData,
      };
    }),
    combine: lists,
  });
  return useMemo(() => {
    const isLoaded = [...counted.data, ...listed.data].every((answer) => answer !== undefined);
    return {
      kinds: isLoaded
        ? kinds.flatMap((entity, place): readonly FoundOfKind[] => {
            const [summary, list] = [counted.data[place], listed.data[place]];
            const count = summary === undefined ? 0 : recordCountOf(summary);
            return count === 0 || !list ? [] : [{ entity, count, rows: list.rows, refs: list.refs }];
          })
        : undefined,
      error: counted.error ?? listed.error,
    };
  }, [kinds, counted, listed]);
}
