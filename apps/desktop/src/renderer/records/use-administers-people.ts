import { administers } from '@outpost/domain/kernel/access/access';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { usePrincipal } from '../session/session-context.tsx';
import { useCatalogue } from './use-entity.ts';

/** Returns whether the person administers others: only then does a record's menu offer the page of the people who see it. */
export function useAdministersPeople(): boolean {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { people } = catalogue;
  return people !== undefined && administers(principal, entityOf(catalogue, people.person));
}
