import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { FilterBuilder } from '@outpost/ui/filter/filter-builder';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { type ReactNode, useMemo, useState } from 'react';
import { useColumnChoice } from '../grid/use-grid-columns.tsx';
import { ExportDialog } from '../records/export-dialog.tsx';
import { defaultSort, listOrder } from '../records/list-order.ts';
import { oneOf, stageFieldOf } from '../records/entity-shape.ts';
import type { ListView } from '../records/list-views.ts';
import { mayCreate } from '../records/may.ts';
import { useNewRecord } from '../records/new-record.tsx';
import { useChosenAreas } from '../records/use-chosen-areas.ts';
import { useCatalogue, usePastEntity } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import { both, type ListSearch } from '../window/list-address.ts';
import { chipRemoval, listChips } from './list-chips.ts';
import { ListMenu } from './list-menu.tsx';
import { SaveViewDialog } from './save-view-dialog.tsx';
import { SearchInList } from './search-in-list.tsx';
import { useListKeys } from './use-list-keys.ts';

type Props = {
  readonly entity: Entity;
  readonly search: ListSearch;
  readonly onSearch: (change: Partial<ListSearch>, how: 'push' | 'replace') => void;
  readonly views: readonly ListView[];
  readonly view: ListView | undefined;
  readonly kind: 'board' | 'grid';
  readonly group: string | undefined;
  readonly onSaveView: (view: ListView) => void;
  readonly onRemoveView: (id: string) => void;
  readonly summary: ReactNode;
};

const kinds = [
  { id: 'board', label: 'Board', icon: 'board' },
  { id: 'grid', label: 'Grid', icon: 'table' },
];

/** The scope of a list, in front of its sums. */
const Scoped = ({ scope, children }: { readonly scope: string; readonly children: ReactNode }) => (
  <>
    <span title="You have chosen these areas in Settings of packs. Other records are not on your computers.">
      {scope}
    </span>{' '}
    {children}
  </>
);

/** The bar above a list: views, filters, board or grid, and the primary button. */
export function ListBar({
  entity,
  search,
  onSearch,
  views,
  view,
  kind,
  group,
  onSaveView,
  onRemoveView,
  summary,
}: Props) {
  const formats = useFormats();
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const newRecord = useNewRecord();
  const { newId } = useAppPorts();
  const [isFilterOpen, setFilterOpen] = useState(false);
  const [isNaming, setNaming] = useState(false);
  const [isExporting, setExporting] = useState(false);
  const { names: shown } = useColumnChoice(entity);
  const [isSearching, setSearching] = useState(false);
  const refs = useRefNames(search.where);
  const specs = useFieldSpecs(entity, refs);
  const fields = useMemo(
    () => [...specs.values()].filter((spec) => spec.kind !== 'json' && spec.kind !== 'file'),
    [specs],
  );
  // A filter may contain a retired field, whose name its chip still shows.
  const past = useFieldSpecs(usePastEntity(entity.name), refs);
  const known = useMemo(() => [...past.values()], [past]);
  const stage = stageFieldOf(entity);
  const add = mayCreate(principal, entity)
    ? { label: `New ${oneOf(entity)}`, run: () => newRecord({ entity: entity.name }) }
    : undefined;
  useListKeys({
    views,
    view,
    onView: (id) => onSearch({ view: id }, 'push'),
    onSearching: () => setSearching(true),
    add,
  });

  const exported = () => {
    const where = both(view?.where, search.where);
    return {
      ...(where === undefined ? {} : { where }),
      ...(search.search === undefined ? {} : { search: search.search }),
      life: search.life ?? ('alive' as const),
      sort: [...listOrder(defaultSort(catalogue, entity), search.sort ?? view?.sort, group)],
    };
  };
  const areas = useChosenAreas(entity);
  // the list and its sums leave out the areas that this computer does not hold, and show that (T-30)
  const scope =
    areas.length === 0 ? undefined : `${entity.label.many} of ${formats.plural(areas.length, 'area', 'areas')}`;

  return (
    <>
      <ViewBar
        title={(kind === 'board' ? catalogue.views.get(entity.name)?.board?.title : undefined) ?? entity.label.many}
        views={views.map(({ id, name }) => ({ id, name }))}
        {...(view === undefined ? {} : { view: view.id })}
        onView={(id) => onSearch({ view: id === 'all' ? undefined : id, group: undefined, sort: undefined }, 'push')}
        onAddView={() => setNaming(true)}
        summary={scope === undefined ? summary : <Scoped scope={scope}>{summary}</Scoped>}
        chips={listChips(entity, search, { group: kind === 'board' ? undefined : group, known, formats })}
        onChip={() => setFilterOpen(true)}
        onRemoveChip={(id) => onSearch(chipRemoval(search, id), 'push')}
        filter={
          <FilterBuilder
            fields={fields}
            value={search.where}
            onChange={(where) => onSearch({ where }, 'replace')}
            isOpen={isFilterOpen}
            onOpen={setFilterOpen}
          />
        }
        {...(stage
          ? { kinds, kind, onKind: (next: string) => onSearch({ kind: next === 'board' ? 'board' : 'grid' }, 'push') }
          : {})}
        secondary={
          <>
            {isSearching ? (
              <SearchInList
                label={`Search in ${entity.label.many}`}
                text={search.search}
                onSearch={(text) => onSearch({ search: text }, 'replace')}
                onClose={() => setSearching(false)}
              />
            ) : null}
            <ListMenu
              entity={entity}
              view={view}
              life={search.life}
              grouping={kind === 'grid' ? { by: group } : undefined}
              onAddress={(change) => onSearch(change, 'push')}
              onSearching={() => setSearching(true)}
              onExport={() => setExporting(true)}
              onSaveView={() => setNaming(true)}
              onRemoveView={onRemoveView}
            />
          </>
        }
        {...(add ? { primary: { label: add.label, keys: 'c', onPress: add.run } } : {})}
      />
      {isExporting ? (
        <ExportDialog entity={entity} list={exported()} shown={shown} onClose={() => setExporting(false)} />
      ) : null}
      {isNaming ? (
        <SaveViewDialog
          onClose={() => setNaming(false)}
          onSave={(name) =>
            onSaveView({
              id: `own-${newId()}`,
              name,
              where: both(view?.where, search.where),
              sort: search.sort ?? view?.sort,
              group,
              kind,
            })
          }
        />
      ) : null}
    </>
  );
}
