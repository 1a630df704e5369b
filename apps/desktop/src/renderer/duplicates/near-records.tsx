import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { Button } from '@outpost/ui/parts/button';
import { Tag } from '@outpost/ui/parts/tag';
import { keepPreviousData, useQueries, type UseQueryResult } from '@tanstack/react-query';
import type { CallOutput } from '../../bridge/contract.ts';
import type { NearRecord } from '../../bridge/calls/duplicate-calls.ts';
import { ask } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useBridge } from '../window/app-ports.tsx';
import { reasonWords } from './likeness-words.ts';
import classes from './duplicates.module.css';

/** Returns the values by which records of a kind are compared; a change of any other asks nothing. */
function comparedValues(entity: Entity, fields: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
  const { emails = [], phones = [], websites = [], context = [] } = entity.duplicates ?? {};
  const names = [
    entity.title,
    ...emails,
    ...phones,
    ...websites,
    ...context,
    ...(entity.address ? [entity.address] : []),
  ];
  return Object.fromEntries(
    names.flatMap((name) => (isEmptyValue(fields[name]) ? [] : [[name, fields[name] ?? null]])),
  );
}

type Asked = { readonly entity: Entity; readonly fields: Readonly<Record<string, JsonValue>> };

/**
 * Returns the records that are alike to these values, for each kind and its values in order; undefined while they are read. None
 * for kinds whose records cannot be merged.
 */
export function useNearLists(asked: readonly Asked[]): readonly (readonly NearRecord[] | undefined)[] {
  const bridge = useBridge();
  return useQueries({
    queries: asked.map(({ entity, fields }) => {
      const compared = comparedValues(entity, fields);
      return {
        queryKey: queryKeyOf('duplicates.near', entity.name, compared),
        queryFn: () => ask(bridge, 'duplicates.near', { entity: entity.name, fields: compared }),
        enabled: entity.duplicates !== undefined && Object.keys(compared).length > 0,
        placeholderData: keepPreviousData,
      };
    }),
    combine: hitsOfEach,
  });
}
const hitsOfEach = (answers: readonly UseQueryResult<CallOutput<'duplicates.near'>>[]) =>
  answers.map(({ data, isLoading }) => (isLoading ? undefined : (data?.hits ?? [])));

type Props = {
  readonly entity: Entity;
  readonly fields: Readonly<Record<string, JsonValue>>;
  readonly except?: string;
  readonly title: string;
  /** The label of the button at each record. */
  readonly act: string;
  readonly onPick: (id: string) => void;
};

/** The records that are alike to these values, with the reasons, announced to screen readers. Nothing where there are none. */
export function NearRecords({ entity, fields, except, title, act, onPick }: Props) {
  const [near = []] = useNearLists([{ entity, fields }]);
  const hits = near.filter(({ id }) => id !== except);
  return (
    <div role="status" className={hits.length === 0 ? undefined : classes.near}>
      {hits.length === 0 ? null : (
        <>
          <strong>{title}</strong>
          <ul>
            {hits.map((hit) => (
              <li key={hit.id}>
                <span className={classes.hit}>
                  <span dir="auto">{hit.title}</span>
                  {hit.subtitle === '' ? null : <small dir="auto">{hit.subtitle}</small>}
                  <span className={classes.reasons}>
                    {hit.reasons.map((reason) => (
                      <Tag key={`${reason.field}-${reason.how}`}>{reasonWords(entity, reason)}</Tag>
                    ))}
                  </span>
                </span>
                <Button size="sm" onClick={() => onPick(hit.id)}>
                  {act} <span className="outpost-visually-hidden">{hit.title}</span>
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
