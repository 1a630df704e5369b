import { isId } from '@outpost/domain/kernel/ids';
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CallOutput, RefNames } from '../../bridge/contract.ts';
import { useBridge } from '../app/app-ports.tsx';
import { ask } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { installedEntity } from './entity-shape.ts';
import { textIn } from './shown-value.ts';

/** All ids that a value names, however deep: bare, or behind "pack/name:". */
export function idsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') {
    const id = value.slice(value.indexOf(':') + 1);
    return isId(id) ? [id] : [];
  }
  if (Array.isArray(value)) return value.flatMap(idsIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(idsIn) : [];
}

/** A filter or a form names few records; each name is one small question. */
const most = 50;

type Answers = readonly { readonly data: CallOutput<'records.get'> | undefined }[];

/** One map of names out of the answers; a function of its own, so that TanStack keeps the map while nothing changes. */
const namesOf = (answers: Answers): RefNames =>
  Object.fromEntries(
    answers.flatMap(({ data }) => {
      if (!data) return [];
      const { record } = data;
      return [
        [
          record.id,
          {
            entity: record.entity,
            title: textIn(record.fields[installedEntity(record.entity).title]),
            life: record.life,
          },
        ],
      ];
    }),
  );

/** The names of the records that a filter or a form points to, where no answer has brought them along. */
export function useRefNames(value: unknown): RefNames {
  const bridge = useBridge();
  const ids = useMemo(() => [...new Set(idsIn(value))].slice(0, most), [value]);
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: queryKeyOf('records.get', '', { id }),
      queryFn: () => ask(bridge, 'records.get', { id }),
    })),
    combine: namesOf,
  });
}
