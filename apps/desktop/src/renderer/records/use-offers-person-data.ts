import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { usePrincipal } from '../session/session-context.tsx';
import { useCatalogue } from './use-entity.ts';

/**
 * Returns whether the record's menu offers an export of all data about a person. The kind must be that of colleagues, or have an e-mail
 * address or a telephone number. The user must have the right to read the whole journal.
 */
export function useOffersPersonData({ name, reach }: Entity): boolean {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { people } = catalogue;
  if (!people || (name !== people.person && reach === undefined)) return false;
  return administers(principal, entityOf(catalogue, people.role));
}
