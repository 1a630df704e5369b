import { can } from '@outpost/domain/kernel/access/access';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { StateBlock } from '@outpost/ui/states/state-block';
import { type ReactNode, useMemo, useState } from 'react';
import { refusalOf } from '../../records/may.ts';
import { useCatalogue, useEntity } from '../../records/use-entity.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import { NotWhole } from '../../sync/first-sync.tsx';
import { usePageCommands } from '../../window/page-commands.tsx';
import { DashboardBar, NarrowWindowNarrowing } from './dashboard-bar.tsx';
import { DashboardPanel } from './dashboard-panel.tsx';
import type { DashboardSearch } from '../dashboard-search.ts';
import { DashboardTiles } from './dashboard-tiles.tsx';
import { type DashboardEntry, dashboardKind } from '../../../reports/report-entry.ts';
import { spanText } from '../report-words.ts';
import { useOpenReports } from '../use-open-reports.ts';
import { useReportActs } from '../use-report-acts.ts';
import { type DashboardSave, useDashboardFiles } from './use-dashboard-files.ts';
import { useDashboardTiles } from './use-dashboard-tiles.ts';
import { useDashboardEntry, useReportEntries } from '../use-reports.ts';
import { useDashboardSpan } from '../use-years.ts';
import classes from '../reports.module.css';

type Address = {
  readonly search: DashboardSearch;
  readonly onSearch: (change: Partial<DashboardSearch>) => void;
};

/** The page of a dashboard: its reports, and the filters over all of them. */
export function DashboardPage({ id, ...address }: Address & { readonly id: string }) {
  const open = useOpenReports();
  const entry = useDashboardEntry(id);
  if (entry === undefined) return null;
  if (entry === 'gone')
    return (
      <StateBlock
        isPage
        icon="dashboard"
        title="This dashboard is not here"
        actions={<Button onClick={open.all}>All reports</Button>}
      >
        It was deleted, or it is not shared with you.
      </StateBlock>
    );
  return <Dashboard dashboard={entry} {...address} />;
}

/** The fields of every kind of record. */
const ofEveryKind = ['ownerId', 'teamId'];
const unsaved = { entity: dashboardKind, teamId: null, sharedWith: [], inherited: null };

function Dashboard({ dashboard, search, onSearch }: Address & { readonly dashboard: DashboardEntry }) {
  const { saved, name } = dashboard;
  const [tiles, changeTiles] = useDashboardTiles(dashboard);
  const open = useOpenReports();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const acts = useReportActs();
  const kind = useEntity(dashboardKind);
  const [isTables, setTables] = useState(false);
  const names = useMemo(() => tiles.map(({ report }) => report), [tiles]);
  const entries = useReportEntries(names);
  const days = useDashboardSpan(entries, search.period ?? dashboard.period);
  const { span } = days;
  const narrowed = useMemo(
    () => ({ ...(span === undefined ? {} : { span }), ...(search.where === undefined ? {} : { where: search.where }) }),
    [span, search.where],
  );
  const kinds = useMemo(
    () => [...new Set(entries.flatMap((one) => (one === undefined || one === 'gone' ? [] : (one.definition?.entity ?? []))))], // prettier-ignore
    [entries],
  );
  const refused = saved && refusalOf(principal, 'update', kind, { record: saved, nameOf: () => undefined });
  const mayCreateOne = can(principal, 'create', kind, { ...unsaved, ownerId: principal.userId });
  const isEditing = search.edit === true && saved !== undefined && refused === undefined;
  const copy = async () => {
    const made = await acts.createDashboard(`${name.slice(0, 113)} (copy)`, tiles, dashboard.period);
    if (made !== undefined) open.dashboard(made, { edit: true });
  };
  const counted = catalogue.entities.get(kinds[0] ?? '');
  const shown = { name, tiles, entries, span, where: search.where, counted: counted ?? kind };
  const { saves: ways, problem, box, onDrawn } = useDashboardFiles(shown);
  const saves = tiles.length === 0 || days.isWaiting ? [] : ways;
  const shownTiles = days.isWaiting ? null : (
    <DashboardTiles
      tiles={tiles}
      entries={entries}
      narrowed={narrowed}
      initially={isTables ? 'table' : undefined}
      onOpen={search.wall === true ? undefined : open.report}
      onTiles={isEditing ? changeTiles : undefined}
      onDrawn={onDrawn}
    />
  );
  if (search.wall === true)
    return (
      <Wallboard name={name} span={span && spanText(span, formats)} onLeave={() => onSearch({ wall: undefined })}>
        {shownTiles}
      </Wallboard>
    );
  const narrowing = {
    days,
    counted,
    only: kinds.length > 1 ? ofEveryKind : undefined,
    search,
    onSearch,
  };
  return (
    <>
      <DashboardBar
        {...narrowing}
        name={name}
        saves={saves}
        problem={problem}
        isTables={isTables}
        onTables={() => setTables(!isTables)}
        onWall={() => {
          onSearch({ wall: true, edit: undefined });
          // Full screen is only a request: if it is refused, the wallboard fills the window.
          document.documentElement.requestFullscreen?.().catch(() => undefined);
        }}
        change={
          saved === undefined
            ? {
                label: 'Copy to change',
                icon: 'copy',
                refused: mayCreateOne ? undefined : 'Your role may not save dashboards.',
                run: () => void copy(),
              }
            : {
                label: isEditing ? 'Done' : 'Edit',
                icon: isEditing ? 'check' : 'pencil',
                refused,
                run: () => onSearch({ edit: isEditing ? undefined : true }),
              }
        }
      />
      <SavingCommands saves={saves} />
      <NotWhole />
      <div className={classes.two}>
        <div className={classes.page} ref={box}>
          <NarrowWindowNarrowing {...narrowing} />
          {tiles.length > 0 ? (
            shownTiles
          ) : (
            <StateBlock
              icon="dashboard"
              title="No reports on this dashboard yet"
              actions={
                saved && refused === undefined && !isEditing ? (
                  <Button onClick={() => onSearch({ edit: true })}>Add reports</Button>
                ) : undefined
              }
            >
              A report is added here, or on its own page.
            </StateBlock>
          )}
        </div>
        {isEditing ? (
          <DashboardPanel
            dashboard={{ ...dashboard, saved, tiles }}
            onTiles={changeTiles}
            onClose={() => onSearch({ edit: undefined })}
          />
        ) : null}
      </div>
    </>
  );
}

/** Offers in the palette to save the dashboard as a file. */
function SavingCommands({ saves }: { readonly saves: readonly DashboardSave[] }) {
  usePageCommands(
    saves.map(({ id, icon, label, run }) => ({
      id: `save ${id}`,
      icon,
      title: `Save this dashboard as ${label}`,
      run,
    })),
  );
  return null;
}

type WallProps = {
  readonly name: string;
  readonly span: string | undefined;
  readonly onLeave: () => void;
  readonly children: ReactNode;
};

/** A dashboard that fills the screen, for a wall. It follows the changes as every page does. Esc leaves it. */
function Wallboard({ name, span, onLeave, children }: WallProps) {
  const leave = () => {
    if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined);
    onLeave();
  };
  useShortcuts([{ keys: 'escape', label: 'Leave the wallboard', section: 'Dashboard', run: leave }]);
  return (
    <div className={classes.wall}>
      <ViewBar
        title={name}
        summary={span}
        secondary={<IconButton icon="close" label="Leave the wallboard" keys="escape" size={32} onClick={leave} />}
      />
      <div className={classes.page}>{children}</div>
    </div>
  );
}
