import { type Catalogue, type Pack, catalogueOf } from './kernel/catalogue/catalogue.ts';
import { crm } from './packs/crm/pack.ts';
import { platform } from './packs/platform/pack.ts';

/** The only list of packs. */
export const installedPacks: readonly Pack[] = [platform, crm];

/** All kinds of record of this build, without any tenant's own. */
export const installedCatalogue: Catalogue = catalogueOf(installedPacks);
