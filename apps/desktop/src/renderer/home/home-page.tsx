import { Button, IconButton } from '@outpost/ui/parts/button';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { lazy, Suspense } from 'react';
import { oneOf } from '../records/entity-shape.ts';
import { useNewRecord } from '../records/new-record.tsx';
import { useLive } from '../session/session-context.tsx';
import { HomeParts } from '../slots/use-slots.tsx';
import { NotWhole } from '../sync/first-sync.tsx';
import { FirstSteps } from './first-steps.tsx';
import { NeedsYou } from './needs-you.tsx';
import { useMakes } from './use-makes.ts';
import { RecentlyOpened } from './recently-opened-list.tsx';
import classes from './home.module.css';

const HomeDashboards = lazy(async () => ({
  default: (await import('../reports/dashboard/home-dashboards.tsx')).HomeDashboards,
}));

/** The person's day, composed of the packs' sections: due tasks, quiet records, recently opened records, figures, and the dashboards of their roles. */
export function HomePage() {
  const formats = useFormats();
  const now = useNow();
  const isNarrow = useNarrow();
  const newRecord = useNewRecord();
  const sync = useLive('sync');
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
        summary={
          sync?.firstSync === true ? undefined : (
            <Suspense>
              <HomeParts at="summary" />
            </Suspense>
          )
        }
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
          <HomeParts at="day" />
          <div className={classes.columns}>
            <HomeParts at="first" />
            <div className={classes.stack}>
              <HomeParts at="second" />
              <RecentlyOpened />
            </div>
            <div className={classes.stack}>
              <HomeParts at="third" />
              <NeedsYou />
            </div>
          </div>
          <HomeDashboards />
          <HomeParts at="figures" />
        </div>
      </Suspense>
    </>
  );
}
