import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { useQueries } from '@tanstack/react-query';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import { areaEntitiesOf } from '../places/areas.ts';
import { ask } from '../queries/ask.ts';
import { countOfSummary } from '../queries/record-queries.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useBridge } from '../window/app-ports.tsx';

/** Returns the filter of a person's own records. */
export const ownedBy = (person: string) => ({ field: 'ownerId', op: 'is', value: person }) as const;

/** The number of records of one kind. */
export type KindCount = { readonly entity: string; readonly count: number };

/**
 * Counts the records on this device that match a filter, for each kind of record with lists. Kinds without any are left
 * out. Undefined while they are counted.
 */
export function useCountsOf(where: Filter): readonly KindCount[] | undefined {
  const bridge = useBridge();
  const catalogue = useCatalogue();
  const kinds = useMemo(
    () => areaEntitiesOf(catalogue).filter((name) => catalogue.entities.get(name)?.governed === false),
    [catalogue],
  );
  const answers = useQueries({
    queries: kinds.map((entity) => {
      const input = { entity, where, sums: [] };
      return {
        queryKey: queryKeyOf('records.summary', entity, input),
        queryFn: () => ask(bridge, 'records.summary', input),
      };
    }),
  });
  if (answers.some(({ data }) => data === undefined)) return undefined;
  return kinds.flatMap((entity, place) => {
    const count = countOfSummary(answers[place]?.data) ?? 0;
    return count === 0 ? [] : { entity, count };
  });
}

/** Returns the counts in words: "12 deals and 1 lead". */
export function useCountWords(): (counts: readonly KindCount[]) => string {
  const formats = useFormats();
  const { entities } = useCatalogue();
  return (counts) =>
    formats.list(
      counts.map(({ entity, count }) => {
        const label = entities.get(entity)?.label;
        return formats.plural(count, label?.one.toLowerCase() ?? entity, label?.many.toLowerCase() ?? entity);
      }),
    );
}
