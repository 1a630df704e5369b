import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { mayCalculate } from '@outpost/domain/kernel/query/calculate';
import type { PaletteItem } from '@outpost/ui/frame/command-palette';
import { useMemo } from 'react';
import { areaEntitiesOf } from '../places/areas.ts';
import { oneOf } from '../records/entity-shape.ts';
import { mayCreate } from '../records/may.ts';
import { useNewRecord } from '../records/creating/new-record.tsx';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';

/** The commands about kinds of record: those that make a record, those that find duplicates, and the calculations. */
export type RecordKindItems = {
  readonly makes: readonly PaletteItem[];
  readonly calculations: readonly PaletteItem[];
  readonly duplicates: readonly PaletteItem[];
};

/** Returns the commands about kinds of record. `here`: the kind whose list is open. `onGo` takes the address of a page. */
export function useRecordKindItems(here: Entity | undefined, onGo: (address: string) => void): RecordKindItems {
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const newRecord = useNewRecord();
  return useMemo(
    () => ({
      makes: areaEntitiesOf(catalogue)
        .map((each) => entityOf(catalogue, each))
        .filter((entity) => mayCreate(principal, entity))
        .map((entity) => ({
          id: `new ${entity.name}`,
          icon: 'plus',
          title: `New ${oneOf(entity)}`,
          ...(entity === here ? { keys: 'c' } : {}),
          run: () => newRecord({ entity: entity.name }),
        })),
      calculations: [...catalogue.calculations.values()]
        .filter((one) => mayCalculate(principal, catalogue, one))
        .map(({ name: called, label, icon }) => ({
          id: `calculate ${called}`,
          icon,
          title: label,
          run: () => onGo(`/calculate/${called}`),
        })),
      duplicates: [...catalogue.entities.values()]
        .filter(({ duplicates, isRetired }) => duplicates !== undefined && isRetired !== true)
        .map((entity) => ({
          id: `duplicates ${entity.name}`,
          icon: 'merge',
          title: `Find duplicates: ${entity.label.many}`,
          run: () => onGo(`/duplicates/${entity.name}`),
        })),
    }),
    [catalogue, principal, newRecord, here, onGo],
  );
}
