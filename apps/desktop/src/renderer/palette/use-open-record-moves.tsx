import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { PaletteItem } from '@outpost/ui/frame/command-palette';
import { useRouterState } from '@tanstack/react-router';
import { type ReactNode, useMemo } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useRecord } from '../queries/record-queries.ts';
import { wayLabel } from '../records/stages/stage-move.ts';
import { usePipelineChange } from '../records/stages/use-pipeline-change.tsx';
import { useButtons } from '../records/buttons/use-buttons.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useStageMoves } from '../records/stages/use-stage-moves.tsx';

const noItems: readonly PaletteItem[] = [];

/** Returns the id of the record that the screen shows: on its own page, or next to a list. */
function useOpenRecordId(): string | undefined {
  return useRouterState({
    select: ({ location: { pathname, search } }) => {
      const [, place, id] = pathname.split('/');
      if (place === 'record') return id;
      const { open } = search as { readonly open?: unknown }; // a part of the list's address, which its route has checked
      return typeof open === 'string' ? open : undefined;
    },
  });
}

/** The open record, its possible moves and its buttons of automations as acts of the palette, and the dialog that asks for the fields of a move. */
export type OpenRecordMoves = {
  readonly items: readonly PaletteItem[];
  readonly dialog: ReactNode;
  readonly record: ShownRecord | undefined;
};

/** Returns the possible moves of the open record (T-14). Reads nothing while `isOff`. */
export function useOpenRecordMoves({ isOff }: { readonly isOff: boolean }): OpenRecordMoves {
  const id = useOpenRecordId();
  const { data } = useRecord(isOff ? undefined : id);
  const { entities } = useCatalogue();
  const { along, dialog } = useStageMoves();
  const pipelines = usePipelineChange();
  const { choices, open } = pipelines;
  const entity = data && entities.get(data.record.entity);
  const buttons = useButtons({ entity, record: data?.record, may: data?.may });
  const items = useMemo(() => {
    if (!data || !entity) return noItems;
    const { record, ways, may } = data;
    const detail = titleOf(entity, record);
    const isMoveable = record.life === 'alive' && may.update.allowed;
    return [
      ...ways
        .filter(({ why }) => why === null)
        .map((way) => ({
          id: `move ${way.to}`,
          icon: 'swap',
          title: wayLabel(way),
          detail,
          run: () => along(record, way),
        })),
      ...(isMoveable ? choices(record) : []).map(({ value, label }) => ({
        id: `pipeline ${value}`,
        icon: 'columns',
        title: `Move to the pipeline ${label}`,
        detail,
        run: () => open(record, value),
      })),
      ...buttons
        .filter(({ whyNot }) => whyNot === undefined)
        .map((button) => ({ id: `button ${button.id}`, icon: 'bolt', title: button.label, detail, run: button.press })),
    ];
  }, [data, entity, along, choices, open, buttons]);
  return {
    items,
    dialog: (
      <>
        {dialog}
        {pipelines.dialog}
      </>
    ),
    record: id === undefined ? undefined : data?.record,
  };
}
