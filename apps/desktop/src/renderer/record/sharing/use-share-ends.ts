import { readShareEnd, shareEndKey } from '@outpost/domain/kernel/access/share-ends';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useMemo } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useRecordList } from '../../queries/record-queries.ts';
import { mayRead } from '../../records/may.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { usePrincipal } from '../../session/session-context.tsx';

/**
 * The end of a share of a record: the id of its own record, the person, and the instant. `isMoved`: a merge brought it from another
 * record, so that it still has the key of a share of that one.
 */
export type ShownEnd = {
  readonly id: string;
  readonly person: string;
  readonly endsAt: string;
  readonly isMoved: boolean;
};
/** The ends of the shares of one record. `kind`: the kind of record that stores them. */
export type ShareEnds = { readonly kind: Entity; readonly ends: readonly ShownEnd[] };

/** Chosen: more than the people with whom a record can be shared. */
const most = 200;

/**
 * Returns the ends of the shares of a record (PLT-43). Undefined until they are read, if shares of this kind of record
 * have no ends, and if the person's role does not show them.
 */
export function useShareEnds(
  entity: Entity,
  record: Pick<ShownRecord, 'entity' | 'id'>,
  { isOff = false }: { readonly isOff?: boolean } = {},
): ShareEnds | undefined {
  const { people, entities } = useCatalogue();
  const principal = usePrincipal();
  const kind = people?.shareEnd === undefined ? undefined : entities.get(people.shareEnd);
  const about = kind?.fields[kind.parent ?? ''];
  const isHere = kind !== undefined && about?.type === 'ref' && about.targets.includes(entity.name) && mayRead(principal, kind); // prettier-ignore
  const { data } = useRecordList(
    {
      entity: kind?.name ?? record.entity,
      where: { field: kind?.parent ?? 'id', op: 'is', value: `${record.entity}:${record.id}` },
      sort: [{ field: 'createdAt', direction: 'asc' }],
      limit: most,
    },
    { isOff: isOff || !isHere },
  );
  return useMemo(() => {
    if (!isHere || !data) return undefined;
    const ends = data.rows.flatMap((row): ShownEnd[] => {
      const end = readShareEnd(row);
      return end?.record === record.id
        ? [{ id: row.id, person: end.person, endsAt: end.endsAt, isMoved: row.fields['key'] !== shareEndKey(end) }]
        : [];
    });
    return { kind, ends };
  }, [isHere, kind, data, record.id]);
}

/** Returns when the share with a person ends: of two ends the later one, as on the server. */
export const endFor = (ends: ShareEnds | undefined, person: string): string | undefined =>
  ends?.ends
    .filter((end) => end.person === person)
    .map(({ endsAt }) => endsAt)
    .sort()
    .at(-1);
