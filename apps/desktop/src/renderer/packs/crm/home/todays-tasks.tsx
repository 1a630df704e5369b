import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import { shortWhen } from '../board/state-line.ts';
import { useOpenRecord } from '../../../window/use-open-record.ts';
import { countOfSummary, useRecordList, useSummary } from '../../../queries/record-queries.ts';
import { installedEntity } from '../../../records/entity-shape.ts';
import { useWorkThrough } from '../../../places/working-through.ts';
import { mayCreate } from '../../../records/may.ts';
import { idsIn } from '../../../records/use-ref-names.ts';
import { usePrincipal } from '../../../session/session-context.tsx';
import { HomeLine, HomeSection, NothingToShow } from '../../../home/home-section.tsx';
import { TaskBox } from '../task-box.tsx';
import { textIn } from '../../../records/shown-value.ts';
import classes from './crm-home.module.css';

const mine: Filter = { field: 'ownerId', op: 'is', value: '@me' };
const open: Filter = { not: { field: 'done', op: 'is', value: true } };

/** The number of the person's open tasks, and of the late ones among them, beside the day's name. */
export function TasksLeft() {
  const formats = useFormats();
  const left = useSummary({ entity: 'crm/task', where: { and: [mine, open] }, sums: [] });
  const late = useSummary({
    entity: 'crm/task',
    where: { and: [mine, open, { field: 'dueAt', op: 'within', value: 'past' }] },
    sums: [],
  });
  const [all, past] = [countOfSummary(left.data), countOfSummary(late.data)];
  if (all === undefined || past === undefined) return null;
  return <>{`${formats.plural(all, 'task', 'tasks')} left${past > 0 ? `, ${formats.count(past)} late` : ''}`}</>;
}

/** The person's open tasks by due time, then the tasks completed today. */
export function TodaysTasks() {
  const formats = useFormats();
  const now = useNow();
  const principal = usePrincipal();
  const openRecord = useOpenRecord();
  const navigate = useNavigate();
  const workThrough = useWorkThrough(installedEntity('crm/task'));
  const tasks = useRecordList({
    entity: 'crm/task',
    where: { and: [mine, open] },
    sort: [{ field: 'dueAt', direction: 'asc' }],
    limit: 6,
  });
  const done = useRecordList({
    entity: 'crm/task',
    where: {
      and: [mine, { field: 'done', op: 'is', value: true }, { field: 'updatedAt', op: 'within', value: 'today' }],
    },
    sort: [{ field: 'updatedAt', direction: 'desc' }],
    limit: 2,
  });
  const rows = [...(tasks.data?.rows ?? []), ...(done.data?.rows ?? [])];
  const refs = { ...tasks.data?.refs, ...done.data?.refs };
  return (
    <HomeSection
      title="Tasks"
      note={tasks.data ? `${formats.count(done.data?.rows.length ?? 0)} done today` : undefined}
      trailing={
        <span className={classes.links}>
          {rows.length > 0 ? (
            <button
              type="button"
              className={classes.link}
              onClick={() => void workThrough({ where: mine, sort: [{ field: 'dueAt', direction: 'asc' }] })}
            >
              Work through
            </button>
          ) : null}
          <button
            type="button"
            className={classes.link}
            onClick={() =>
              void navigate({
                to: '/list/$pack/$name',
                params: { pack: 'crm', name: 'task' },
                search: { view: 'to-do' },
              })
            }
          >
            All tasks
          </button>
        </span>
      }
    >
      {tasks.data && rows.length === 0 ? (
        <NothingToShow>
          Nothing to do.{mayCreate(principal, installedEntity('crm/task')) ? ' T adds a task.' : ''}
        </NothingToShow>
      ) : null}
      <ul>
        {rows.map((row) => {
          const due = row.fields['dueAt'];
          const isDone = row.fields['done'] === true;
          const isLate = !isDone && typeof due === 'string' && Date.parse(due) < now();
          const [about] = idsIn(row.fields['about'] ?? null);
          return (
            <HomeLine
              key={row.id}
              before={<TaskBox task={row} />}
              title={textIn(row.fields['subject'])}
              detail={about === undefined ? undefined : refs[about]?.title}
              isDone={isDone}
              onPress={() => openRecord(row.id)}
              trailing={
                typeof due !== 'string' ? undefined : (
                  <span className={isLate ? classes.late : undefined} title={formats.instant(due)}>
                    {isLate ? <Icon name="clock" size={14} /> : null}
                    <span className={classes.sentence}>{shortWhen(due, now(), formats).replace(/^today /, '')}</span>
                  </span>
                )
              }
            />
          );
        })}
      </ul>
    </HomeSection>
  );
}
