import { idSchema } from '@outpost/domain/kernel/ids';
import type { PaletteItem } from '@outpost/ui/frame/command-palette';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { areaEntitiesOf } from '../places/areas.ts';
import { usePinned } from '../places/pinned.ts';
import { useRecordList } from '../queries/record-queries.ts';
import { builtInViews } from '../records/list-views.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { readSavedView, savedViewKind, savedViewsQuestion } from '../lists/views/saved-views.ts';
import { kindParams } from '../window/kind-params.ts';
import { useOpenRecord } from '../window/use-open-record.ts';

/** The pins, and the views of all lists, as items of the palette. */
export type ViewItems = { readonly pinned: readonly PaletteItem[]; readonly all: readonly PaletteItem[] };

/** Returns the built-in and saved views of all lists, each with an item that opens it. Reads nothing while `isOff`. */
export function useViewItems({ isOff }: { readonly isOff: boolean }): ViewItems {
  const catalogue = useCatalogue();
  const navigate = useNavigate();
  const { pinned } = usePinned();
  const openRecord = useOpenRecord();
  const principal = usePrincipal();
  const { data } = useRecordList(savedViewsQuestion(undefined, principal), {
    isOff: isOff || !catalogue.entities.has(savedViewKind),
  });
  const rows = data?.rows;
  return useMemo(() => {
    const itemOf = (name: string, view: { readonly id: string; readonly name: string }): readonly PaletteItem[] => {
      const entity = catalogue.entities.get(name);
      if (entity === undefined) return [];
      return [
        {
          id: `view ${name} ${view.id}`,
          icon: idSchema.safeParse(view.id).success ? 'filter' : entity.icon,
          title: view.name,
          detail: `View, ${entity.label.many}`,
          run: () => void navigate({ to: '/list/$pack/$name', params: kindParams(name), search: { view: view.id } }),
        },
      ];
    };
    const declared = areaEntitiesOf(catalogue).flatMap((name) => {
      const entity = catalogue.entities.get(name);
      return entity ? builtInViews(catalogue, entity).flatMap((view) => itemOf(name, view)) : [];
    });
    const own = (rows ?? []).flatMap((row) => {
      const [view, forEntity] = [readSavedView(row), row.fields['forEntity']];
      return view && typeof forEntity === 'string' ? itemOf(forEntity, view) : [];
    });
    return {
      pinned: pinned.flatMap((pin) =>
        pin.of === 'view'
          ? itemOf(pin.entity, { id: pin.view, name: pin.label })
          : [
              {
                id: pin.id,
                icon: pin.icon,
                title: pin.label,
                detail: catalogue.entities.get(pin.entity)?.label.one,
                run: () => openRecord(pin.record),
              },
            ],
      ),
      all: [...own, ...declared],
    };
  }, [catalogue, navigate, openRecord, pinned, rows]);
}
