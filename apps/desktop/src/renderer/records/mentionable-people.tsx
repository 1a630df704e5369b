import { type FindPeople, PeopleContext } from '@outpost/ui/markdown/people-context';
import { type ReactNode, useCallback } from 'react';
import { usePrincipal } from '../session/session-context.tsx';
import { useBridge } from '../window/app-ports.tsx';
import { findRecords } from './find-records.ts';
import { useCatalogue } from './use-entity.ts';

/** Chosen: the longest list of people that an editor shows after an @. */
const mostPeople = 8;
const neverAborted = new AbortController().signal;

/**
 * Offers the people that this device knows to the text editors below: those whose name matches, or the first ones,
 * without the person who is writing.
 */
export function MentionablePeople({ children }: { readonly children: ReactNode }) {
  const bridge = useBridge();
  const catalogue = useCatalogue();
  const { userId } = usePrincipal();
  const find: FindPeople = useCallback(
    async (text) => {
      const wanted = { entities: ['platform/person'], text, signal: neverAborted };
      const found = await findRecords({ bridge, catalogue }, wanted);
      const others = found.filter(({ id }) => id !== userId); // nobody calls themself
      return others.slice(0, mostPeople).map(({ id, name, detail }) => ({ id, name, detail }));
    },
    [bridge, catalogue, userId],
  );
  return <PeopleContext value={find}>{children}</PeopleContext>;
}
