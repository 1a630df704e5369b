import { gridColumnsOf } from '@outpost/domain/kernel/catalogue/describe-entity';
import type { ViewColumns } from '@outpost/domain/kernel/catalogue/view-columns';
import { isOverdue } from '@outpost/domain/kernel/catalogue/overdue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { OverdueText } from '@outpost/ui/parts/overdue-text';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import type { GridColumn } from '@outpost/ui/grid/grid-model';
import { Avatar } from '@outpost/ui/parts/avatar';
import { type ReactNode, useMemo } from 'react';
import { z } from 'zod';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useLocal } from '../queries/use-local.ts';
import type { ShownListView } from '../records/list-views.ts';
import { distanceOf } from '../records/values/distance-of.ts';
import { stageFieldOf } from '../records/entity-shape.ts';
import { specInPipeline } from '../records/stages/stage-options.ts';
import { shownValue } from '../records/values/shown-value.ts';
import type { ListSort } from '../window/list-address.ts';
import classes from './grid.module.css';

const choiceSchema = z.object({
  columns: z.array(z.string()).optional().catch(undefined),
  widths: z.record(z.string(), z.number()).optional().catch(undefined),
  pins: z.array(z.string()).optional().catch(undefined),
});

/** Widths in pixels for types that need a certain one; other columns share the remaining width. */
const widthOf: Readonly<Partial<Record<FieldSpec['kind'], number>>> = {
  money: 128,
  date: 112,
  instant: 168,
  percent: 88,
  number: 104,
  flag: 88,
  choice: 128,
  duration: 96,
  phone: 144,
};

/** The columns of a grid and their widths, as a person has chosen them on this device. */
export type ColumnChoice = {
  readonly names: readonly string[];
  readonly widths: Readonly<Record<string, number>>;
  /** The columns that stay at the left edge, beside the title. */
  readonly pins: readonly string[];
  /** Whether names or widths differ from those of the view. */
  readonly isChanged: boolean;
  /** Whether other columns are pinned than in the view. */
  readonly isPinChanged: boolean;
  readonly setNames: (names: readonly string[]) => void;
  readonly setWidths: (widths: Readonly<Record<string, number>>) => void;
  readonly setPins: (names: readonly string[]) => void;
  /** Returns to the columns of the view. */
  readonly putBack: () => void;
};

/** Returns the key of the choice of columns that views without columns of their own share on this device. */
export const sharedColumnsKey = (entity: Entity): string => `grid/${entity.name}`;

/** Returns these columns without the ones that the kind of record does not have. */
function existingColumns(entity: Entity, names: readonly string[] | undefined): readonly string[] {
  const known = new Set(gridColumnsOf(entity).map(({ name }) => name));
  return names?.filter((name) => known.has(name)) ?? [];
}

/** Returns the columns, widths and pins of a choice that this device keeps; undefined for what it does not keep. */
export function keptColumns(
  entity: Entity,
  kept: JsonValue,
): { readonly columns: ViewColumns | undefined; readonly pins: readonly string[] | undefined } {
  const { columns, widths = {}, pins } = choiceSchema.catch({}).parse(kept ?? {});
  const chosen = existingColumns(entity, columns);
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
  const shared = sharedColumnsKey(entity);
  const [kept, keep] = useLocal(
    view?.saved === undefined && own === undefined ? shared : `${shared}/${view?.id ?? ''}`,
  );
  return useMemo(() => {
    const choice = choiceSchema.catch({}).parse(kept ?? {});
    const chosen = existingColumns(entity, choice.columns);
    const ofView = existingColumns(
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
      isChanged:
        !sameJson(names, usual) ||
        names.some((name) => choice.widths?.[name] !== undefined && choice.widths[name] !== widths[name]),
      isPinChanged: !sameJson(pins.toSorted(), pinnedInView.toSorted()),
      setNames: (next) => put({ columns: next.includes(entity.title) ? next : [entity.title, ...next] }),
      setWidths: (next) => put({ widths: next }),
      setPins: (next) => put({ pins: next }),
      putBack: () => keep({}),
    };
  }, [kept, keep, entity, own, ownPins]);
}

/** Returns the columns of a grid beside an open record, where there is room for three: title, stage and worth. */
export function columnsBesideRecord(entity: Entity, chosen: readonly string[]): readonly string[] {
  const { title, worth } = entity;
  const second = stageFieldOf(entity)?.name ?? chosen.find((name) => name !== title && name !== worth);
  return [title, second, worth].filter((name) => name !== undefined);
}

/** Draws a person with their initials; draws nothing for an empty reference. */
function personCell(spec: FieldSpec, name: string): ((row: ShownRecord) => ReactNode) | undefined {
  if (spec.kind !== 'ref' || spec.isPerson !== true) return undefined;
  return (row) => {
    const value = shownValue(row, name);
    if (typeof value !== 'string') return null;
    const words = spec.nameOf?.(value) ?? 'Not shared with you';
    return (
      <span className={classes.person}>
        <Avatar name={words} person={typeof value === 'string' ? value : undefined} isMe={value === spec.me} />
        <span>{words}</span>
      </span>
    );
  };
}

/** Draws the time by which a record should be closed. Marks it when it is past. */
function dueCell(
  entity: Entity,
  spec: FieldSpec,
  { formats, now }: { readonly formats: Formats; readonly now: () => number },
): (row: ShownRecord) => ReactNode {
  return (row) => {
    const value = shownValue(row, spec.id);
    const at = new Date(now()).toISOString();
    if (value === null || !isOverdue(entity, row, { at, today: formats.dayOf(at) })) return undefined;
    return <OverdueText text={fieldText(spec, value, formats)} />;
  };
}

/** Draws a place, with its distance where the list is ordered by the distance. */
const distanceCell =
  (spec: FieldSpec, sort: ListSort, formats: Formats) =>
  (row: ShownRecord): ReactNode => {
    const distance = distanceOf(row, sort, formats);
    const place = fieldText(spec, shownValue(row, spec.id), formats);
    return distance === undefined ? undefined : `${distance} · ${place}`;
  };

/**
 * Adds the column of the place by whose distance the list is ordered, next to the title, unless the person has chosen that
 * column.
 */
export const withDistance = (entity: Entity, names: readonly string[], { field, from }: ListSort): readonly string[] =>
  from === undefined || names.includes(field)
    ? names
    : names.flatMap((name) => (name === entity.title ? [name, field] : [name]));

/**
 * Returns the grid's columns from the declaration (idea 1): the name first and widest. A column offers sorting only if an index
 * supports it.
 */
export function useGridColumns(
  entity: Entity,
  names: readonly string[],
  about: {
    readonly specs: ReadonlyMap<string, FieldSpec>;
    readonly replacedCount: (field: string) => number;
    readonly sort: ListSort;
  },
): readonly GridColumn<ShownRecord>[] {
  const { specs, replacedCount, sort } = about;
  const formats = useFormats();
  const now = useNow();
  return useMemo(() => {
    const described = new Map(gridColumnsOf(entity).map((column) => [column.name, column]));
    const { worth } = entity;
    const second = names.find((name) => name !== entity.title && name !== worth);
    return names.flatMap((name) => {
      const column = described.get(name);
      const spec = specs.get(name);
      if (!column || !spec) return [];
      const isName = name === entity.title;
      const width = widthOf[spec.kind];
      const gaveWay = replacedCount(name);
      const cell =
        name === entity.dueBy
          ? dueCell(entity, spec, { formats, now })
          : name === sort.field && sort.from
            ? distanceCell(spec, sort, formats)
            : personCell(spec, name);
      return {
        id: name,
        header: isName ? entity.label.one : column.label,
        field: spec,
        ...(name === entity.stages && entity.pipelines !== undefined
          ? { fieldOf: (row: ShownRecord) => specInPipeline(entity, spec, row.fields) }
          : {}),
        value: (row: ShownRecord) => shownValue(row, name),
        isName,
        canSort: column.sortable,
        minWidth: isName ? 200 : 112,
        flex: isName ? 2 : 1,
        ...(isName || width === undefined ? {} : { width }),
        ...(cell ? { cell } : {}),
        ...(gaveWay > 0 ? { replacedCount: gaveWay } : {}),
        ...(isName
          ? { narrow: 'name' as const }
          : name === worth
            ? { narrow: 'amount' as const }
            : name === second
              ? { narrow: 'second' as const }
              : {}),
      };
    });
  }, [entity, names, specs, replacedCount, sort, formats, now]);
}
