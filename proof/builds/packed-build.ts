import { installedPacks } from '@outpost/domain/installed-packs';
import { type Catalogue, catalogueOf, type Pack } from '@outpost/domain/kernel/catalogue/catalogue';
import { homeWith } from '@outpost/domain/kernel/catalogue/pages/home-of-packs';
import { task } from '@outpost/domain/packs/crm/entities/task.entity';

// T-25: the product with tasks in a pack of their own, which organisations install and remove. It needs no column or table of its own.

/** The pack that people install and remove, and its kind of record. */
export const optionalPack = 'errands';
export const optionalKind = task.name;

/** The pack without tasks, and without the parts of its home page that show tasks. */
const withoutTasks = (pack: Pack): Pack => ({
  ...pack,
  entities: pack.entities.filter(({ name }) => name !== task.name),
  home: homeWith({ hours: [], left: [], panels: [], ...pack.home }, (kind) => kind !== task.name),
});

/** This build with tasks in an optional pack. */
export const packedCatalogue: Catalogue = catalogueOf([
  ...installedPacks.map((pack) => (pack.name === 'crm' ? withoutTasks(pack) : pack)),
  { name: optionalPack, version: 1, label: 'Errands', isOptional: true, entities: [task], roles: [] },
]);
