import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { gridColumnsOf } from '@outpost/domain/kernel/catalogue/describe-entity';
import { stageColumns } from '@outpost/domain/kernel/catalogue/stages/stage-columns';
import type { ViewColumns } from '@outpost/domain/kernel/catalogue/view-columns';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { referredField } from '@outpost/domain/kernel/query/referred-fields';
import { useMemo } from 'react';
import { z } from 'zod';
import { useLocal } from '../queries/use-local.ts';
import type { ShownListView } from '../records/list-views.ts';
import { useCatalogue } from '../records/use-entity.ts';

const choiceSchema = z.object({
  columns: z.array(z.string()).optional().catch(undefined),
  widths: z.record(z.string(), z.number()).optional().catch(undefined),
  pins: z.array(z.string()).optional().catch(undefined),
});

/** The columns of a grid, and their widths. */
export type GridColumns = {
  readonly names: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
  /** The columns that stay at the left edge, beside the title. */
  readonly pins: readonly string[];
};

/** The columns of a grid as a person has chosen them on this device. */
export type ColumnChoice = GridColumns & {
  /** The columns that the view shows without the person's changes. */
  readonly ofView: GridColumns;
  readonly setNames: (names: readonly string[]) => void;
  readonly setWidths: (widths: Readonly<Record<string, number>>) => void;
  readonly setPins: (names: readonly string[]) => void;
  /** Returns to the columns of the view. */
  readonly putBack: () => void;
};

/** Returns the key of the choice of columns that views without columns of their own share on this device. */
export const sharedColumnsKey = (entity: Entity): string => `grid/${entity.name}`;

/** Returns these columns without the ones that the kind of record, and the records that it refers to, do not have. */
function existingColumns(
  catalogue: Catalogue,
  entity: Entity,
  names: readonly string[] | undefined,
): readonly string[] {
  const known = new Set([...gridColumnsOf(entity).map(({ name }) => name), ...Object.values(stageColumns)]);
  return names?.filter((name) => known.has(name) || referredField(catalogue, entity, name) !== undefined) ?? [];
}

/** Returns the columns, widths and pins of a choice that this device keeps; undefined for what it does not keep. */
export function keptColumns(
  catalogue: Catalogue,
  entity: Entity,
  kept: JsonValue,
): { readonly columns: ViewColumns | undefined; readonly pins: readonly string[] | undefined } {
  const { columns, widths = {}, pins } = choiceSchema.catch({}).parse(kept ?? {});
  const chosen = existingColumns(catalogue, entity, columns);
  const names = chosen.length > 0 ? chosen : entity.listed;
  const isUsual = chosen.length === 0 && Object.keys(widths).length === 0;
  return {
    columns: isUsual ? undefined : names.map((name) => ({ name, width: widths[name] })),
    pins: pins?.filter((name) => names.includes(name)),
  };
}

/**
 * Returns the columns and widths of a list: those of its view, with the changes that the person made on this device. Each saved
 * view, and each view with columns of its own, has a choice of its own; the other views of a kind of record share one.
 */
export function useColumnChoice(
  entity: Entity,
  view: Pick<ShownListView, 'id' | 'columns' | 'pins' | 'saved'> | undefined,
): ColumnChoice {
  const own = view?.columns;
  const ownPins = view?.pins;
  const catalogue = useCatalogue();
  const shared = sharedColumnsKey(entity);
  const [kept, keep] = useLocal(
    view?.saved === undefined && own === undefined ? shared : `${shared}/${view?.id ?? ''}`,
  );
  return useMemo(() => {
    const choice = choiceSchema.catch({}).parse(kept ?? {});
    const chosen = existingColumns(catalogue, entity, choice.columns);
    const ofView = existingColumns(
      catalogue,
      entity,
      own?.map(({ name }) => name),
    );
    const usual = ofView.length > 0 ? ofView : entity.listed;
    const names = chosen.length > 0 ? chosen : usual;
    const pinnable = (among: readonly string[], pinned: readonly string[]) => pinned.filter((name) => among.includes(name) && name !== entity.title); // prettier-ignore
    const pinnedInView = pinnable(usual, ownPins ?? []);
    const pins = pinnable(names, choice.pins ?? pinnedInView);
    const put = (change: {
      columns?: readonly string[];
      widths?: Readonly<Record<string, number>>;
      pins?: readonly string[];
    }) =>
      keep({
        ...(choice.pins === undefined ? {} : { pins: choice.pins }),
        ...(choice.columns === undefined ? {} : { columns: choice.columns }),
        ...(choice.widths === undefined ? {} : { widths: choice.widths }),
        ...change,
      });
    const widths = Object.fromEntries(
      own?.flatMap(({ name, width }) => (width === undefined ? [] : [[name, width]])) ?? [],
    );
    return {
      names,
      widths: { ...widths, ...choice.widths },
      pins,
      ofView: { names: usual, widths, pins: pinnedInView },
      setNames: (next) => put({ columns: next.includes(entity.title) ? next : [entity.title, ...next] }),
      setWidths: (next) => put({ widths: next }),
      setPins: (next) => put({ pins: next }),
      putBack: () => keep({}),
    };
  }, [kept, keep, catalogue, entity, own, ownPins]);
}
