import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CallInput, CallOutput, RefNames, ShownRecord } from '../../bridge/contract.ts';
import { ask } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useBridge } from '../window/app-ports.tsx';

/** The deleted records that are read of each kind, the latest first. Chosen: more than a person looks through. */
export const mostOfKind = 200;
/** The deleted records that are shown. All of them can be restored in one act. */
const mostShown = 500;

/** A deleted record and its kind. */
export type Deleted = { readonly entity: Entity; readonly record: ShownRecord };

/** The deleted records on this device. */
export type Bin = {
  /** The latest first. */
  readonly deleted: readonly Deleted[];
  readonly refs: RefNames;
  /** The kinds that have deleted records. */
  readonly kinds: readonly Entity[];
  /** True if there are more deleted records than these. */
  readonly isCut: boolean;
  readonly isLoaded: boolean;
  readonly error: Error | null;
};

type Answers = readonly { readonly data: CallOutput<'records.list'> | undefined; readonly error: Error | null }[];
const combined = (answers: Answers) => ({
  lists: answers.map(({ data }) => data),
  error: answers.find(({ error }) => error !== null)?.error ?? null,
});

/**
 * Returns the deleted records of all kinds, or of one. Definitions, people and roles are restored on the pages of settings
 * instead.
 */
export function useBin(kind: string | undefined): Bin {
  const bridge = useBridge();
  const { entities } = useCatalogue();
  const asked = useMemo(
    () => [...entities.values()].filter(({ governed, isRetired, isRemoved }) => !governed && !isRetired && !isRemoved),
    [entities],
  );
  const { lists, error } = useQueries({
    queries: asked.map(({ name }) => {
      const input: CallInput<'records.list'> = {
        entity: name,
        life: 'deleted',
        sort: [{ field: 'updatedAt', direction: 'desc' }],
        limit: mostOfKind,
      };
      return {
        queryKey: queryKeyOf('records.list', name, input),
        queryFn: () => ask(bridge, 'records.list', input),
      };
    }),
    combine: combined,
  });
  return useMemo(() => {
    const all = asked.flatMap((entity, place) =>
      kind === undefined || entity.name === kind
        ? (lists[place]?.rows ?? []).map((record): Deleted => ({ entity, record }))
        : [],
    );
    return {
      deleted: all
        .toSorted(({ record: a }, { record: b }) => b.updatedAt.localeCompare(a.updatedAt) || b.id.localeCompare(a.id))
        .slice(0, mostShown),
      refs: Object.assign({}, ...lists.map((list) => list?.refs ?? {})) as RefNames, // Object.assign of many maps loses their type
      kinds: asked.filter((_, place) => (lists[place]?.rows.length ?? 0) > 0),
      isCut: all.length > mostShown || lists.some((list) => (list?.rows.length ?? 0) >= mostOfKind),
      isLoaded: lists.every((list) => list !== undefined),
      error,
    };
  }, [asked, lists, kind, error]);
}
