import { Menu, NativeSelect, TextInput } from '@mantine/core';
import { can } from '@outpost/domain/kernel/access/access';
import { mostTiles } from '@outpost/domain/kernel/reports/dashboard-definition';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { SidePanel, SidePanelPart } from '@outpost/ui/frame/side-panel';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { useFieldDrafts } from '../../queries/use-field-drafts.ts';
import { audienceOf, firstForOf } from '../../records/sharing/audience.ts';
import { refusalOf } from '../../records/may.ts';
import { useEntity } from '../../records/use-entity.ts';
import { WhoSeesIt } from '../../records/sharing/who-sees-it.tsx';
import { usePrincipal } from '../../session/session-context.tsx';
import { type DashboardEntry, dashboardKind } from '../../../reports/report-entry.ts';
import { spanChoices, spanKey, spanText } from '../report-words.ts';
import { isSmallChart } from '../charts/chart-kinds.ts';
import type { ChangeTiles } from './use-dashboard-tiles.ts';
import { useOpenReports } from '../use-open-reports.ts';
import { useReportActs } from '../use-report-acts.ts';
import { useReports } from '../use-reports.ts';
import classes from '../reports.module.css';

type Props = {
  readonly dashboard: DashboardEntry & { readonly saved: ShownRecord };
  readonly onTiles: ChangeTiles;
  readonly onClose: () => void;
};

/** The parts of a dashboard except its reports. Each change is an act of its own, with undo. */
export function DashboardPanel({ dashboard, onTiles, onClose }: Props) {
  const { saved, tiles, period } = dashboard;
  const acts = useReportActs();
  const formats = useFormats();
  const open = useOpenReports();
  const principal = usePrincipal();
  const kind = useEntity(dashboardKind);
  const reports = useReports() ?? [];
  const [drafts, write] = useFieldDrafts(`dashboard/${dashboard.id}`);
  const [own, setOwn] = useState<string>(); // drawn immediately: the kept text comes some milliseconds after a key
  const typed = own ?? drafts?.['name'];
  const mayOpen = can(principal, 'administer', kind, saved);
  const mayDelete = refusalOf(principal, 'delete', kind, { record: saved, nameOf: () => undefined }) === undefined;
  const others = reports.filter(({ id }) => tiles.every(({ report }) => report !== id));
  const choices = spanChoices(formats);
  const key = period === undefined ? '' : period === 'newest-year' ? period : spanKey(period);
  const isListed = key === '' || key === 'newest-year' || choices.some((choice) => choice.key === key);
  const rename = async () => {
    const name = typed?.trim();
    if (name === undefined) return;
    const isDone =
      name === '' ||
      name === dashboard.name ||
      (await acts.changeDashboard(dashboard, { name }, `Renamed “${dashboard.name}” to “${name}”`));
    if (!isDone) return;
    write('name', undefined);
    setOwn(undefined);
  };
  return (
    <SidePanel title="Edit dashboard" closeLabel="End editing the dashboard" onClose={onClose}>
      <TextInput
        label="Name"
        maxLength={120}
        value={typed ?? dashboard.name}
        onChange={(event) => {
          setOwn(event.currentTarget.value);
          write('name', event.currentTarget.value);
        }}
        onBlur={() => void rename()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void rename();
        }}
      />
      <SidePanelPart title="Reports" aside={`${formats.count(tiles.length)} of ${formats.count(mostTiles)}`}>
        <Menu position="bottom-start" width={280} clickOutsideEvents={['mousedown', 'touchstart']}>
          <Menu.Target>
            <Button icon="plus" disabledReason={tiles.length >= mostTiles ? 'There is no room for more.' : undefined}>
              Add a report
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={360} className={classes.menu ?? ''}>
            {others.map(({ id, name, definition }) => (
              <Menu.Item
                key={id}
                leftSection={<Icon name="chart" size={14} />}
                onClick={() =>
                  onTiles(
                    (now) => [...now, { report: id, width: isSmallChart(definition?.chart) ? 1 : 2 }],
                    `Put “${name}”`,
                  )
                }
              >
                {name}
              </Menu.Item>
            ))}
            {others.length === 0 ? null : <Menu.Divider />}
            <Menu.Item leftSection={<Icon name="plus" size={14} />} onClick={() => open.newReport()}>
              A new report
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
        <p className={classes.note}>People see only the reports that are shared with them.</p>
      </SidePanelPart>
      <SidePanelPart title="Period">
        <NativeSelect
          aria-label="Period of the dashboard"
          value={key}
          data={[
            { value: '', label: 'Period of each report' },
            { value: 'newest-year', label: 'The newest year with records' },
            ...(isListed || period === undefined || period === 'newest-year' ? [] : [{ value: key, label: spanText(period, formats) }]), // prettier-ignore
            ...choices.map((choice) => ({ value: choice.key, label: choice.label })),
          ]}
          onChange={(event) => {
            const chosen = event.currentTarget.value;
            const next =
              chosen === 'newest-year' ? chosen : (choices.find((choice) => choice.key === chosen)?.span ?? null);
            void acts.changeDashboard(dashboard, { period: next }, `Changed the period of “${dashboard.name}”`);
          }}
        />
      </SidePanelPart>
      <WhoSeesIt
        audience={audienceOf(saved)}
        firstFor={{
          roles: firstForOf(saved),
          label: 'On the home page of',
          lead: 'It is on the home page of',
        }}
        mayOpen={mayOpen}
        note="Each person sees the figures of the records that they may see."
        onChange={(change) => void acts.changeDashboard(dashboard, change, `Changed who sees “${dashboard.name}”`)}
      />
      {mayDelete ? (
        <Button
          icon="trash"
          variant="quiet"
          className={classes.remove}
          onClick={() =>
            void acts.remove(dashboard).then((isGone) => {
              if (isGone) open.all();
            })
          }
        >
          Delete this dashboard
        </Button>
      ) : null}
    </SidePanel>
  );
}
