import type { ViewColumns } from '@outpost/domain/kernel/catalogue/view-columns';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { ColumnChoice, GridColumns } from '../../grid/use-column-choice.ts';
import type { ShownList } from '../shown-list.ts';

/** The parts of a list that a view keeps, as fields of its record; null: none. */
export type ViewLook = {
  readonly where: Filter | null;
  readonly search: string | null;
  readonly sort: string | null;
  readonly group: string | null;
  readonly kind: string | null;
  readonly columns: JsonValue;
  readonly pins: JsonValue;
};

/** The narrowest and the widest column that a view can keep, in pixels: the limits of `viewColumnsSchema`. */
const [narrowest, widest] = [40, 2_000];

/** Returns columns as a view keeps them. */
export const columnsJson = (columns: ViewColumns): JsonValue =>
  columns.map(({ name, width }) => ({
    name,
    ...(width === undefined ? {} : { width: Math.min(widest, Math.max(narrowest, Math.round(width))) }),
  }));

/** Returns pinned columns as a view keeps them. */
export const pinsJson = (pins: readonly string[]): JsonValue => (pins.length === 0 ? null : pins.toSorted());

/** Returns the look of a list as it is shown now. */
export const lookOf = (shown: ShownList, columns: GridColumns): ViewLook => ({
  where: shown.where ?? null,
  search: shown.search ?? null,
  sort: shown.sort ?? null,
  group: shown.namedGroup ?? null,
  kind: shown.kind.id,
  columns: columnsJson(columns.names.map((name) => ({ name, width: columns.widths[name] }))),
  pins: pinsJson(columns.pins),
});

/**
 * Returns the parts that the person has changed for themself only, by name of the field. `own` is the view as it is
 * shown without changes. So parts that this device cannot show (such as a retired field in the order) do not count as
 * changed.
 */
export function changedParts(
  shown: ShownList,
  own: ShownList,
  columns: GridColumns & Pick<ColumnChoice, 'ofView'>,
): readonly (keyof ViewLook)[] {
  const [look, kept] = [lookOf(shown, columns), lookOf(own, columns.ofView)];
  const parts = Object.keys(look) as (keyof ViewLook)[]; // the keys of a literal
  return parts.filter((part) => !sameJson(look[part], kept[part]));
}
