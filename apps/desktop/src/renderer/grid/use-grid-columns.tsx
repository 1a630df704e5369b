import { gridColumnsOf } from '@outpost/domain/kernel/catalogue/describe-entity';
import { stageColumns } from '@outpost/domain/kernel/catalogue/stages/stage-columns';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import type { GridColumn } from '@outpost/ui/grid/grid-model';
import { type ReactNode, useMemo } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { stageFieldOf } from '../records/entity-shape.ts';
import { useLimitedStates } from '../records/stages/limited-states.ts';
import { categoryByStage, figureSpecs, figureValue } from '../records/stages/stage-figures.ts';
import { specInPipeline } from '../records/stages/stage-options.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { shownValue } from '../records/values/shown-value.ts';
import type { ListSort } from '../window/list-address.ts';
import { NextStepCell } from './in-sight/next-steps.tsx';
import { stageCell } from './in-sight/stage-times.tsx';
import { columnSize, distanceCell, dueCell, personCell } from './grid-cells.tsx';
import type { ReferredColumns } from './use-referred-columns.tsx';
import classes from './grid.module.css';

/** Returns the columns of a grid beside an open record, where there is room for three: title, stage and worth. */
export function columnsBesideRecord(entity: Entity, chosen: readonly string[]): readonly string[] {
  const { title, worth } = entity;
  const second = stageFieldOf(entity)?.name ?? chosen.find((name) => name !== title && name !== worth);
  return [title, second, worth].filter((name) => name !== undefined);
}

/**
 * Adds the column of the place by whose distance the list is ordered, next to the title, unless the person has chosen that
 * column.
 */
export const withDistance = (entity: Entity, names: readonly string[], { field, from }: ListSort): readonly string[] =>
  from === undefined || names.includes(field)
    ? names
    : names.flatMap((name) => (name === entity.title ? [name, field] : [name]));

/** Returns the column of a figure that is computed from the stage. It is read-only, and no list is ordered by it. */
const figureColumn = (entity: Entity, spec: FieldSpec): GridColumn<ShownRecord> => ({
  id: spec.id,
  header: spec.label,
  field: spec,
  value: (row) => figureValue(entity, row, spec.id),
  isQuiet: spec.id === stageColumns.chance,
  canSort: false,
  ...columnSize(spec),
});

/** Draws the forecast category that the stage gives a record whose own one is empty. */
const categoryCell =
  (entity: Entity, category: string) =>
  (row: ShownRecord): ReactNode => {
    const ofStage = categoryByStage(entity, { category, record: row });
    return ofStage === undefined ? undefined : <span className={classes.ofStage}>{ofStage}</span>;
  };

const nextStepColumn: GridColumn<ShownRecord> = {
  id: stageColumns.nextStep,
  header: 'Next step',
  value: () => null,
  cell: (row) => <NextStepCell row={row} />,
  canSort: false,
  minWidth: 144,
  flex: 1,
};

/**
 * Returns the grid's columns from the declaration (idea 1): the name first and widest. A column offers sorting only if an index
 * supports it.
 */
export function useGridColumns(
  entity: Entity,
  names: readonly string[],
  about: {
    readonly specs: ReadonlyMap<string, FieldSpec>;
    readonly referred: ReferredColumns;
    readonly replacedCount: (field: string) => number;
    readonly sort: ListSort;
  },
): readonly GridColumn<ShownRecord>[] {
  const { specs, referred, replacedCount, sort } = about;
  const formats = useFormats();
  const now = useNow();
  const limited = useLimitedStates(entity);
  const category = useCatalogue().views.get(entity.name)?.forecast?.category;
  return useMemo(() => {
    const figures = new Map(figureSpecs(entity, formats.currency).map((spec) => [spec.id, spec]));
    const described = new Map(gridColumnsOf(entity).map((column) => [column.name, column]));
    const { worth } = entity;
    const second = names.find((name) => name !== entity.title && name !== worth);
    return names.flatMap((name): GridColumn<ShownRecord> | readonly GridColumn<ShownRecord>[] => {
      const linked = referred.get(name);
      if (linked) return name === second ? { ...linked, narrow: 'second' } : linked;
      const figure = figures.get(name);
      if (figure) return figureColumn(entity, figure);
      if (name === stageColumns.nextStep) return entity.stages === undefined ? [] : nextStepColumn;
      const column = described.get(name);
      const spec = specs.get(name);
      if (!column || !spec) return [];
      const isName = name === entity.title;
      const gaveWay = replacedCount(name);
      const cell =
        name === entity.dueBy
          ? dueCell(entity, spec, { formats, now })
          : name === sort.field && sort.from
            ? distanceCell(spec, sort, formats)
            : name === entity.stages
              ? stageCell(entity, limited, (row) => fieldText(spec, shownValue(row, name), formats))
              : name === category
                ? categoryCell(entity, category)
                : personCell(spec, (row) => shownValue(row, name));
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
        ...(isName ? { minWidth: 200, flex: 2 } : columnSize(spec)),
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
  }, [entity, names, specs, referred, replacedCount, sort, formats, now, limited, category]);
}
