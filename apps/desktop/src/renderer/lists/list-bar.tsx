import type { ViewKindId } from '@outpost/domain/kernel/catalogue/views';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { FilterBuilder } from '@outpost/ui/filter/filter-builder';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { type ReactNode, useMemo, useState } from 'react';
import type { ColumnChoice } from '../grid/use-grid-columns.tsx';
import { ExportDialog } from '../records/export/export-dialog.tsx';
import { defaultSort, listOrder } from '../records/list-order.ts';
import { manyOf, oneOf } from '../records/entity-shape.ts';
import type { ListView } from '../records/list-views.ts';
import { mayCreate, whyNoExport } from '../records/may.ts';
import { useNewRecord } from '../records/new-record.tsx';
import type { NewRecordWish } from '../records/new-record-dialog.tsx';
import { pipelineAsked } from '../records/stages/pipeline-filter.ts';
import { useChosenAreas } from '../records/use-chosen-areas.ts';
import { useCatalogue, usePastEntity } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useCopyLink } from '../session/use-copy-link.ts';
import type { ListSearch } from '../window/list-address.ts';
import { usePageCommands } from '../window/page-commands.tsx';
import { chipRemoval, listChips } from './list-chips.ts';
import { viewKindsFor } from './kinds/view-kinds.ts';
import { useWorkThrough } from '../places/working-through.ts';
import { ListMenu } from './list-menu.tsx';
import { SearchInList } from './search-in-list.tsx';
import { cleared, type ShownList, unchangedAddress } from './shown-list.ts';
import { useListKeys } from './use-list-keys.ts';

type Props = {
  readonly entity: Entity;
  readonly search: ListSearch;
  readonly onSearch: (change: Partial<ListSearch>, how: 'push' | 'replace') => void;
  readonly views: readonly ListView[];
  /** The view that opens where the address names none. */
  readonly first: ListView | undefined;
  readonly shown: ShownList;
  readonly columns: ColumnChoice;
  /** Whether the person sees the view with changes that are not saved. */
  readonly isChanged: boolean;
  /** Whether the panel in which the view is changed is in sight. */
  readonly isEditing: boolean;
  readonly onEditing: (isEditing: boolean) => void;
  readonly summary: ReactNode;
};

/** The scope of a list, in front of its sums. */
const Scoped = ({ scope, children }: { readonly scope: string; readonly children: ReactNode }) => (
  <>
    <span title="You have chosen these areas in Settings of packs. Other records are not on your computers.">
      {scope}
    </span>{' '}
    {children}
  </>
);

/** Returns the values that a new record has from its list: the pipeline to which the list is narrowed. */
function fieldsOfList(entity: Entity, where: Filter | undefined): Pick<NewRecordWish, 'fields'> {
  const pipeline = pipelineAsked(entity, where);
  return entity.pipelines === undefined || pipeline === undefined ? {} : { fields: { [entity.pipelines]: pipeline } };
}

/** The bar above a list: views, filters, kinds of view, and the primary button. */
export function ListBar({
  entity,
  search,
  onSearch,
  views,
  first,
  shown,
  columns,
  isChanged,
  isEditing,
  onEditing,
  summary,
}: Props) {
  const { view, kind, group } = shown;
  const formats = useFormats();
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const newRecord = useNewRecord();
  const [isFilterOpen, setFilterOpen] = useState(false);
  const [isExporting, setExporting] = useState(false);
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
  const kinds = useMemo(() => viewKindsFor(entity), [entity]);
  const add = mayCreate(principal, entity)
    ? {
        label: `New ${oneOf(entity)}`,
        run: () => newRecord({ entity: entity.name, ...fieldsOfList(entity, shown.where) }),
      }
    : undefined;
  const { Navigation } = kind;
  const showAs = (next: ViewKindId) =>
    onSearch(
      { kind: next, ...(kinds.find(({ id }) => id === next)?.uses.deleted === true ? {} : { life: undefined }) },
      'push',
    );
  const showView = (id: string | undefined) =>
    onSearch(
      {
        ...unchangedAddress,
        view: id === first?.id ? undefined : id,
        // Filters that narrowed the former view narrow the next one, too. Settings that replaced a part of the former
        // view do not.
        where: search.instead === true ? undefined : search.where,
        search: view?.search === undefined ? search.search : undefined,
      },
      'push',
    );
  const noExport = whyNoExport(principal, entity);
  usePageCommands(
    noExport === undefined
      ? [
          {
            id: 'export list',
            icon: 'download',
            title: `Export these ${manyOf(entity)}`,
            run: () => setExporting(true),
          },
        ]
      : [],
  );
  const copyLink = useCopyLink();
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
  });

  const exported = () => ({
    ...(shown.where === undefined ? {} : { where: shown.where }),
    ...(shown.search === undefined ? {} : { search: shown.search }),
    life: search.life ?? ('alive' as const),
    sort: [...listOrder(defaultSort(catalogue, entity), shown.sort, group)],
  });
  const workThrough = useWorkThrough(entity);
  const areas = useChosenAreas(entity);
  // the list and its sums leave out the areas that this computer does not hold, and show that (T-30)
  const scope =
    areas.length === 0 ? undefined : `${entity.label.many} of ${formats.plural(areas.length, 'area', 'areas')}`;

  return (
    <>
      <ViewBar
        title={kind.title?.(catalogue, entity) ?? entity.label.many}
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
                <Navigation entity={entity} where={shown.where} view={view} address={search} onAddress={onSearch} />
              ),
            }
          : {})}
        summary={scope === undefined ? summary : <Scoped scope={scope}>{summary}</Scoped>}
        chips={listChips(
          entity,
          { where: search.where, search: shown.search, life: search.life, sort: shown.sort },
          { group, known, formats },
        )}
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
              sort={shown.sort}
              grouping={kind.uses.group ? { by: group } : undefined}
              onAddress={(change) => onSearch(change, 'push')}
              onSearching={() => setSearching(true)}
              onCopyLink={linkIt}
              noExport={noExport}
              onExport={() => setExporting(true)}
              onEditView={() => onEditing(true)}
              onWorkThrough={() => void workThrough(exported())}
            />
          </>
        }
        {...(add ? { primary: { label: add.label, keys: 'c', onPress: add.run } } : {})}
      />
      {isExporting ? (
        <ExportDialog entity={entity} list={exported()} shown={columns.names} onClose={() => setExporting(false)} />
      ) : null}
    </>
  );
}
