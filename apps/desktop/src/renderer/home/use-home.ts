import { type Home, homeWith } from '@outpost/domain/kernel/catalogue/pages/home-of-packs';
import { useMemo } from 'react';
import { mayCreate } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';

/** Returns the parts of the home page that the tenant's packs declare, of kinds of which the person may create records. */
export function useHome(): Home {
  const { home, entities } = useCatalogue();
  const principal = usePrincipal();
  return useMemo(
    () =>
      homeWith(home, (name) => {
        const entity = entities.get(name);
        return entity !== undefined && mayCreate(principal, entity);
      }),
    [home, entities, principal],
  );
}
