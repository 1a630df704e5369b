import { installedPacks } from '@outpost/domain/installed-packs';
import { type Catalogue, catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { settings } from '@outpost/domain/kernel/catalogue/settings';
import { account } from '@outpost/domain/packs/crm/entities/account.entity';
import { deal } from '@outpost/domain/packs/crm/entities/deal.entity';

// T-30, A-3b: the product with deals that are filed by areas and open to everyone in one stage, on the kinds that histories are
// about. It needs no column or table of its own.

/** A-3b: the stage in which everyone inside sees a deal. */
export const openStage = 'proposal';

/** A deal's area is its stage, which people change all the time. */
const filedDeal = { ...deal, filedBy: 'stage', openWhen: { field: 'stage', is: openStage } };

/** The kind of a person's settings, whose tags are the chosen areas. Histories use accounts for nothing else. */
export const areaKind = account.name;
export const areaField = 'tags';
const chosenStages = settings(account, { whose: 'person', defaults: { name: 'Areas' }, areas: { tags: filedDeal } });

/** The areas that people choose now and then. */
export const areaChoices: readonly (readonly string[])[] = [
  [],
  ['prospecting'],
  ['prospecting', 'proposal'],
  ['engaging'],
  ['engaging', 'won'],
];

/** This build with deals filed by their stage, people who choose stages, and one stage open to everyone. */
export const areaCatalogue: Catalogue = catalogueOf(
  installedPacks.map((pack) =>
    pack.name === 'crm'
      ? {
          ...pack,
          entities: pack.entities.map((entity) => (entity.name === deal.name ? filedDeal : entity)),
          settings: [...(pack.settings ?? []), chosenStages],
        }
      : pack,
  ),
);
