import { geoText } from '@outpost/ui/fields/field-text';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { type FilterChip, filterChips, withoutChip } from '@outpost/ui/filter/filter-words';
import type { Formats } from '@outpost/ui/formats/formats';
import { type ListGroup, listGroupWords } from '../records/list-group.ts';
import type { ShownListView } from '../records/list-views.ts';
import { type ListSearch, readSort } from '../window/list-address.ts';
import { cleared } from './shown-list.ts';

/**
 * Returns the parts of an address that narrow, group or order a list, as chips: its filter, its group, its order by
 * distance, its search, its deleted records.
 */
export function listChips(
  search: Pick<ListSearch, 'where' | 'search' | 'life' | 'sort'>,
  about: {
    readonly group: ListGroup | undefined;
    /** All fields that the filter may name, including retired ones. */
    readonly known: readonly FieldSpec[];
    readonly formats: Formats;
  },
): readonly FilterChip[] {
  const { group, known, formats } = about;
  const from = readSort(search.sort)?.from;
  return [
    ...filterChips(search.where, known, formats),
    ...(group === undefined ? [] : [{ id: 'group', field: 'Group', value: listGroupWords(group) }]),
    ...(from === undefined ? [] : [{ id: 'sort', field: 'Nearest to', value: geoText({ ...from }) }]),
    ...(search.search === undefined ? [] : [{ id: 'search', field: 'Found by', value: search.search }]),
    ...(search.life === 'deleted' ? [{ id: 'life', field: 'Shown', value: 'deleted ones' }] : []),
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
