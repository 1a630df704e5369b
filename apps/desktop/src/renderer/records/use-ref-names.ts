import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { isId } from '@outpost/domain/kernel/ids';
import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { CallOutput, RefNames } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { ask } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { textIn } from './values/shown-value.ts';
import { usePastCatalogue } from './use-entity.ts';

/** Returns all ids in a value at any depth: plain, or after "pack/name:". */
export function idsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    const id = value.slice(value.indexOf(':') + 1);
    return isId(id) ? [id] : [];
  }
  if (Array.isArray(value)) return value.flatMap(idsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(idsIn) : [];
}

/** A filter or a form refers to few records; each name is one small query. */
const most = 50;

type Answers = readonly { readonly data: CallOutput<'records.get'> | undefined }[];

/** Merges the names of all answers into one map. */
const namesOf = (catalogue: Catalogue, answers: Answers): RefNames =>
  Object.fromEntries(
    answers.flatMap(({ data }) => {
      if (!data) return [];
      const { record } = data;
      const entity = catalogue.entities.get(record.entity);
      if (!entity) return [];
      return [
        [
          record.id,
          {
            entity: record.entity,
            title: textIn(record.fields[entity.title]),
            life: record.life,
          },
        ],
      ];
    }),
  );

/** Returns the names of the records that a filter or a form refers to, if no answer has them. */
export function useRefNames(value: unknown): RefNames {
  const bridge = useBridge();
  const catalogue = usePastCatalogue();
  const ids = useMemo(() => [...new Set(idsIn(value))].slice(0, most), [value]);
  const combine = useCallback((answers: Answers) => namesOf(catalogue, answers), [catalogue]); // the same function while nothing changes, so that TanStack keeps the map
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: queryKeyOf('records.get', '', { id }),
      queryFn: () => ask(bridge, 'records.get', { id }),
    })),
    combine,
  });
}
