import { can } from '@outpost/domain/kernel/access/access';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useMemo, useState } from 'react';
import { TextInput } from '@mantine/core';
import type { ShownRecord } from '../../bridge/contract.ts';
import { audienceOf } from '../records/sharing/audience.ts';
import { mayRead } from '../records/may.ts';
import { useRefNames } from '../records/use-ref-names.ts';
import { useCatalogue, useEntity } from '../records/use-entity.ts';
import { usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { NotWhole } from '../sync/first-sync.tsx';
import { dashboardKind, reportKind } from '../../reports/report-entry.ts';
import { aboutReport } from './report-words.ts';
import { targetKind } from './targets/use-report-targets.ts';
import { useOpenReports } from './use-open-reports.ts';
import { useReportActs } from './use-report-acts.ts';
import { useDashboards, useReports } from './use-reports.ts';
import classes from './reports.module.css';

const unsaved = { teamId: null, sharedWith: [], inherited: null };

/** A button of the bar; in a narrow window only its icon. */
function BarButton(button: { readonly icon: string; readonly label: string; readonly onClick: () => void }) {
  return useNarrow() ? (
    <IconButton {...button} size={32} />
  ) : (
    <Button icon={button.icon} onClick={button.onClick}>
      {button.label}
    </Button>
  );
}

/** The page of all dashboards and reports that the person is offered. */
export function ReportsPage() {
  const formats = useFormats();
  const open = useOpenReports();
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { person } = useSignedIn();
  const acts = useReportActs();
  const [text, setText] = useState('');
  const [kindOfReports, kindOfDashboards] = [useEntity(reportKind), useEntity(dashboardKind)];
  const targets = catalogue.entities.get(targetKind);
  const reports = useReports();
  const dashboards = useDashboards();
  const people = useMemo(
    () => [...(reports ?? []), ...(dashboards ?? [])].flatMap(({ saved }) => saved?.ownerId ?? []),
    [reports, dashboards],
  );
  const refs = useRefNames(people);
  const may = (kind: typeof kindOfReports) =>
    can(principal, 'create', kind, { ...unsaved, entity: kind.name, ownerId: principal.userId });
  const newReport = () => open.newReport();
  const newDashboard = async () => {
    const id = await acts.createDashboard('New dashboard', []);
    if (id !== undefined) open.dashboard(id, { edit: true });
  };
  useShortcuts(may(kindOfReports) ? [{ keys: 'c', label: 'New report', section: 'Reports', run: newReport }] : []);
  const fits = ({ name }: { readonly name: string }) => name.toLowerCase().includes(text.trim().toLowerCase());
  const seenBy = (saved: ShownRecord | undefined): string => {
    if (!saved) return 'Everyone';
    const audience = audienceOf(saved);
    return audience === 'me' ? 'Only its owner' : audience === 'everyone' ? 'Everyone' : 'A team';
  };
  const ownerOf = (saved: ShownRecord | undefined): string => {
    if (!saved) return 'Outpost';
    if (saved.ownerId === person.id) return 'You';
    return refs[saved.ownerId ?? '']?.title ?? '';
  };
  const [shownDashboards, shownReports] = [(dashboards ?? []).filter(fits), (reports ?? []).filter(fits)];
  const isRead = reports !== undefined && dashboards !== undefined;
  const isNone = isRead && reports.length + dashboards.length === 0;
  return (
    <>
      <ViewBar
        title="Reports"
        summary={
          isRead
            ? `${formats.plural(dashboards.length, 'dashboard', 'dashboards')}, ${formats.plural(reports.length, 'report', 'reports')}`
            : undefined
        }
        filter={
          <TextInput
            size="xs"
            aria-label="Find a report"
            placeholder="Find"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        }
        secondary={
          <>
            {targets && mayRead(principal, targets) ? (
              <BarButton icon="target" label="Targets" onClick={() => open.targets()} />
            ) : null}
            {may(kindOfDashboards) ? (
              <BarButton icon="dashboard" label="New dashboard" onClick={() => void newDashboard()} />
            ) : null}
          </>
        }
        {...(may(kindOfReports) ? { primary: { label: 'New report', keys: 'c', onPress: newReport } } : {})}
      />
      <NotWhole />
      {isNone ? (
        <EmptyState icon="chart" title="No reports yet" add={{ label: 'New report', onPress: newReport }}>
          A report counts records and adds up their values. A dashboard shows several on one page.
        </EmptyState>
      ) : (
        <div className={classes.page}>
          {shownDashboards.length === 0 ? null : (
            <section className={classes.list} aria-labelledby="dashboards">
              <h2 id="dashboards">Dashboards</h2>
              <div className={classes.card}>
                <DataTable
                  label="Dashboards"
                  columns={[
                    { id: 'name', header: 'Name' },
                    { id: 'reports', header: 'Reports', align: 'end' },
                    { id: 'audience', header: 'Visible to' },
                    { id: 'owner', header: 'From' },
                  ]}
                  rows={shownDashboards.map(({ id, name, tiles, saved }) => ({
                    id,
                    cells: [name, formats.count(tiles.length), seenBy(saved), ownerOf(saved)],
                  }))}
                  onRow={(id) => open.dashboard(id)}
                />
              </div>
            </section>
          )}
          {shownReports.length === 0 ? null : (
            <section className={classes.list} aria-labelledby="reports">
              <h2 id="reports">Reports</h2>
              <div className={classes.card}>
                <DataTable
                  label="Reports"
                  columns={[
                    { id: 'name', header: 'Name' },
                    { id: 'counts', header: 'Counts', isWideOnly: true },
                    { id: 'about', header: 'Shows' },
                    { id: 'audience', header: 'Visible to', isWideOnly: true },
                    { id: 'owner', header: 'From', isWideOnly: true },
                  ]}
                  rows={shownReports.map(({ id, name, definition, saved }) => ({
                    id,
                    cells: [
                      name,
                      definition ? (catalogue.entities.get(definition.entity)?.label.many ?? '') : '',
                      definition ? aboutReport(catalogue, definition, formats) : '',
                      seenBy(saved),
                      ownerOf(saved),
                    ],
                  }))}
                  onRow={(id) => open.report(id)}
                />
              </div>
            </section>
          )}
          {isRead && shownDashboards.length + shownReports.length === 0 ? (
            <p className={classes.state}>No report is called “{text.trim()}”.</p>
          ) : null}
        </div>
      )}
    </>
  );
}
