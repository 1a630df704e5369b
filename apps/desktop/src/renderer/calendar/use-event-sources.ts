import { useMemo } from 'react';
import type { RefNames } from '../../bridge/contract.ts';
import { useOutbox } from '../queries/sync-queries.ts';
import { waitingByRecord } from '../records/act-words.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import type { EventSources } from './scheduled-event.ts';

type Listed = { readonly refs: RefNames } | undefined;

/** Returns the data from which the events of these lists are made, in addition to their records. */
export function useEventSources(lists: readonly Listed[]): EventSources {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const outbox = useOutbox().data?.entries;
  const waiting = useMemo(() => waitingByRecord(outbox ?? []), [outbox]);
  return useMemo(() => {
    const refs: RefNames = Object.assign({}, ...lists.map((list) => list?.refs ?? {})) as RefNames; // Object.assign of many maps loses their type
    return { catalogue, principal, refs, waiting };
  }, [lists, catalogue, principal, waiting]);
}
