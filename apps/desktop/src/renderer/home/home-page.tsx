import type {
  ColumnPanel,
  FigurePanel,
  HomeHours,
  HomeLeft,
  HomePanel,
} from '@outpost/domain/kernel/catalogue/pages/home-panels';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { loadable, LoadBoundary } from '@outpost/ui/loading/loadable';
import { useMemo } from 'react';
import { oneOf } from '../records/entity-shape.ts';
import { useNewRecord } from '../records/creating/new-record.tsx';
import { useCatalogue } from '../records/use-entity.ts';
import { useIsFirstSync, useSignedIn } from '../session/session-context.tsx';
import { NotWhole } from '../sync/first-sync.tsx';
import { useAdministersPeople } from '../records/use-administers-people.ts';
import { FirstSteps } from './first-steps.tsx';
import { HomeFold } from './home-fold.tsx';
import {
  HomeNarrowingFields,
  type HomeNarrowingProps,
  NarrowWindowHomeNarrowing,
} from './narrowing/home-narrowing.tsx';
import { type HomeSearch, pipelineFilters } from './narrowing/home-search.ts';
import { type HomeNarrowing, narrowedPanel } from './narrowing/narrowed-panel.ts';
import { NeedsYou } from './needs-you.tsx';
import { HomeRecordsLeft } from './panels/home-records-left.tsx';
import { useHome } from './use-home.ts';
import { useMakes } from './use-makes.ts';
import { RecentlyOpened } from './recently-opened-list.tsx';
import classes from './home.module.css';

const HomeDashboards = loadable(async () => (await import('../reports/dashboard/home-dashboards.tsx')).HomeDashboards);

const DayStrip = loadable(async () => (await import('./panels/day-strip.tsx')).DayStrip);
const Administration = loadable(async () => (await import('./administration/administration.tsx')).Administration);
const ColumnSection = loadable(async () => (await import('./panels/column-section.tsx')).ColumnSection);
const TooLongSection = loadable(async () => (await import('./panels/too-long-section.tsx')).TooLongSection);
const HomeFigures = loadable(async () => (await import('./panels/home-figures.tsx')).HomeFigures);

const isOfTeam = ({ homeOf }: HomePanel): boolean => homeOf !== undefined;
const inColumns: readonly HomePanel['show'][] = ['list', 'moves', 'people'];
const isInColumn = (panel: HomePanel): panel is ColumnPanel => inColumns.includes(panel.show);
const isFigure = (panel: HomePanel): panel is FigurePanel => !isInColumn(panel);

/** The state of the page in its address, and the function that changes it. */
type Address = { readonly search: HomeSearch; readonly onSearch: (next: HomeSearch) => void };

/**
 * The person's day, composed of the panels that packs declare: records along the hours, lists and figures. Beside them are recently
 * opened records, news, and the dashboards of the person's roles. People who lead a team see its figures above their day,
 * and people who administer the organisation see what needs them.
 */
export function HomePage({ search, onSearch }: Address) {
  const { hours, left, panels, limited } = useHome();
  const narrowing = useHomeNarrowing(search);
  const narrow = useNarrowed(narrowing);
  const own = narrow(panels.filter((panel) => !isOfTeam(panel)));
  const team = narrow(panels.filter(isOfTeam));
  const kinds = useKindsOf(panels);
  const administers = useAdministersPeople();
  const isLeading = team.length > 0;
  const fields = { kinds, search, onSearch };
  const day = (
    <Day
      hours={hours}
      own={own}
      limited={limited}
      narrowing={narrowing}
      isBrief={administers}
      hasDashboards={!isLeading}
    />
  );
  return (
    <>
      <HomeBar left={left} narrowing={isLeading ? fields : undefined} />
      <NotWhole />
      <LoadBoundary>
        <div className={classes.page}>
          {isLeading ? <NarrowWindowHomeNarrowing {...fields} /> : null}
          <FirstSteps />
          {isLeading ? <OfTeam panels={team} narrowing={narrowing} isLong={administers} /> : null}
          {administers ? (
            // A boundary of its own: this is known only after the rest is drawn, which would disappear while the part is loaded.
            <LoadBoundary>
              <Administration />
            </LoadBoundary>
          ) : null}
          {isLeading && administers ? (
            <HomeFold id="day" title="Your day">
              <div className={classes.partContent}>{day}</div>
            </HomeFold>
          ) : (
            day
          )}
        </div>
      </LoadBoundary>
    </>
  );
}

/** Returns the period and the filters of the page. The filters stay the same until a pipeline is chosen. */
function useHomeNarrowing({ period, pipelines }: HomeSearch): HomeNarrowing {
  const { entities } = useCatalogue();
  const filters = useMemo(() => pipelineFilters(entities, pipelines), [entities, pipelines]);
  return { period, filters };
}

/** Returns a function that lets panels follow the period and the pipelines of the page. */
function useNarrowed(narrowing: HomeNarrowing) {
  const formats = useFormats();
  const now = useNowMs();
  const { person, timeZone } = useSignedIn();
  const asking = { userId: person.id, now: new Date(now).toISOString(), timeZone };
  return (panels: readonly HomePanel[]) => panels.map((panel) => narrowedPanel(panel, narrowing, { asking, formats }));
}

/** Returns the kinds of the panels, each once. */
function useKindsOf(panels: readonly HomePanel[]): readonly Entity[] {
  const { entities } = useCatalogue();
  const names = panels.flatMap((panel) => (panel.show === 'people' ? panel.rules.map(({ on }) => on) : [panel.on]));
  return [...new Set(names)].flatMap((name) => entities.get(name) ?? []);
}

type BarProps = { readonly left: readonly HomeLeft[]; readonly narrowing: HomeNarrowingProps | undefined };

/** The bar of the page: the day, the records that are left, and the buttons for new records. */
function HomeBar({ left, narrowing }: BarProps) {
  const formats = useFormats();
  const now = useNowMs();
  const isNarrow = useNarrow();
  const newRecord = useNewRecord();
  const isFirstSync = useIsFirstSync();
  const day = new Intl.DateTimeFormat(formats.locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: formats.timeZone,
  }).format(new Date(now));
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
    <ViewBar
      title={day}
      summary={isFirstSync === true ? undefined : <HomeRecordsLeft of={left} />}
      filter={narrowing && !isNarrow ? <HomeNarrowingFields {...narrowing} /> : undefined}
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
  );
}

type DayProps = {
  readonly hours: readonly HomeHours[];
  readonly own: readonly HomePanel[];
  readonly limited: readonly Entity[];
  readonly narrowing: HomeNarrowing;
  /** Empty panels are not drawn. They tell a salesperson what to do, and an administrator nothing. */
  readonly isBrief: boolean;
  readonly hasDashboards: boolean;
};

/** The person's own day: the strip of hours, the columns, and the figures. */
function Day({ hours, own, limited, narrowing, isBrief, hasDashboards }: DayProps) {
  const hasFirst = own.some((panel) => isInColumn(panel) && panel.column === 'first');
  return (
    <>
      <DayStrip hours={hours} />
      <div className={classes.columns} data-three={hasFirst || undefined}>
        {hasFirst ? (
          <div className={classes.stack}>
            <Column of={own} column="first" isBrief={isBrief} />
          </div>
        ) : null}
        <div className={classes.stack}>
          <Column of={own} column="second" isBrief={isBrief} />
          {limited.map((entity) => (
            <TooLongSection key={entity.name} entity={entity} where={narrowing.filters.get(entity.name)} />
          ))}
          <RecentlyOpened />
        </div>
        <div className={classes.stack}>
          <Column of={own} column="third" isBrief={isBrief} />
          <NeedsYou />
        </div>
      </div>
      {hasDashboards ? <HomeDashboards /> : null}
      <Figures of={own} isBrief={isBrief} />
    </>
  );
}

type Panels = { readonly of: readonly HomePanel[]; readonly isBrief?: boolean };

/** The panels of one column. `isBrief`: without the panels that have nothing to show. */
const Column = ({ of, column, isBrief = false }: Panels & { readonly column: ColumnPanel['column'] }) =>
  of
    .filter(isInColumn)
    .filter((panel) => panel.column === column)
    .map((panel) => <ColumnSection key={panel.id} panel={panel} isBrief={isBrief} />);

const Figures = ({ of, isBrief = false }: Panels) => {
  const figures = of.filter(isFigure);
  return figures.length > 0 ? <HomeFigures panels={figures} isBrief={isBrief} /> : null;
};

const columns = ['first', 'second', 'third'] as const;

type TeamProps = {
  readonly panels: readonly HomePanel[];
  readonly narrowing: HomeNarrowing;
  readonly isLong: boolean;
};

/** The dashboards of the person's roles, and the panels about a team. `isLong`: more parts of the page follow. */
function OfTeam({ panels, narrowing: { period, filters }, isLong }: TeamProps) {
  const used = columns.filter((column) => panels.some((panel) => isInColumn(panel) && panel.column === column));
  return (
    <>
      <HomeDashboards period={period} filters={filters} isLong={isLong} />
      <div className={classes.columns} data-three={used.length === 3 || undefined}>
        {used.map((column) => (
          <div key={column} className={classes.stack}>
            <Column of={panels} column={column} />
          </div>
        ))}
      </div>
      <Figures of={panels} />
    </>
  );
}
