import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { geoText } from '@outpost/ui/fields/field-text';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { type FilterChip, filterChips, withoutChip } from '@outpost/ui/filter/filter-words';
import type { Formats } from '@outpost/ui/formats/formats';
import { cardOrder, orderWords } from '../board/card-order.ts';
import { type ListGroup, listGroupWords } from '../records/list-group.ts';
import type { ShownListView } from '../records/list-views.ts';
import { type ListSearch, type ListSort, readSort } from '../window/list-address.ts';
import type { ViewKind } from './kinds/view-kind.ts';
import { cleared, type ShownList } from './shown-list.ts';

/**
 * Returns the parts of an address that narrow, group or order a list as chips: filter, group, order by distance,
 * search, deleted records.
 */
export function listChips(
  search: Pick<ListSearch, 'where' | 'search' | 'life' | 'sort'>,
  about: {
    readonly group: ListGroup | undefined;
    /** The label of the field that makes the columns of a board, if it is not the usual one. */
    readonly columns?: string | undefined;
    /** The order of the cards of a board, in words. A grid shows its order in its head. */
    readonly order?: string | undefined;
    /** All fields that the filter may name, including retired ones. */
    readonly known: readonly FieldSpec[];
    readonly formats: Formats;
  },
): readonly FilterChip[] {
  const { group, columns, order, known, formats } = about;
  const from = readSort(search.sort)?.from;
  return [
    ...filterChips(search.where, known, formats),
    ...(group === undefined ? [] : [{ id: 'group', field: 'Group', value: listGroupWords(group) }]),
    ...(columns === undefined ? [] : [{ id: 'group', field: 'Columns', value: columns }]),
    ...(order === undefined || from !== undefined ? [] : [{ id: 'sort', field: 'Cards by', value: order }]),
    ...(from === undefined ? [] : [{ id: 'sort', field: 'Nearest to', value: geoText({ ...from }) }]),
    ...(search.search === undefined ? [] : [{ id: 'search', field: 'Found by', value: search.search }]),
    ...(search.life === 'deleted' ? [{ id: 'life', field: 'Shown', value: 'deleted ones' }] : []),
  ];
}

/**
 * Returns the parts of a board that its chips name. These are the field of the columns if it is not the usual one, and
 * the order of the cards if the list has one. Other kinds of view have none.
 */
export function boardParts(
  entity: Entity,
  { columnsBy }: Pick<ViewKind, 'columnsBy'>,
  { namedGroup, sort }: Pick<ShownList, 'namedGroup' | 'sort'>,
  known: readonly FieldSpec[],
): { readonly columns?: string | undefined; readonly order?: string | undefined } {
  if (!columnsBy) return {};
  const now = columnsBy.now(entity, namedGroup);
  const specs = new Map(known.map((spec) => [spec.id, spec]));
  return {
    columns: now === undefined || now === columnsBy.fields(entity)[0] ? undefined : (entity.fields[now]?.label ?? now),
    order: sort === undefined ? undefined : orderWords(specs, cardOrder(sort)),
  };
}

/**
 * Returns the filter and the order of a list in words for paper, one part a line. A board names the order of its cards among its chips.
 */
export function printedWords(
  chips: readonly FilterChip[],
  about: {
    readonly kind: Pick<ViewKind, 'columnsBy'>;
    readonly order: ListSort;
    readonly known: readonly FieldSpec[];
  },
): readonly string[] {
  const order = orderWords(new Map(about.known.map((spec) => [spec.id, spec])), about.order);
  return [
    ...chips.map(({ field, value }) => `${field}: ${value}`),
    ...(about.kind.columnsBy || order === undefined || about.order.from ? [] : [`Order: ${order}`]),
  ];
}

/** Returns the change of the address that removes a chip. Words that the view itself searches are removed by an empty search. */
export function chipRemoval(
  { where }: Pick<ListSearch, 'where'>,
  id: string,
  view: Pick<ShownListView, 'search' | 'sort'> | undefined,
): Partial<ListSearch> {
  if (id === 'group') return { group: 'none' };
  if (id === 'search') return { search: cleared(view?.search) };
  if (id === 'sort') return { sort: cleared(view?.sort) };
  if (id === 'life') return { life: undefined };
  return { where: withoutChip(where, id) };
}
