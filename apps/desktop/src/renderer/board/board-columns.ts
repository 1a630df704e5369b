import { stagesIn } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ChoiceOption } from '@outpost/domain/kernel/entities/fields';
import type { Filter, SummaryGroup } from '@outpost/domain/kernel/questions/list-query';
import { addSums } from '../records/values/sums-by-currency.ts';
import type { BoardField } from './board-fields.ts';

/** A column of a board: the records that have one value of its field. */
export type ValueColumn = {
  /** The value of its records, or an id of its own. `filterOfColumn` finds its records by it. */
  readonly id: string;
  readonly name: string;
  /** The value that a card gets here; null empties the field. */
  readonly value: string | null;
  /** Undefined for records without a value, and for values that this device does not know. */
  readonly option: ChoiceOption | undefined;
  /** The reason why the column takes no cards. */
  readonly takesNone?: string;
  readonly count: number;
  readonly sums: SummaryGroup['sums'];
};

/** The id of the column with records that have no value. */
const emptyId = '';
/** The id of the column with the values that this device does not know. No value that the app makes begins with a space. */
const unknownId = ' unknown';

/** The data from which the columns of a board are made. */
export type BoardColumnsAsked = {
  /** The counts and sums by value. Left out: not known yet. */
  readonly groups: readonly SummaryGroup[] | undefined;
  /** The pipeline that the board shows. */
  readonly pipeline: string | undefined;
  /** Whether moves lead from value to value. No card is then without a value. */
  readonly hasMoves: boolean;
};

/**
 * Returns the columns of a board: one for each value that may be chosen, in the order of the declaration. Some values
 * have a column only while records have them. These are a retired value, a stage of another pipeline, an empty field,
 * and values that this device does not know.
 */
export function columnsOfBoard(entity: Entity, by: BoardField, asked: BoardColumnsAsked): readonly ValueColumn[] {
  const { groups = [], pipeline } = asked;
  const inPipeline =
    by.name === entity.stages ? new Set(stagesIn(entity, pipeline).map(({ value }) => value)) : undefined;
  const chosen = by.options.flatMap((option): readonly ValueColumn[] => {
    const { value, label } = option;
    const { count, sums } = filled(groups, (held) => held === value);
    const isOther = inPipeline?.has(value) === false;
    if ((option.isRetired === true || isOther) && count === 0) return [];
    const column = { id: value, value, option, count, sums };
    if (option.isRetired === true)
      return [{ ...column, name: `${label} (retired)`, takesNone: `${label} is retired.` }];
    if (isOther)
      return [
        { ...column, name: `${label} (not of this pipeline)`, takesNone: `${label} is not a stage of this pipeline.` },
      ];
    return [{ ...column, name: label }];
  });
  return [...chosen, ...emptyColumn(by, groups, asked.hasMoves), ...unknownColumn(by, groups)];
}

function emptyColumn(by: BoardField, groups: readonly SummaryGroup[], isNeeded: boolean): readonly ValueColumn[] {
  const { label, required } = by.field;
  const { count, sums } = filled(groups, (held) => held === null);
  if (count === 0) return [];
  const column = { id: emptyId, name: `No ${label.toLowerCase()}`, value: null, option: undefined, count, sums };
  return [isNeeded || required ? { ...column, takesNone: `${label} is needed.` } : column];
}

function unknownColumn(by: BoardField, groups: readonly SummaryGroup[]): readonly ValueColumn[] {
  const isKnown = (held: SummaryGroup['value']) => held === null || by.options.some(({ value }) => value === held);
  const { count, sums } = filled(groups, (held) => !isKnown(held));
  if (count === 0) return [];
  const takesNone = 'This device does not know these values yet.';
  return [{ id: unknownId, name: 'Other values', value: null, option: undefined, takesNone, count, sums }];
}

/** Returns the filter that finds the records of a column. */
export function filterOfColumn({ name: field, options }: BoardField, id: string): Filter {
  if (id === emptyId) return { field, op: 'is-empty' };
  if (id !== unknownId) return { field, op: 'is', value: id };
  const known: Filter = { field, op: 'none-of', value: options.map(({ value }) => value) };
  return { and: [{ field, op: 'is-not-empty' }, known] };
}

/** Returns the count and the sums of the records whose value passes a test. */
function filled(
  groups: readonly SummaryGroup[],
  isOf: (value: SummaryGroup['value']) => boolean,
): Pick<ValueColumn, 'count' | 'sums'> {
  let count = 0;
  const sums: Record<string, SummaryGroup['sums'][string]> = {};
  for (const group of groups) {
    if (!isOf(group.value)) continue;
    count += group.count;
    for (const [name, byCurrency] of Object.entries(group.sums)) sums[name] = addSums(sums[name] ?? {}, byCurrency);
  }
  return { count, sums };
}
