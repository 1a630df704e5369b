import type { Entity } from '../../entities/entity.ts';
import type { Field, FieldTypeName } from '../../entities/fields.ts';
import { type ColumnDescription, gridColumnsOf } from '../describe-entity.ts';
import type { ChosenParts, HeaderFigure, RelatedList, TenantPage } from '../views.ts';

/** Types of fields that read as a figure: short, and without a text of their own. */
const figureTypes: ReadonlySet<FieldTypeName> = new Set<FieldTypeName>([
  'money',
  'number',
  'percent',
  'date',
  'instant',
  'duration',
  'choice',
]);

/** Returns the name of a figure in definitions: that of its field, or the label of a figure over other records. */
export const figureName = (figure: HeaderFigure): string => ('field' in figure ? figure.field : `over ${figure.label}`);

/** Returns a figure in people's words. */
export const figureLabel = ({ fields }: Entity, figure: HeaderFigure): string =>
  'field' in figure ? (fields[figure.field]?.label ?? figure.field) : figure.label;

/**
 * Returns the figures that the head of a kind's pages may show: the figures that its pack declares, then its fields
 * that read as figures. The stage has its own place in the head.
 */
export function possibleFigures(entity: Entity, declared: readonly HeaderFigure[]): readonly HeaderFigure[] {
  const names = new Set(declared.map(figureName));
  const others = Object.entries(entity.fields).flatMap(([field, { type }]) =>
    figureTypes.has(type) && field !== entity.stages && !names.has(field) ? [{ field }] : [],
  );
  return [...declared, ...others];
}

/** Returns the name of a related list in definitions: the listed kind, and the reference by which its records are listed. */
export const listName = (entity: Pick<Entity, 'name'>, { by }: Pick<RelatedList, 'by'>): string =>
  `${entity.name}.${by}`;

/**
 * Returns the columns that a related list can show in addition to the title of its records. The reference to the open
 * record is left out: it is the same in each line.
 */
export const possibleListColumns = (
  entity: Entity,
  { by, shows }: Pick<RelatedList, 'by' | 'shows'>,
): readonly ColumnDescription[] =>
  gridColumnsOf(entity).filter(
    ({ name, type }) =>
      name !== by &&
      name !== (shows ?? entity.title) &&
      name !== entity.schedule?.series &&
      !unlisted.has(type) &&
      !isLongText(entity.fields[name]),
  );

/** Types without a short text. */
const unlisted: ReadonlySet<ColumnDescription['type']> = new Set<ColumnDescription['type']>(['json', 'people', 'file']);
const isLongText = (field: Field | undefined): boolean => field?.type === 'text' && field.multiline;

/**
 * Returns a related list with the columns that a tenant has chosen for it (PLT-11); the list itself where there are none. Names of
 * missing columns are left out.
 */
export function withChosenColumns(entity: Entity, list: RelatedList, chosen: TenantPage['columns']): RelatedList {
  const names = chosen?.[listName(entity, list)];
  if (!names) return list;
  const known = new Set(possibleListColumns(entity, list).map(({ name }) => name));
  return { ...list, columns: names.filter((name) => known.has(name)), hasChosenColumns: true };
}

/**
 * Returns the shown parts in the chosen order, then the parts in neither list for which `isUsual` is true: the pack's page has
 * these. Names of missing parts are left out.
 */
export function chosenParts<T>(
  parts: readonly T[],
  chosen: ChosenParts | undefined,
  { nameOf, isUsual }: { readonly nameOf: (part: T) => string; readonly isUsual: (part: T) => boolean },
): readonly T[] {
  if (!chosen) return parts.filter(isUsual);
  const byName = new Map(parts.map((part) => [nameOf(part), part]));
  const named = new Set([...chosen.shown, ...chosen.hidden]);
  return [
    ...chosen.shown.flatMap((name) => byName.get(name) ?? []),
    ...parts.filter((part) => !named.has(nameOf(part)) && isUsual(part)),
  ];
}
