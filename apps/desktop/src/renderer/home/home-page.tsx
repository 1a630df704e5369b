import { Button } from '@outpost/ui/button';
import { useFormats, useNow } from '@outpost/ui/formats-context';
import { useShortcuts } from '@outpost/ui/keyboard';
import { ViewBar } from '@outpost/ui/view-bar';
import { installedEntity } from '../records/entity-shape.ts';
import { mayCreate } from '../records/may.ts';
import { useLiveState, usePrincipal } from '../session/session-context.tsx';
import { useNewRecord } from '../records/new-record.tsx';
import { FirstSync } from '../sync/first-sync.tsx';
import { DayStrip } from './day-strip.tsx';
import { MyFigures } from './my-figures.tsx';
import { NeedsYou } from './needs-you.tsx';
import { QuietDeals } from './quiet-deals.tsx';
import { RecentlyOpened } from './recently-opened-list.tsx';
import { TodaysTasks, useTaskCounts } from './todays-tasks.tsx';
import classes from './home.module.css';

/** One's day: what is due, what has gone quiet, where one was, how one stands. */
export function HomePage() {
  const formats = useFormats();
  const now = useNow();
  const newRecord = useNewRecord();
  const counts = useTaskCounts();
  const { sync } = useLiveState();
  const day = new Intl.DateTimeFormat(formats.locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: formats.timeZone,
  }).format(new Date(now()));
  const addTask = () => newRecord({ entity: 'crm/task', asks: ['subject', 'dueAt', 'priority', 'about', 'body'] });
  const addDeal = () => newRecord({ entity: 'crm/deal' });
  const principal = usePrincipal();
  const mayAddTask = mayCreate(principal, installedEntity('crm/task'));
  const mayAddDeal = mayCreate(principal, installedEntity('crm/deal'));
  useShortcuts([
    ...(mayAddTask ? [{ keys: 't', label: 'New task', section: 'Home', run: addTask }] : []),
    ...(mayAddDeal ? [{ keys: 'c', label: 'New deal', section: 'Home', run: addDeal }] : []),
  ]);
  return (
    <>
      <ViewBar
        title={day}
        summary={
          counts === undefined || sync?.firstSync === true
            ? undefined
            : `${formats.plural(counts.left, 'task', 'tasks')} left${counts.late > 0 ? `, ${formats.count(counts.late)} late` : ''}`
        }
        secondary={
          mayAddDeal ? (
            <Button icon="plus" keys="c" onClick={addDeal}>
              Deal
            </Button>
          ) : undefined
        }
        {...(mayAddTask ? { primary: { label: 'Task', keys: 't', onPress: addTask } } : {})}
      />
      <FirstSync />
      <div className={classes.page}>
        <DayStrip />
        <div className={classes.columns}>
          <TodaysTasks />
          <div className={classes.stack}>
            <QuietDeals />
            <RecentlyOpened />
          </div>
          <NeedsYou />
        </div>
        <MyFigures />
      </div>
    </>
  );
}
