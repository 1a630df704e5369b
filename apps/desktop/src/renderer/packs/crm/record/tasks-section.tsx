import { useFormats, useNow, useNowMs } from '@outpost/ui/formats/formats-context';
import { IconButton } from '@outpost/ui/parts/button';
import { PanelLine, PanelSection } from '@outpost/ui/parts/panel-section';
import { useOpenRecord } from '../../../window/use-open-record.ts';
import { useRecordList } from '../../../queries/record-queries.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import type { RecordPartProps } from '../../../slots/pack-screens.ts';
import { DoneBox } from '../../../records/values/done-box.tsx';
import { installedEntity } from '../../../records/entity-shape.ts';
import { useCatalogue } from '../../../records/use-entity.ts';
import { useNewRecord } from '../../../records/creating/new-record.tsx';
import { mayCreate } from '../../../records/may.ts';
import { newRecordWishOf, recordActsOf } from '../../../records/creating/record-acts.ts';
import { usePrincipal } from '../../../session/session-context.tsx';
import { shortWhen } from '../../../records/values/short-when.ts';
import classes from './tasks-section.module.css';

const task = installedEntity('crm/task');

/**
 * The tasks about a record, with boxes to tick; of a task its subtasks. A person who may make a task can add one here. On
 * records that are no tasks the section appears with the first task.
 */
export function TasksSection({ entity, record }: RecordPartProps) {
  const formats = useFormats();
  const now = useNow();
  const nowMs = useNowMs();
  const open = useOpenRecord();
  const newRecord = useNewRecord();
  const catalogue = useCatalogue();
  const add = recordActsOf(catalogue, entity).find(({ makes }) => makes.name === task.name);
  const mayAdd = mayCreate(usePrincipal(), task) && record.life === 'alive';
  const isOfTask = entity.name === task.name;
  const { data } = useRecordList({
    entity: 'crm/task',
    where: { field: 'about', op: 'is', value: `${record.entity}:${record.id}` },
    sort: [
      { field: 'done', direction: 'asc' },
      { field: 'dueAt', direction: 'asc' },
    ],
    limit: 50,
  });
  const rows = data?.rows ?? [];
  if (rows.length === 0 && !(isOfTask && add && mayAdd)) return null;
  const done = rows.filter((row) => row.fields['done'] === true).length;
  return (
    <PanelSection
      title={isOfTask ? 'Subtasks' : 'Tasks'}
      trailing={
        <span className={classes.head}>
          {rows.length === 0 ? null : `${formats.count(done)} of ${formats.count(rows.length)} done`}
          {add && mayAdd ? (
            <IconButton
              icon="plus"
              label={isOfTask ? 'New subtask' : 'New task'}
              onClick={() => newRecord(newRecordWishOf(add, { entity, record, nowMs: now() }))}
            />
          ) : null}
        </span>
      }
    >
      {rows.length === 0 ? <p className={classes.none}>No subtasks yet</p> : null}
      {rows.map((row) => {
        const due = row.fields['dueAt'];
        const isDone = row.fields['done'] === true;
        return (
          <PanelLine
            key={row.id}
            before={<DoneBox entity={task} record={row} />}
            isDone={isDone}
            trailing={
              typeof due === 'string' ? (
                <span
                  className={!isDone && Date.parse(due) < nowMs ? classes.late : undefined}
                  title={formats.instant(due)}
                >
                  {shortWhen(due, nowMs, formats)}
                </span>
              ) : undefined
            }
          >
            <button type="button" className={classes.plain} onClick={() => open(row.id)} dir="auto">
              {textIn(row.fields['subject'])}
            </button>
          </PanelLine>
        );
      })}
    </PanelSection>
  );
}
