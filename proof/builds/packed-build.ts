import { installedPacks } from '@outpost/domain/installed-packs';
import { type Catalogue, catalogueOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { task } from '@outpost/domain/packs/crm/entities/task.entity';

// T-25: the product with tasks in a pack of their own, which organisations install and remove. It needs no column or table of its own.

/** The pack that people install and remove, and its kind of record. */
export const optionalPack = 'errands';
export const optionalKind = task.name;

/** This build with tasks in an optional pack. */
export const packedCatalogue: Catalogue = catalogueOf([
  ...installedPacks.map((pack) =>
    pack.name === 'crm' ? { ...pack, entities: pack.entities.filter(({ name }) => name !== task.name) } : pack,
  ),
  { name: optionalPack, version: 1, label: 'Errands', isOptional: true, entities: [task], roles: [] },
]);
