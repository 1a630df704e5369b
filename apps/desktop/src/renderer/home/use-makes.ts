import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { mayCreate } from '../records/may.ts';
import type { NewRecordWish } from '../records/creating/new-record-dialog.tsx';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useHomeMakes } from '../slots/use-slots.tsx';

/** A kind of record that the person can add from the home page, with its key and the form that asks for it. */
export type Make = { readonly entity: Entity; readonly key: string; readonly wish: NewRecordWish };

/** Returns the kinds of record that packs offer to add from the home page and that the person may add. */
export function useMakes(): readonly Make[] {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  return useHomeMakes().flatMap(({ entity: name, key, asks }) => {
    const entity = catalogue.entities.get(name);
    if (!entity || !mayCreate(principal, entity)) return [];
    return [{ entity, key, wish: { entity: name, ...(asks === undefined ? {} : { asks }) } }];
  });
}
