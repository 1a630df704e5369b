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

/** Returns the values by which records of a kind are compared; a change of another value asks no question. */
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

type Asked = {
  readonly entity: Entity;
  readonly fields: Readonly<Record<string, JsonValue>>;
  /**
   * The record that has the values. It is left out, and so are the records that somebody marked as different from it.
   */
  readonly of?: string | undefined;
};

/**
 * Returns the records that resemble these values, for each kind and its values in order; undefined while they are read.
 * Returns none for kinds whose records cannot be merged.
 */
export function useNearLists(asked: readonly Asked[]): readonly (readonly NearRecord[] | undefined)[] {
  const bridge = useBridge();
  return useQueries({
    queries: asked.map(({ entity, fields, of }) => {
      const compared = comparedValues(entity, fields);
      const input = { entity: entity.name, fields: compared, ...(of === undefined ? {} : { of }) };
      return {
        queryKey: queryKeyOf('duplicates.near', entity.name, input),
        queryFn: () => ask(bridge, 'duplicates.near', input),
        enabled: entity.duplicates !== undefined && Object.keys(compared).length > 0, // by `askedIf` several would have one key
        placeholderData: keepPreviousData,
      };
    }),
    combine: hitsOfEach,
  });
}
const hitsOfEach = (answers: readonly UseQueryResult<CallOutput<'duplicates.near'>>[]) =>
  answers.map(({ data, isLoading }) => (isLoading ? undefined : (data?.hits ?? [])));

type Props = Asked & {
  readonly title: string;
  /** The label of the button at each record. */
  readonly act: string;
  readonly onPick: (id: string) => void;
  /** Offers to say that a record is not the same. */
  readonly onApart?: ((id: string) => void) | undefined;
  /** The records that the person has already marked so. */
  readonly apart?: readonly string[];
};

/**
 * The records that resemble these values, with the reasons, announced to screen readers. It draws nothing if there are
 * none.
 */
export function NearRecords({ entity, fields, of, title, act, onPick, onApart, apart = [] }: Props) {
  const [near = []] = useNearLists([{ entity, fields, of }]);
  const hits = near.filter(({ id }) => id !== of && !apart.includes(id));
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
                <span className={classes.acts}>
                  {onApart ? (
                    <Button size="sm" variant="quiet" onClick={() => onApart(hit.id)}>
                      Not the same <span className="outpost-visually-hidden">as {hit.title}</span>
                    </Button>
                  ) : null}
                  <Button size="sm" onClick={() => onPick(hit.id)}>
                    {act} <span className="outpost-visually-hidden">{hit.title}</span>
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
