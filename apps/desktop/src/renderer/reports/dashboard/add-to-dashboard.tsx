import { Menu } from '@mantine/core';
import { mostTiles } from '@outpost/domain/kernel/reports/dashboard-definition';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { refusalOf } from '../../records/may.ts';
import { useEntity } from '../../records/use-entity.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import { dashboardKind } from '../../../reports/report-entry.ts';
import { useOpenReports } from '../use-open-reports.ts';
import { useReportActs } from '../use-report-acts.ts';
import { useDashboards } from '../use-reports.ts';

/** Adds a report to a dashboard of the person, or to a new one. `report`: undefined while it is not saved. */
export function AddToDashboard({ report }: { readonly report: string | undefined }) {
  const acts = useReportActs();
  const open = useOpenReports();
  const principal = usePrincipal();
  const kind = useEntity(dashboardKind);
  const dashboards = useDashboards() ?? [];
  const own = dashboards.flatMap((one) => (one.saved ? [{ ...one, saved: one.saved }] : []));
  if (report === undefined)
    return (
      <Button icon="dashboard" disabledReason="Save the report first.">
        Add to a dashboard
      </Button>
    );
  return (
    <Menu position="top-end" width={260} clickOutsideEvents={['mousedown', 'touchstart']}>
      <Menu.Target>
        <Button icon="dashboard">Add to a dashboard</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {own.map((one) => {
          const isOn = one.tiles.some((tile) => tile.report === report);
          const refused = refusalOf(principal, 'update', kind, { record: one.saved, nameOf: () => undefined });
          return (
            <Menu.Item
              key={one.id}
              disabled={isOn || refused !== undefined || one.tiles.length >= mostTiles}
              leftSection={<Icon name={isOn ? 'check' : 'dashboard'} size={14} />}
              onClick={() =>
                void acts.changeDashboard(
                  one,
                  { tiles: [...one.tiles, { report, width: 2 }] },
                  `Added a report to “${one.name}”`,
                )
              }
            >
              {isOn ? `${one.name}: it is there` : one.name}
            </Menu.Item>
          );
        })}
        {own.length === 0 ? null : <Menu.Divider />}
        <Menu.Item
          leftSection={<Icon name="plus" size={14} />}
          onClick={() =>
            void acts.createDashboard('New dashboard', [{ report, width: 2 }]).then((made) => {
              if (made !== undefined) open.dashboard(made, { edit: true });
            })
          }
        >
          A new dashboard
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
