import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { usePrincipal } from '../session/session-context.tsx';
import { useCatalogue } from './use-entity.ts';

/**
 * Returns whether a record of this kind offers to export all data about the person for whom it stands: it is a colleague, or has an
 * e-mail address or a telephone number, and the user reads the whole journal.
 */
export function useOffersPersonData({ name, reach }: Entity): boolean {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { people } = catalogue;
  if (!people || (name !== people.person && reach === undefined)) return false;
  return administers(principal, entityOf(catalogue, people.role));
}
