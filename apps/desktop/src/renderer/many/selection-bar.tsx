import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { allRows, type GridSelection, noRows, withRows } from '@outpost/ui/grid/grid-selection';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useEffect, useMemo, useRef, useState } from 'react';
import { MergeTwoDialog } from '../merging/merge-dialog.tsx';
import { MergeManyDialog } from '../merging/merge-many-dialog.tsx';
import { mostMerged } from '../merging/merge-many.ts';
import type { ManyRecords } from '../queries/many-records.ts';
import { countOfSummary, useSummary } from '../queries/record-queries.ts';
import { canBeWorkedThrough, useWorkThrough } from '../places/working-through.ts';
import { whyNoExport } from '../records/may.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { ExportDialog } from '../records/export/export-dialog.tsx';
import { manyOf, oneOf, stageFieldOf } from '../records/entity-shape.ts';
import { useManyActs } from '../slots/use-slots.tsx';
import { both } from '../window/list-address.ts';
import { Dialog } from '../window/dialog.tsx';
import { usePageCommands } from '../window/page-commands.tsx';
import { ChangeManyDialog, type ChangeManyDialogInput } from './change-many-dialog.tsx';
import classes from './many.module.css';

/** Returns the selected records of a list. */
function selectedOf(list: ManyRecords, { all, keys }: GridSelection): ManyRecords {
  if (all && keys.size === 0) return list;
  const selected: Filter = { field: 'id', op: all ? 'none-of' : 'one-of', value: [...keys] };
  return { ...list, where: both(list.where, selected) };
}

/** The content of the change dialog: everything except the count, which the bar knows. */
export type WishedDialog = Omit<ChangeManyDialogInput, 'count'>;

const remove = { change: { sets: { life: 'deleted' } }, verb: 'Delete', past: 'Deleted' } as const;
const restore = { change: { sets: { life: 'alive' } }, verb: 'Restore', past: 'Restored' } as const;

type Props = {
  readonly entity: Entity;
  readonly list: ManyRecords;
  readonly rowCount: number;
  /** The names of the columns that the person sees. */
  readonly shown: readonly string[];
  readonly selection: GridSelection;
  readonly onSelection: (selection: GridSelection) => void;
  readonly dialog: WishedDialog | undefined;
  readonly onDialog: (dialog: WishedDialog | undefined) => void;
};

/**
 * The bar of acts on the selected records. It counts those that are still in the list. When the last of them leaves the list,
 * because somebody deletes it, the selection ends.
 */
export function SelectionBar({ entity, list, rowCount, shown, selection, onSelection, dialog, onDialog }: Props) {
  const formats = useFormats();
  const noExport = whyNoExport(usePrincipal(), entity);
  const [isExporting, setExporting] = useState(false);
  const [isMerging, setMerging] = useState(false);
  const [opened, setOpened] = useState<string>();
  const packActs = useManyActs(entity);
  const records = useMemo(() => selectedOf(list, selection), [list, selection]);
  const stage = stageFieldOf(entity);
  const workThrough = useWorkThrough(entity);
  const { data } = useSummary({ ...records, sums: [] });
  const count = countOfSummary(data) ?? 0;
  const hadRows = useRef(false); // an earlier answer of the same question may be shown first, and may say 0
  useEffect(() => {
    if (count > 0) hadRows.current = true;
    else if (hadRows.current && data !== undefined && dialog === undefined && opened === undefined) onSelection(noRows);
  }, [count, data, dialog, opened, onSelection]);
  const mayMerge = list.life !== 'deleted' && entity.duplicates !== undefined && count >= 2 && count <= mostMerged;
  const named = `the ${formats.count(count)} selected ${count === 1 ? oneOf(entity) : manyOf(entity)}`;
  const acts = list.life === 'deleted' ? [] : packActs;
  const shownAct = acts.find(({ name }) => name === opened);
  const end = () => onSelection(noRows);
  const leaveOut = (ids: readonly string[]) => onSelection(withRows(selection, ids, 'left out'));
  usePageCommands([
    ...acts.map(({ name, forMany, icon }) => ({
      id: `${name} selected`,
      icon,
      title: `${forMany} ${named}`,
      run: () => setOpened(name),
    })),
    ...(mayMerge
      ? [{ id: 'merge selected', icon: 'merge', title: `Merge ${named}`, run: () => setMerging(true) }]
      : []),
    list.life === 'deleted'
      ? { id: 'restore selected', icon: 'undo', title: `Restore ${named}`, run: () => onDialog({ fixed: restore }) }
      : { id: 'delete selected', icon: 'trash', title: `Delete ${named}`, run: () => onDialog({ fixed: remove }) },
    ...(noExport === undefined
      ? [{ id: 'export selected', icon: 'download', title: `Export ${named}`, run: () => setExporting(true) }]
      : []),
  ]);
  return (
    <div role="toolbar" aria-label="Selected records" className={classes.bar}>
      <span role="status">
        <b>
          {formats.count(count)} of {formats.count(rowCount)} selected
        </b>
      </span>
      {count < rowCount ? (
        <Button size="sm" variant="quiet" onClick={() => onSelection(allRows)}>
          Select all {formats.count(rowCount)}
        </Button>
      ) : null}
      <span className={classes.spread} />
      {list.life === 'deleted' ? (
        <Button icon="undo" onClick={() => onDialog({ fixed: restore })}>
          Restore
        </Button>
      ) : (
        <>
          <Button icon="pencil" keys="e" onClick={() => onDialog({})}>
            Change fields
          </Button>
          {stage === undefined ? null : (
            <Button icon="swap" onClick={() => onDialog({ lines: [{ field: stage.name, how: 'set', value: null }] })}>
              Move to {stage.field.label.toLowerCase()}
            </Button>
          )}
          {mayMerge ? (
            <Button icon="merge" onClick={() => setMerging(true)}>
              {count === 2 ? 'Merge' : `Merge the ${count}`}
            </Button>
          ) : null}
          {canBeWorkedThrough(entity) ? (
            <Button icon="check-circle" onClick={() => void workThrough(records)}>
              Work through
            </Button>
          ) : null}
          {acts.map(({ name, label, icon }) => (
            <Button key={name} icon={icon} onClick={() => setOpened(name)}>
              {label}
            </Button>
          ))}
          <Button icon="trash" onClick={() => onDialog({ fixed: remove })}>
            Delete
          </Button>
        </>
      )}
      <Button icon="download" disabledReason={noExport} onClick={() => setExporting(true)}>
        Export
      </Button>
      <Button variant="quiet" keys="escape" onClick={() => onSelection(noRows)}>
        Clear
      </Button>
      {isExporting ? (
        <ExportDialog entity={entity} list={records} shown={shown} onClose={() => setExporting(false)} />
      ) : null}
      {isMerging && count === 2 ? (
        <MergeTwoDialog entity={entity} list={records} onClose={() => setMerging(false)} />
      ) : null}
      {isMerging && count > 2 ? (
        <MergeManyDialog entity={entity} list={records} onClose={() => setMerging(false)} />
      ) : null}
      {shownAct === undefined || data === undefined ? null : (
        <Dialog
          title={`${shownAct.forMany} ${formats.plural(count, oneOf(entity), manyOf(entity))}`}
          size={740}
          onClose={() => setOpened(undefined)}
        >
          <shownAct.Content
            entity={entity}
            records={records}
            count={count}
            onLeaveOut={leaveOut}
            onDone={end}
            onClose={() => setOpened(undefined)}
          />
        </Dialog>
      )}
      {dialog === undefined || data === undefined ? null : (
        <ChangeManyDialog
          entity={entity}
          records={records}
          wish={{ ...dialog, count }}
          onLeaveOut={leaveOut}
          onDone={() => {
            onDialog(undefined);
            end();
          }}
          onClose={() => onDialog(undefined)}
        />
      )}
    </div>
  );
}
