import { organisationEntity } from '../../bridge/organisation-entity.ts';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Settings } from '@outpost/domain/kernel/catalogue/settings';

/** Returns the settings of packs (T-24): all but those of the organisation itself. */
export const packSettings = ({ settings }: Pick<Catalogue, 'settings'>): readonly Settings[] =>
  [...settings.values()].filter(({ on }) => on !== organisationEntity);
