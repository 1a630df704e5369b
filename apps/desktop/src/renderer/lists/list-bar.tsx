import { Menu, TextInput } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { IconButton } from '@outpost/ui/parts/button';
import { FilterBuilder } from '@outpost/ui/filter/filter-builder';
import { filterChips, withoutChip } from '@outpost/ui/filter/filter-words';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { type ReactNode, useMemo, useState } from 'react';
import { canGroupBy } from '../grid/grid-sums.ts';
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
import { usePinned } from '../places/pinned.ts';
import { SaveViewDialog } from './save-view-dialog.tsx';

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

/** What a list is narrowed to, in front of its sums. */
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
  const [pinned, togglePin] = usePinned();
  const [isFilterOpen, setFilterOpen] = useState(false);
  const { newId } = useAppPorts();
  const [isNaming, setNaming] = useState(false);
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
  const groupable = Object.keys(entity.fields).filter((name) => canGroupBy(entity, name));
  const isPinned = pinned.some((one) => one.entity === entity.name && one.view === view?.id);
  const pinOrUnpin = ({ id, name }: ListView) =>
    togglePin({ entity: entity.name, view: id, label: id === 'all' ? entity.label.many : name });

  useShortcuts([
    { keys: '/', label: 'Search in this view', section: 'List', run: () => setSearching(true) },
    {
      keys: 'v',
      label: 'Next view',
      section: 'List',
      run: () =>
        onSearch({ view: views[(views.findIndex(({ id }) => id === view?.id) + 1) % views.length]?.id }, 'push'),
    },
    ...(mayCreate(principal, entity)
      ? [{ keys: 'c', label: `New ${oneOf(entity)}`, section: 'List', run: () => newRecord({ entity: entity.name }) }]
      : []),
  ]);

  const areas = useChosenAreas(entity);
  // T-30: the list and its sums leave out the areas that this computer does not hold, and say so
  const scope =
    areas.length === 0 ? undefined : `${entity.label.many} of ${formats.plural(areas.length, 'area', 'areas')}`;

  const chips = [
    ...filterChips(search.where, known, formats),
    ...(group === undefined || kind === 'board'
      ? []
      : [{ id: 'group', field: 'Group', value: entity.fields[group]?.label ?? group }]),
    ...(search.search === undefined ? [] : [{ id: 'search', field: 'Found by', value: search.search }]),
    ...(search.life === 'deleted' ? [{ id: 'life', field: 'Shown', value: 'deleted ones' }] : []),
  ];
  const removeChip = (id: string) => {
    if (id === 'group') onSearch({ group: 'none' }, 'push');
    else if (id === 'search') onSearch({ search: undefined }, 'push');
    else if (id === 'life') onSearch({ life: undefined }, 'push');
    else onSearch({ where: withoutChip(search.where, id) }, 'push');
  };

  const more = (
    <>
      {isSearching ? (
        <TextInput
          size="xs"
          w={180}
          autoFocus
          aria-label={`Search in ${entity.label.many}`}
          placeholder="Search in this view"
          defaultValue={search.search ?? ''}
          leftSection={<Icon name="search" size={14} />}
          onChange={(event) =>
            onSearch(
              { search: event.currentTarget.value.trim() === '' ? undefined : event.currentTarget.value.slice(0, 200) },
              'replace',
            )
          }
          onKeyDown={(event) => {
            if (event.key === 'Escape' || event.key === 'Enter') setSearching(false);
          }}
          onBlur={() => setSearching(false)}
        />
      ) : null}
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <IconButton icon="dots" label="More for this list" size={32} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="search" size={14} />} onClick={() => setSearching(true)}>
            Search in this view
          </Menu.Item>
          {kind === 'grid' && groupable.length > 0 ? <Menu.Label>Group by</Menu.Label> : null}
          {kind === 'grid'
            ? groupable.map((name) => (
                <Menu.Item
                  key={name}
                  rightSection={group === name ? <Icon name="check" size={14} label="chosen" /> : null}
                  onClick={() => onSearch({ group: group === name ? 'none' : name }, 'push')}
                >
                  {entity.fields[name]?.label}
                </Menu.Item>
              ))
            : null}
          <Menu.Divider />
          {view === undefined ? null : (
            <Menu.Item
              leftSection={<Icon name={isPinned ? 'pinned' : 'pin'} size={14} />}
              onClick={() => pinOrUnpin(view)}
            >
              {isPinned ? 'Take out of Pinned' : 'Pin this view'}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Icon name="plus" size={14} />} onClick={() => setNaming(true)}>
            Save as a view
          </Menu.Item>
          {view?.isOwn ? (
            <Menu.Item
              leftSection={<Icon name="minus" size={14} />}
              onClick={() => {
                if (isPinned) pinOrUnpin(view); // a pin without its view would open another view
                onRemoveView(view.id);
              }}
            >
              Remove this view
            </Menu.Item>
          ) : null}
          <Menu.Item
            leftSection={<Icon name="trash" size={14} />}
            onClick={() => onSearch({ life: search.life === 'deleted' ? undefined : 'deleted', kind: 'grid' }, 'push')}
          >
            {search.life === 'deleted'
              ? `Show ${entity.label.many.toLowerCase()}`
              : `Deleted ${entity.label.many.toLowerCase()}`}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );

  return (
    <>
      <ViewBar
        title={(kind === 'board' ? catalogue.views.get(entity.name)?.board?.title : undefined) ?? entity.label.many}
        views={views.map(({ id, name }) => ({ id, name }))}
        {...(view === undefined ? {} : { view: view.id })}
        onView={(id) => onSearch({ view: id === 'all' ? undefined : id, group: undefined, sort: undefined }, 'push')}
        onAddView={() => setNaming(true)}
        summary={scope === undefined ? summary : <Scoped scope={scope}>{summary}</Scoped>}
        chips={chips}
        onChip={() => setFilterOpen(true)}
        onRemoveChip={removeChip}
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
        secondary={more}
        {...(mayCreate(principal, entity)
          ? { primary: { label: `New ${oneOf(entity)}`, keys: 'c', onPress: () => newRecord({ entity: entity.name }) } }
          : {})}
      />
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
