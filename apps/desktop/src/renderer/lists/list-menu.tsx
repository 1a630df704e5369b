import { Menu } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { usePlacePicker } from '@outpost/ui/fields/place-picking';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { GroupFolds } from '../grid/use-group-folds.ts';
import { usePinned } from '../places/pinned.ts';
import { canBeWorkedThrough, useQueue } from '../places/working-through.ts';
import { groupByField, type ListGroup, listGroupFields, offeredSpans } from '../records/list-group.ts';
import type { ShownListView } from '../records/list-views.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { bucketWords } from '../records/group-words.ts';
import type { ViewKind } from './kinds/view-kind.ts';
import { kindOfDeleted, viewKindsFor } from './kinds/view-kinds.ts';
import { type ListSearch, readSort, writeSort } from '../window/list-address.ts';
import { kindParams } from '../window/kind-params.ts';
import { type PageCommand, usePageCommands } from '../window/page-commands.tsx';
import classes from './list-menu.module.css';

type Props = {
  readonly entity: Entity;
  readonly view: ShownListView | undefined;
  readonly life: ListSearch['life'];
  readonly kind: ViewKind;
  readonly onKind: (id: string) => void;
  /** The order of the list: "closesOn.asc". */
  readonly sort: string | undefined;
  /** The field by which a grid is grouped; undefined if the kind of view has no groups. */
  readonly grouping: { readonly by: ListGroup | undefined; readonly folds: GroupFolds } | undefined;
  readonly onAddress: (change: Partial<ListSearch>) => void;
  readonly onSearching: () => void;
  readonly onCopyLink: () => void;
  /** Why the person may export no record of the list. */
  readonly noExport: string | undefined;
  readonly onExport: () => void;
  readonly onPrint: () => void;
  readonly onEditView: () => void;
  readonly onWorkThrough: () => void;
};

/** The menu of a list: search, the order by distance, groups, its view, the export, the print, and the deleted records. */
export function ListMenu({
  entity,
  view,
  life,
  kind,
  onKind,
  sort,
  grouping,
  onAddress,
  onSearching,
  onCopyLink,
  noExport,
  onExport,
  onPrint,
  onEditView,
  onWorkThrough,
}: Props) {
  const pinIt = usePinOfView(entity, view);
  const records = entity.label.many.toLowerCase();
  const navigate = useNavigate();
  const isNarrow = useNarrow();
  const [queue] = useQueue();
  const [isPicking, setPicking] = useState(false);
  const Picker = usePlacePicker();
  const { place } = entity;
  const distance = Picker && place !== undefined ? { Picker, place } : undefined;
  return (
    <>
      {distance && isPicking ? (
        <distance.Picker
          label="a place"
          value={readSort(sort)?.from ?? null}
          onPick={(from) => {
            setPicking(false);
            onAddress({ sort: writeSort({ field: distance.place, direction: 'asc', from }) });
          }}
          onClose={() => setPicking(false)}
        />
      ) : null}
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <IconButton icon="dots" label="More for this list" size={32} />
        </Menu.Target>
        <Menu.Dropdown>
          {isNarrow ? <KindItems entity={entity} kind={kind} onKind={onKind} /> : null}
          <Menu.Item leftSection={<Icon name="search" size={14} />} onClick={onSearching}>
            Search in this view
          </Menu.Item>
          {distance ? (
            <Menu.Item leftSection={<Icon name="map-pin" size={14} />} onClick={() => setPicking(true)}>
              Nearest to a place first…
            </Menu.Item>
          ) : null}
          {life !== 'deleted' && canBeWorkedThrough(entity) ? (
            <Menu.Item leftSection={<Icon name="check-circle" size={14} />} onClick={onWorkThrough}>
              Work through these
            </Menu.Item>
          ) : null}
          {queue?.entity === entity.name ? (
            <Menu.Item
              leftSection={<Icon name="check-circle" size={14} />}
              onClick={() => void navigate({ to: '/queue' })}
            >
              Go on working through {records}
            </Menu.Item>
          ) : null}
          {grouping ? <GroupItems entity={entity} {...grouping} onGroup={(group) => onAddress({ group })} /> : null}
          <Menu.Divider />
          {pinIt === undefined ? null : (
            <Menu.Item leftSection={<Icon name={pinIt.icon} size={14} />} onClick={pinIt.run}>
              {pinIt.title}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<Icon name="adjustments" size={14} />} onClick={onEditView}>
            {view?.saved === undefined ? 'Save as a view…' : 'Edit this view…'}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="link" size={14} />} onClick={onCopyLink}>
            Copy link
          </Menu.Item>
          <Menu.Item
            leftSection={<Icon name="download" size={14} />}
            onClick={onExport}
            disabled={noExport !== undefined}
            title={noExport}
          >
            Export…
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="print" size={14} />} onClick={onPrint}>
            Print
          </Menu.Item>
          {entity.duplicates === undefined ? null : (
            <Menu.Item
              leftSection={<Icon name="merge" size={14} />}
              onClick={() => void navigate({ to: '/duplicates/$pack/$name', params: kindParams(entity.name) })}
            >
              Find duplicates
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<Icon name="trash" size={14} />}
            onClick={() =>
              onAddress({
                life: life === 'deleted' ? undefined : 'deleted',
                kind: (kind.uses.deleted ? kind : kindOfDeleted).id,
              })
            }
          >
            {life === 'deleted' ? `Show ${records}` : `Deleted ${records}`}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

/** The kinds of view, in the menu of a narrow window, whose bar has no room for them. */
function KindItems({ entity, kind, onKind }: Pick<Props, 'entity' | 'kind' | 'onKind'>) {
  const kinds = viewKindsFor(entity);
  if (kinds.length < 2) return null;
  return (
    <div role="group" aria-label="Show as">
      <Menu.Label aria-hidden>Show as</Menu.Label>
      {kinds.map(({ id, label, icon }) => (
        <Menu.Item
          key={id}
          leftSection={<Icon name={icon} size={14} />}
          rightSection={id === kind.id ? <Icon name="check" size={14} label="chosen" /> : null}
          onClick={() => onKind(id)}
        >
          {label}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </div>
  );
}

/** Returns the command that pins the shown view, or unpins it. The palette offers it, too. */
function usePinOfView(entity: Entity, view: ShownListView | undefined): PageCommand | undefined {
  const { isPinned, toggle } = usePinned();
  const pin = view && { of: 'view' as const, entity: entity.name, view: view.id };
  const name = view === undefined || view.id === 'all' ? entity.label.many : view.name;
  const isNow = pin !== undefined && isPinned(pin);
  const command = pin && {
    id: 'pin view',
    icon: isNow ? 'pinned' : 'pin',
    title: isNow ? 'Unpin this view' : 'Pin this view',
    run: () => toggle(pin, name),
  };
  usePageCommands(command ? [command] : []);
  return command;
}

/**
 * The fields by which a grid can be grouped, the spans of a date, and the items that fold all groups. A second press on the chosen
 * field ends the grouping.
 */
function GroupItems({
  entity,
  by,
  folds,
  onGroup,
}: {
  readonly entity: Entity;
  readonly by: ListGroup | undefined;
  readonly folds: GroupFolds;
  readonly onGroup: (group: string) => void;
}) {
  const catalogue = useCatalogue();
  const fields = useMemo(() => listGroupFields(catalogue, entity), [catalogue, entity]);
  const [isOpen, setOpen] = useState(false);
  const check = (isChosen: boolean) => (isChosen ? <Icon name="check" size={14} label="chosen" /> : null);
  return (
    <>
      <Menu.Divider />
      <Menu.Sub position="left-start" opened={isOpen} onChange={setOpen}>
        <Menu.Sub.Target>
          <Menu.Sub.Item leftSection={<Icon name="stack" size={14} />} onClick={() => setOpen(true)}>
            Group by
          </Menu.Sub.Item>
        </Menu.Sub.Target>
        <Menu.Sub.Dropdown className={classes.fields ?? ''} aria-label="Group by">
          {fields.map((one) => (
            <Menu.Item
              key={one.path}
              rightSection={check(by?.path === one.path)}
              onClick={() => onGroup(by?.path === one.path ? 'none' : groupByField(one).text)}
            >
              {one.label}
            </Menu.Item>
          ))}
        </Menu.Sub.Dropdown>
      </Menu.Sub>
      {by?.bucket === undefined
        ? null
        : offeredSpans.map((span) => (
            <Menu.Item
              key={span}
              rightSection={check(by.bucket === span)}
              onClick={() => onGroup(groupByField(by, span).text)}
            >
              {`Group ${bucketWords[span]}`}
            </Menu.Item>
          ))}
      {by === undefined ? null : (
        <>
          <Menu.Item onClick={() => folds.foldAll(true)}>Fold all groups</Menu.Item>
          <Menu.Item onClick={() => folds.foldAll(false)}>Unfold all groups</Menu.Item>
        </>
      )}
    </>
  );
}
