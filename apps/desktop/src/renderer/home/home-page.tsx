import type { ListPanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { lazy, Suspense } from 'react';
import { oneOf } from '../records/entity-shape.ts';
import { useNewRecord } from '../records/creating/new-record.tsx';
import { useLive } from '../session/session-context.tsx';
import { NotWhole } from '../sync/first-sync.tsx';
import { FirstSteps } from './first-steps.tsx';
import { NeedsYou } from './needs-you.tsx';
import { HomeRecordsLeft } from './panels/home-records-left.tsx';
import { useHome } from './use-home.ts';
import { useMakes } from './use-makes.ts';
import { RecentlyOpened } from './recently-opened-list.tsx';
import classes from './home.module.css';

const HomeDashboards = lazy(async () => ({
  default: (await import('../reports/dashboard/home-dashboards.tsx')).HomeDashboards,
}));

const DayStrip = lazy(async () => ({ default: (await import('./panels/day-strip.tsx')).DayStrip }));
const ListSection = lazy(async () => ({ default: (await import('./panels/list-section.tsx')).ListSection }));
const HomeFigures = lazy(async () => ({ default: (await import('./panels/home-figures.tsx')).HomeFigures }));

/**
 * The person's day, composed of the panels that packs declare: records along the hours, lists and figures. Beside them are recently
 * opened records, news, and the dashboards of the person's roles.
 */
export function HomePage() {
  const formats = useFormats();
  const now = useNow();
  const isNarrow = useNarrow();
  const newRecord = useNewRecord();
  const sync = useLive('sync');
  const { hours, left, panels } = useHome();
  const lists = panels.filter((panel) => panel.show === 'list');
  const figures = panels.filter((panel) => panel.show !== 'list');
  const day = new Intl.DateTimeFormat(formats.locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: formats.timeZone,
  }).format(new Date(now()));
  const [first, ...others] = useMakes().map(({ entity, key, wish }) => ({
    keys: key,
    icon: entity.icon,
    label: entity.label.one,
    shortcut: `New ${oneOf(entity)}`,
    run: () => newRecord(wish),
  }));
  useShortcuts(
    [...(first ? [first] : []), ...others].map(({ keys, shortcut, run }) => ({
      keys,
      label: shortcut,
      section: 'Home',
      run,
    })),
  );
  return (
    <>
      <ViewBar
        title={day}
        summary={sync?.firstSync === true ? undefined : <HomeRecordsLeft of={left} />}
        secondary={others.map(({ keys, icon, label, shortcut, run }) =>
          isNarrow ? (
            <IconButton key={label} size={32} icon={icon} label={shortcut} keys={keys} onClick={run} />
          ) : (
            <Button key={label} icon="plus" keys={keys} onClick={run}>
              {label}
            </Button>
          ),
        )}
        {...(first ? { primary: { label: first.label, keys: first.keys, onPress: first.run } } : {})}
      />
      <NotWhole />
      <Suspense>
        <div className={classes.page}>
          <FirstSteps />
          <DayStrip hours={hours} />
          <div className={classes.columns}>
            {lists.some(({ column }) => column === 'first') ? (
              <div className={classes.stack}>
                <Column of={lists} column="first" />
              </div>
            ) : null}
            <div className={classes.stack}>
              <Column of={lists} column="second" />
              <RecentlyOpened />
            </div>
            <div className={classes.stack}>
              <Column of={lists} column="third" />
              <NeedsYou />
            </div>
          </div>
          <HomeDashboards />
          {figures.length > 0 ? <HomeFigures panels={figures} /> : null}
        </div>
      </Suspense>
    </>
  );
}

type ColumnProps = { readonly of: readonly ListPanel[]; readonly column: ListPanel['column'] };

/** The panels of one column. */
const Column = ({ of, column }: ColumnProps) =>
  of.filter((panel) => panel.column === column).map((panel) => <ListSection key={panel.id} panel={panel} />);
