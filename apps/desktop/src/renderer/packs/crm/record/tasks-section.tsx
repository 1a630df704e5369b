import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { PanelLine, PanelSection } from '@outpost/ui/parts/panel-section';
import { useOpenRecord } from '../../../window/use-open-record.ts';
import { useRecordList } from '../../../queries/record-queries.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import type { RecordPartProps } from '../../../slots/pack-screens.ts';
import { DoneBox } from '../../../records/values/done-box.tsx';
import { installedEntity } from '../../../records/entity-shape.ts';
import { shortWhen } from '../../../records/values/short-when.ts';
import classes from './tasks-section.module.css';

const task = installedEntity('crm/task');

/** The tasks about a record, with boxes to tick. */
export function TasksSection({ record }: RecordPartProps) {
  const formats = useFormats();
  const now = useNow();
  const open = useOpenRecord();
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
  if (rows.length === 0) return null;
  const done = rows.filter((row) => row.fields['done'] === true).length;
  return (
    <PanelSection title="Tasks" trailing={`${formats.count(done)} of ${formats.count(rows.length)} done`}>
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
                  className={!isDone && Date.parse(due) < now() ? classes.late : undefined}
                  title={formats.instant(due)}
                >
                  {shortWhen(due, now(), formats)}
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
