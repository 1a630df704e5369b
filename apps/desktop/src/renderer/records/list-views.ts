import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { allRecords, type ListView } from '@outpost/domain/kernel/catalogue/views';
import { viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import type { ShownRecord } from '../../bridge/contract.ts';

/** A list in the bar of views: declared, or saved by a person as a record. */
export type ShownListView = ListView & { readonly saved?: ShownRecord };

/** Returns the lists of a kind that every person has by default. */
export const builtInViews = (catalogue: Catalogue, entity: Entity): readonly ShownListView[] => [
  allRecords,
  ...viewsOf(catalogue, entity).lists,
];

/** Returns the id of the record of a view that was kept on the device. Other ids stay as they are. */
export function recordIdOf(id: string): string {
  return id.startsWith('own-') ? id.slice('own-'.length) : id;
}
