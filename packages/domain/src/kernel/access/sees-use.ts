import { administers, type Principal } from './access.ts';
import { type Catalogue, entityOf } from '../catalogue/catalogue.ts';

/**
 * Whether a person may read how much of its limits an organisation uses: administrators of people only. The page of the
 * plan shows the use to them, and refusals at a limit name it. To anybody else the number of all records would tell of
 * records that they may not see. They get the limit, and the refusal itself.
 */
export const seesUse = (
  { memberships }: Pick<Principal, 'memberships'>,
  { people, entities }: Pick<Catalogue, 'people' | 'entities'>,
): boolean => people !== undefined && administers({ userId: '', memberships }, entityOf({ entities }, people.person));
