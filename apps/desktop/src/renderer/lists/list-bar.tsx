import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { FilterBuilder } from '@outpost/ui/filter/filter-builder';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { type ReactNode, useMemo, useState } from 'react';
import { DuplicatesLink } from '../merging/possible-duplicates.tsx';
import type { ColumnChoice } from '../grid/use-column-choice.ts';
import type { GroupFolds } from '../grid/use-group-folds.ts';
import { useWorkThrough } from '../places/working-through.ts';
import { defaultSort, listOrder } from '../records/list-order.ts';
import type { ShownListView } from '../records/list-views.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useCopyLink } from '../session/use-copy-link.ts';
import { type ListSearch, readSort } from '../window/list-address.ts';
import { viewKindsFor } from './kinds/view-kinds.ts';
import { addressOfKind, addressOfView } from './list-addresses.ts';
import { boardParts, chipRemoval, listChips, printedWords } from './list-chips.ts';
import { ListMenu } from './list-menu.tsx';
import { useListPrint } from './use-list-print.tsx';
import { SearchInList } from './search-in-list.tsx';
import { cleared, type ShownList } from './shown-list.ts';
import { useAddToList } from './use-add-to-list.ts';
import { useFilterFields } from './use-filter-fields.ts';
import { useListExport } from './use-list-export.tsx';
import { useListKeys } from './use-list-keys.ts';
import { useScopedSummary } from './use-scoped-summary.tsx';

type Props = {
  readonly entity: Entity;
  readonly search: ListSearch;
  readonly onSearch: (change: Partial<ListSearch>, how: 'push' | 'replace') => void;
  readonly views: readonly ShownListView[];
  /** The view that opens if the address names none. */
  readonly first: ShownListView | undefined;
  readonly shown: ShownList;
  readonly columns: ColumnChoice;
  readonly folds: GroupFolds;
  /** Whether the person sees the view with changes that are not saved. */
  readonly isChanged: boolean;
  /** Whether the panel in which the view is changed is in sight. */
  readonly isEditing: boolean;
  readonly onEditing: (isEditing: boolean) => void;
  readonly summary: ReactNode;
  /** Whether the list itself is in sight, and not a note in its place. */
  readonly isListed: boolean;
};

/** The bar above a list: views, filters, kinds of view, and the primary button. */
export function ListBar(props: Props) {
  const { entity, search, onSearch, views, first, shown, columns, folds, isChanged, isEditing, onEditing, summary } =
    props;
  const { view, kind, group, namedGroup } = shown;
  const formats = useFormats();
  const catalogue = useCatalogue();
  const copyLink = useCopyLink();
  const workThrough = useWorkThrough(entity);
  const [isFilterOpen, setFilterOpen] = useState(false);
  const [isSearching, setSearching] = useState(false);
  const { fields, known } = useFilterFields(entity, search.where);
  const kinds = useMemo(() => viewKindsFor(entity), [entity]);
  const add = useAddToList(entity, shown.where);
  const title = kind.title?.(catalogue, entity, namedGroup) ?? entity.label.many;
  const chips = listChips(
    { where: search.where, search: shown.search, life: search.life, sort: shown.sort },
    { group, ...boardParts(entity, kind, shown, known), known, formats },
  );
  const printing = useListPrint({
    kind,
    isListed: props.isListed,
    isBeside: search.open !== undefined,
    title: view === undefined || view.id === 'all' ? title : `${title}: ${view.name}`,
    words: printedWords(chips, { kind, order: readSort(shown.sort) ?? defaultSort(catalogue, entity), known }),
    list: {
      entity,
      where: shown.where,
      search: shown.search,
      group: namedGroup,
      groups: group,
      life: search.life ?? 'alive',
      sort: shown.sort,
      folds,
      columns: columns.names,
    },
  });
  const listed = () => ({
    ...(shown.where === undefined ? {} : { where: shown.where }),
    ...(shown.search === undefined ? {} : { search: shown.search }),
    life: search.life ?? ('alive' as const),
    sort: [...listOrder(defaultSort(catalogue, entity), shown.sort, group)],
  });
  const exporting = useListExport(entity, listed, columns.names);
  const scoped = useScopedSummary(entity, summary);
  const showAs = (next: string) => onSearch(addressOfKind(kinds, next), 'push');
  const showView = (id: string | undefined) => onSearch(addressOfView(id, { first, view, search }), 'push');
  const linkIt = () => copyLink({ kind: 'list', entity: entity.name, view: view?.id });
  useListKeys({
    views,
    view,
    onView: showView,
    onEditView: () => onEditing(!isEditing),
    onSearching: () => setSearching(true),
    kinds,
    onKind: showAs,
    add,
    onCopyLink: linkIt,
    onExport: exporting.refusal === undefined ? exporting.start : undefined,
  });
  const { Navigation } = kind;
  return (
    <>
      <ViewBar
        title={title}
        views={views.map(({ id, name, saved }) => ({
          id,
          name,
          isChanged: saved !== undefined && id === view?.id && isChanged,
        }))}
        {...(view === undefined ? {} : { view: view.id })}
        onView={showView}
        onAddView={() => onEditing(true)}
        {...(Navigation
          ? {
              navigation: (
                <Navigation
                  entity={entity}
                  where={shown.where}
                  group={namedGroup}
                  sort={shown.sort}
                  view={view}
                  address={search}
                  onAddress={onSearch}
                />
              ),
            }
          : {})}
        summary={
          entity.duplicates === undefined || search.life === 'deleted' ? (
            scoped
          ) : (
            <>
              {scoped}
              <DuplicatesLink entity={entity} />
            </>
          )
        }
        chips={chips}
        onChip={() => setFilterOpen(true)}
        onRemoveChip={(id) => onSearch(chipRemoval(search, id, view), 'push')}
        filter={
          <FilterBuilder
            fields={fields}
            value={search.where}
            onChange={(where) => onSearch({ where }, 'replace')}
            isOpen={isFilterOpen}
            onOpen={setFilterOpen}
          />
        }
        {...(kinds.length > 1
          ? {
              kinds,
              kind: kind.id,
              onKind: (id: string) => {
                const chosen = kinds.find((one) => one.id === id);
                if (chosen) showAs(chosen.id);
              },
            }
          : {})}
        secondary={
          <>
            {isSearching ? (
              <SearchInList
                label={`Search in ${entity.label.many}`}
                text={shown.search}
                onSearch={(text) => onSearch({ search: text ?? cleared(view?.search) }, 'replace')}
                onClose={() => setSearching(false)}
              />
            ) : null}
            <ListMenu
              entity={entity}
              view={view}
              life={search.life}
              kind={kind}
              onKind={showAs}
              sort={shown.sort}
              grouping={kind.uses.group ? { by: group, folds } : undefined}
              onAddress={(change) => onSearch(change, 'push')}
              onSearching={() => setSearching(true)}
              onCopyLink={linkIt}
              noExport={exporting.refusal}
              onExport={exporting.start}
              onPrint={printing.start}
              onEditView={() => onEditing(true)}
              onWorkThrough={() => void workThrough(listed())}
            />
          </>
        }
        {...(add ? { primary: { label: add.label, keys: 'c', onPress: add.run } } : {})}
      />
      {exporting.dialog}
      {printing.drawn}
    </>
  );
}
