import { Menu, NativeSelect } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { PeriodSpan } from '@outpost/domain/kernel/reports/report-definition';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { TitlePath, ViewBar } from '@outpost/ui/frame/view-bar';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { useMemo } from 'react';
import { useIsFirstSync } from '../../session/session-context.tsx';
import type { DashboardSearch } from '../dashboard-search.ts';
import { OnlyFilter } from '../only-filter.tsx';
import { spanChoices, spanKey, spanText } from '../report-words.ts';
import { useOpenReports } from '../use-open-reports.ts';
import { type DashboardSpan, yearSpan } from '../use-years.ts';
import type { DashboardSave } from './use-dashboard-files.ts';
import classes from '../reports.module.css';

/** The filters over all reports of a dashboard. */
export type NarrowingProps = {
  readonly days: DashboardSpan;
  /** A kind of record that the reports count. Undefined: none can be read. */
  readonly counted: Entity | undefined;
  /** Names of the fields that all reports have. Undefined: all fields of the one kind. */
  readonly only: readonly string[] | undefined;
  readonly search: DashboardSearch;
  readonly onSearch: (change: Partial<DashboardSearch>) => void;
};

type Props = NarrowingProps & {
  readonly name: string;
  /** The ways to save the whole dashboard. Empty: it has no reports, or they are not read yet. */
  readonly saves: readonly DashboardSave[];
  /** The reason why the last file could not be made. */
  readonly problem: string | undefined;
  readonly isTables: boolean;
  readonly onTables: () => void;
  readonly onWall: () => void;
  /** The button that changes the dashboard, or a copy of it. */
  readonly change: {
    readonly label: string;
    readonly icon: string;
    readonly refused: string | undefined;
    readonly run: () => void;
  };
};

/** The bar of a dashboard. A narrow window has its tools in a menu, and the filters of the reports above them. */
export function DashboardBar({ name, saves, problem, isTables, onTables, onWall, change, ...narrowing }: Props) {
  const isNarrow = useNarrow();
  const open = useOpenReports();
  const isComplete = useIsFirstSync() === false;
  const tools = [
    { label: isTables ? 'All as charts' : 'All as tables', icon: isTables ? 'chart' : 'table', run: onTables },
    { label: 'Wallboard', icon: 'expand', run: onWall },
    { label: 'Print', icon: 'print', run: () => window.print() },
  ];
  return (
    <ViewBar
      title={
        <TitlePath
          steps={[
            { id: 'reports', name: 'Reports' },
            { id: 'this', name },
          ]}
          onStep={open.all}
        />
      }
      summary={
        problem ??
        (isComplete ? 'over the records that you may see' : 'records are still on their way: figures will grow')
      }
      filter={isNarrow ? undefined : <Narrowing {...narrowing} />}
      secondary={
        isNarrow ? (
          <>
            <IconButton
              icon={change.icon}
              label={change.label}
              size={32}
              disabledReason={change.refused}
              onClick={change.run}
            />
            <Menu position="bottom-end" width={200} clickOutsideEvents={['mousedown', 'touchstart']}>
              <Menu.Target>
                <IconButton icon="dots" label="More for this dashboard" size={32} />
              </Menu.Target>
              <Menu.Dropdown>
                {tools.map(({ label, icon, run }) => (
                  <Menu.Item key={label} leftSection={<Icon name={icon} size={14} />} onClick={run}>
                    {label}
                  </Menu.Item>
                ))}
                {saves.map(({ id, label, icon, run }) => (
                  <Menu.Item key={id} leftSection={<Icon name={icon} size={14} />} onClick={run}>
                    Save as {label}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          </>
        ) : (
          <>
            <Menu
              position="bottom-end"
              width={200}
              disabled={saves.length === 0}
              clickOutsideEvents={['mousedown', 'touchstart']}
            >
              <Menu.Target>
                <IconButton
                  icon="download"
                  label="Save as a file"
                  size={32}
                  disabledReason={saves.length === 0 ? 'There are no figures yet.' : undefined}
                />
              </Menu.Target>
              <Menu.Dropdown>
                {saves.map(({ id, label, icon, run }) => (
                  <Menu.Item key={id} leftSection={<Icon name={icon} size={14} />} onClick={run}>
                    {label.charAt(0).toUpperCase() + label.slice(1)}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
            {tools.map(({ label, icon, run }) => (
              <IconButton key={icon} icon={icon} label={label} size={32} onClick={run} />
            ))}
            <Button icon={change.icon} disabledReason={change.refused} onClick={change.run}>
              {change.label}
            </Button>
          </>
        )
      }
    />
  );
}

/** The filters over all reports, in the page of a narrow window. */
export function NarrowWindowNarrowing(props: NarrowingProps) {
  const isNarrow = useNarrow();
  return isNarrow ? (
    <div className={classes.chips}>
      <Narrowing {...props} />
    </div>
  ) : null;
}

function Narrowing({ days, counted, only, search, onSearch }: NarrowingProps) {
  return (
    <>
      {days.hasPeriod ? <PeriodSelect {...days} onPeriod={(period) => onSearch({ period })} /> : null}
      {counted ? (
        <OnlyFilter
          entity={counted}
          label="Filter"
          value={search.where}
          only={only}
          onChange={(where) => onSearch({ where })}
        />
      ) : null}
    </>
  );
}

type PeriodProps = Pick<DashboardSpan, 'span' | 'years'> & {
  readonly onPeriod: (next: PeriodSpan | 'own') => void;
};

/** The period of all reports of a dashboard that have a date field. */
function PeriodSelect({ span, years, onPeriod }: PeriodProps) {
  const formats = useFormats();
  const choices = useMemo(() => {
    const ofYears = years.map(yearSpan).map((one) => ({ key: spanKey(one), label: spanText(one, formats), span: one }));
    return [...spanChoices(formats), ...ofYears];
  }, [formats, years]);
  const key = span === undefined ? 'own' : spanKey(span);
  const isListed = span === undefined || choices.some((choice) => choice.key === key);
  return (
    <NativeSelect
      size="xs"
      aria-label="Period"
      value={key}
      data={[
        { value: 'own', label: 'Period of each report' },
        ...(isListed ? [] : [{ value: key, label: spanText(span, formats) }]),
        ...choices.map((choice) => ({ value: choice.key, label: choice.label })),
      ]}
      onChange={(event) => {
        const chosen = choices.find((choice) => choice.key === event.currentTarget.value);
        onPeriod(chosen ? chosen.span : 'own');
      }}
    />
  );
}
