import { columnsOf } from '@outpost/domain/kernel/catalogue/describe-entity';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import type { GridColumn } from '@outpost/ui/grid/grid-model';
import { Avatar } from '@outpost/ui/parts/avatar';
import { type ReactNode, useMemo } from 'react';
import { z } from 'zod';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useLocal } from '../queries/use-local.ts';
import { stageFieldOf } from '../records/entity-shape.ts';
import { shownValue } from '../records/shown-value.ts';
import classes from './grid.module.css';

const choiceSchema = z.object({
  columns: z.array(z.string()).optional().catch(undefined),
  widths: z.record(z.string(), z.number()).optional().catch(undefined),
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

/** Returns the person's choice of columns and widths for one kind of record, stored on this device. */
export function useColumnChoice(entity: Entity) {
  const [kept, keep] = useLocal(`grid/${entity.name}`);
  return useMemo(() => {
    const choice = choiceSchema.catch({}).parse(kept ?? {});
    const known = new Set(columnsOf(entity).map(({ name }) => name));
    const columns = choice.columns?.filter((name) => known.has(name)) ?? [];
    const put = (change: { columns?: readonly string[]; widths?: Readonly<Record<string, number>> }) =>
      keep({
        ...(choice.columns === undefined ? {} : { columns: choice.columns }),
        ...(choice.widths === undefined ? {} : { widths: choice.widths }),
        ...change,
      });
    return {
      names: columns.length > 0 ? columns : entity.listed,
      widths: choice.widths ?? {},
      setNames: (names: readonly string[]) =>
        put({ columns: names.includes(entity.title) ? names : [entity.title, ...names] }),
      setWidths: (widths: Readonly<Record<string, number>>) => put({ widths }),
    };
  }, [kept, keep, entity]);
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
        <Avatar name={words} isMe={value === spec.me} />
        <span>{words}</span>
      </span>
    );
  };
}

/**
 * Returns the grid's columns from the declaration (idea 1): the name first and widest. A column offers sorting only if an index
 * supports it.
 */
export function useGridColumns(
  entity: Entity,
  names: readonly string[],
  about: { readonly specs: ReadonlyMap<string, FieldSpec>; readonly replacedCount: (field: string) => number },
): readonly GridColumn<ShownRecord>[] {
  const { specs, replacedCount } = about;
  return useMemo(() => {
    const described = new Map(columnsOf(entity).map((column) => [column.name, column]));
    const { worth } = entity;
    const second = names.find((name) => name !== entity.title && name !== worth);
    return names.flatMap((name) => {
      const column = described.get(name);
      const spec = specs.get(name);
      if (!column || !spec) return [];
      const isName = name === entity.title;
      const width = widthOf[spec.kind];
      const gaveWay = replacedCount(name);
      const cell = personCell(spec, name);
      return {
        id: name,
        header: isName ? entity.label.one : column.label,
        field: spec,
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
  }, [entity, names, specs, replacedCount]);
}
