import { stageColumns } from '@outpost/domain/kernel/catalogue/stages/stage-columns';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { compareKeys } from '@outpost/domain/kernel/query/binary-order';
import type { SummaryGroup } from '@outpost/domain/kernel/questions/list-query';
import { foldedKey } from '@outpost/domain/kernel/text/fold-text';
import type { Formats } from '@outpost/ui/formats/formats';
import type { GridGroup } from '@outpost/ui/grid/grid-model';
import type { RefNames } from '../../bridge/contract.ts';
import { groupKeyOf, type ListGroup } from '../records/list-group.ts';
import type { ListSort } from '../window/list-address.ts';
import { groupName } from '../records/group-words.ts';
import { sumText, weightedSum } from '../records/values/sums-by-currency.ts';

/** A group of a grid before it is drawn: its value, the key that its records share, and its counts and sums. */
export type RowGroup = SummaryGroup & {
  readonly id: string;
  readonly label: string;
  readonly key: string | number | null;
  /** For a group of an open stage with a chance: that chance, and the sum of the worth times it, by currency. */
  readonly figures?:
    { readonly chancePercent: number; readonly weighted: Readonly<Record<string, number>> } | undefined;
};

type Key = string | number | null;

/**
 * Returns the groups of a list in the order of its rows. Groups are ordered by their keys, and references by the titles of their
 * records; the group without a value is last. The keys of choices follow the tenant's own order (PLT-9).
 */
export function rowGroups(
  group: ListGroup,
  about: {
    readonly groups: readonly SummaryGroup[];
    readonly refs: RefNames;
    readonly direction: ListSort['direction'];
    readonly formats: Formats;
    /** The field whose sum is weighted, where the kind has one. */
    readonly worth?: string | undefined;
  },
): readonly RowGroup[] {
  const { field, label } = group;
  const { refs, direction, formats, worth } = about;
  /**
   * Returns the key that orders a group: for a reference, the title of its record. Records that are not shared have
   * none.
   */
  const orderOf = (value: JsonValue, key: Key): Key => {
    if (field.type !== 'ref' || typeof value !== 'string') return key;
    const title = refs[refTarget(field, value).id]?.title;
    return title === undefined ? null : foldedKey(title);
  };
  const bucket = group.bucket === undefined ? {} : { bucket: group.bucket };
  return about.groups
    .map((one) => {
      const key = groupKeyOf(group, one.value);
      const words = groupName({ group: { field: group.path, ...bucket }, field, label, refs }, one.value, formats);
      const figures = figuresOf(field, one, worth);
      const made: RowGroup = { ...one, id: JSON.stringify(one.value), label: words, key, figures };
      return { made, order: orderOf(one.value, key) };
    })
    .toSorted(
      (left, right) =>
        Number(left.made.value === null) - Number(right.made.value === null) ||
        compareKeys(left.order, right.order, direction) ||
        compareKeys(left.made.key, right.made.key, direction),
    )
    .map(({ made }) => made);
}

/** Returns the chance and the weighted sum of a group; undefined where it is no open stage with a chance. */
function figuresOf(
  field: ListGroup['field'],
  { value, sums }: SummaryGroup,
  worth: string | undefined,
): RowGroup['figures'] {
  const option = field.type === 'choice' ? field.options.find((one) => one.value === value) : undefined;
  const chancePercent = option?.outcome === 'open' ? option.chancePercent : undefined;
  return chancePercent === undefined || worth === undefined
    ? undefined
    : { chancePercent, weighted: weightedSum(sums[worth], chancePercent) };
}

/** Returns groups as the grid draws them. The texts of their sums are made for the drawn ones only: there may be thousands. */
export const drawnGroups = (
  groups: readonly RowGroup[],
  isFolded: (id: string) => boolean,
  formats: Formats,
): readonly GridGroup[] =>
  groups.map((group) => ({
    key: group.id,
    label: group.label,
    count: group.count,
    isCollapsed: isFolded(group.id),
    get sums() {
      const { figures } = group;
      return {
        ...Object.fromEntries(
          Object.entries(group.sums).map(([name, byCurrency]) => [name, sumText(byCurrency, formats)]),
        ),
        ...(figures === undefined
          ? {}
          : {
              [stageColumns.chance]: formats.percent(figures.chancePercent),
              [stageColumns.weighted]: sumText(figures.weighted, formats),
            }),
      };
    },
  }));
