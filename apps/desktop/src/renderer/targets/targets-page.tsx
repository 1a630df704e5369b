import { NativeSelect } from '@mantine/core';
import { can } from '@outpost/domain/kernel/access/access';
import { denial } from '@outpost/domain/kernel/access/denial';
import { endOfUnit } from '@outpost/domain/kernel/reports/report-days';
import { canHaveTargets, targetUnits } from '@outpost/domain/kernel/reports/targets';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { TitlePath, ViewBar } from '@outpost/ui/frame/view-bar';
import { Grid } from '@outpost/ui/grid/grid';
import type { GridColumn } from '@outpost/ui/grid/grid-model';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { StateBlock } from '@outpost/ui/states/state-block';
import { useMemo } from 'react';
import { usePeople, useRolesAndTeams } from '../people/use-people.ts';
import { useFieldDrafts } from '../queries/use-field-drafts.ts';
import { useRecordList } from '../queries/record-queries.ts';
import { useCatalogue, useEntity } from '../records/use-entity.ts';
import { usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { NotWhole } from '../sync/first-sync.tsx';
import { isMoneyMeasure } from '../records/report-fields.ts';
import type { ReportEntry } from '../../reports/report-entry.ts';
import { bucketName } from '../records/group-words.ts';
import { useOpenReports } from '../reports/use-open-reports.ts';
import { useReports } from '../reports/use-reports.ts';
import { LeftTexts } from './left-texts.tsx';
import { byKey, startsIn, type TargetRow, targetRows } from './target-rows.ts';
import type { TargetsSearch } from './targets-search.ts';
import { mostTargets, targetKind } from '../reports/targets/use-report-targets.ts';
import { savedAt, type TargetPlan, useTargetActs } from './use-target-acts.ts';
import classes from '../reports/reports.module.css';

type Props = { readonly search: TargetsSearch; readonly onSearch: (change: Partial<TargetsSearch>) => void };

const unitWords = { month: 'By month', quarter: 'By quarter', year: 'By year' } as const;
const yearsAround = [-1, 0, 1, 2];

/** The targets of a year: a line for each team and person, a column for each month or quarter. A range is pasted from a spreadsheet. */
export function TargetsPage({ search, onSearch }: Props) {
  const open = useOpenReports();
  const isNarrow = useNarrow();
  const now = useNowMs();
  const formats = useFormats();
  const reports = useReports();
  const measures = useMemo(
    () => reports?.filter(({ definition }) => definition !== undefined && canHaveTargets(definition)),
    [reports],
  );
  // A report whose targets others show is the usual one.
  const named = reports?.flatMap(({ definition }) => definition?.options?.target ?? []) ?? [];
  const measure =
    measures?.find(({ id }) => id === search.of) ?? measures?.find(({ id }) => named.includes(id)) ?? measures?.[0];
  const thisYear = Number(formats.dayOf(now).slice(0, 4));
  const year = search.year ?? String(thisYear);
  const years = [...new Set([...yearsAround.map((by) => String(thisYear + by)), year])].sort();
  const unit = search.unit ?? 'quarter';
  const choices = measure ? (
    <span className={classes.chips}>
      <NativeSelect
        size="xs"
        aria-label="Measure of the targets"
        value={measure.id}
        data={(measures ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(event) => onSearch({ of: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        aria-label="Year"
        value={year}
        data={years}
        onChange={(event) => onSearch({ year: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        aria-label="For each"
        value={unit}
        data={targetUnits.map((value) => ({ value, label: unitWords[value] }))}
        onChange={(event) => onSearch({ unit: targetUnits.find((one) => one === event.currentTarget.value) })}
      />
    </span>
  ) : null;
  return (
    <>
      <ViewBar
        title={<TitlePath steps={[{ id: 'reports', name: 'Reports' }, { id: 'this', name: 'Targets' }]} onStep={open.all} />} // prettier-ignore
        navigation={measure && !isNarrow ? choices : undefined}
      />
      {isNarrow && choices ? <div className={classes.narrowChoices}>{choices}</div> : null}
      <NotWhole />
      {measures === undefined ? (
        <p className={classes.state} role="status">
          Reading…
        </p>
      ) : measure?.definition ? (
        <TargetsOfYear key={`${measure.id} ${year} ${unit}`} measure={{ ...measure, definition: measure.definition }} year={year} unit={unit} /> // prettier-ignore
      ) : (
        <StateBlock icon="target" title="No report can have targets yet">
          Targets are for a report that counts or adds up, and has a period.
        </StateBlock>
      )}
    </>
  );
}

type YearProps = {
  readonly measure: ReportEntry & { readonly definition: NonNullable<ReportEntry['definition']> };
  readonly year: string;
  readonly unit: TargetPlan['unit'];
};

function TargetsOfYear({ measure, year, unit }: YearProps) {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { organisation, currency } = useSignedIn();
  const today = formats.dayOf(useNowMs());
  const kind = useEntity(targetKind);
  const groups = useRolesAndTeams();
  const people = usePeople();
  const { data, error } = useRecordList({
    entity: targetKind,
    where: {
      and: [
        { field: 'measure', op: 'is', value: measure.id },
        { field: 'unit', op: 'is', value: unit },
        { field: 'startsOn', op: 'between', value: [`${year}-01-01`, `${year}-12-31`] },
      ],
    },
    limit: mostTargets,
  });
  if (error) throw error; // drawn by the screen's boundary
  const [drawn] = measure.definition.measures;
  const isMoney = isMoneyMeasure(catalogue, measure.definition);
  const saved = useMemo(() => byKey(data?.rows ?? []), [data]);
  const plan: TargetPlan = { measure, unit, isMoney, saved };
  const store = useTargetActs(plan);
  const place = `targets/${measure.id}/${year}/${unit}`;
  const [drafts, keepDraft] = useFieldDrafts(place);
  const starts = startsIn(year, unit);
  const ownTeams = principal.memberships.flatMap(({ teamId }) => teamId ?? []);
  const mayCreate = ({ ownerId, teamId }: TargetRow) =>
    can(principal, 'create', kind, { entity: kind.name, ownerId, teamId, sharedWith: [], inherited: null });
  const all = people && groups ? targetRows(organisation.name, { people: people.people, teams: groups.teams }, ownTeams) : undefined; // prettier-ignore
  // A line on which the person may neither see nor set a target would be of no use.
  const rows = all?.filter((row) => mayCreate(row) || starts.some((startsOn) => savedAt(plan, { row, startsOn })));
  const valueAt = (row: TargetRow, startsOn: string) => {
    const { record } = savedAt(plan, { row, startsOn }) ?? {};
    return record?.fields[isMoney ? 'money' : 'figure'] ?? null;
  };
  const spec = (id: string, label: string): FieldSpec =>
    isMoney ? { id, label, kind: 'money', currency, min: 0 } : { id, label, kind: 'number', decimals: 2, min: 0 };
  const total = (row: TargetRow): string => {
    const found = starts.flatMap((startsOn) => savedAt(plan, { row, startsOn })?.target ?? []);
    const [first] = found;
    if (!first || found.some((one) => one.currency !== first.currency)) return '';
    const sum = found.reduce((before, { amount }) => before + amount, 0);
    return first.currency === undefined
      ? formats.number(sum, Number.isInteger(sum) ? 0 : 2)
      : formats.money({ amount: sum, currency: first.currency });
  };
  const present = starts.find((start) => start <= today && today <= endOfUnit(start, unit)) ?? starts[0];
  const columns: readonly GridColumn<TargetRow>[] = [
    { id: 'name', header: 'For', value: ({ name }) => name, minWidth: 140, isName: true, narrow: 'name' },
    { id: 'detail', header: 'Team', value: ({ detail }) => detail, isQuiet: true, narrow: 'second' },
    ...starts.map((start): GridColumn<TargetRow> => {
      const header = bucketName(formats, start, unit);
      return {
        id: start,
        header,
        field: spec(start, header),
        value: (row) => valueAt(row, start),
        ...(start === present ? { narrow: 'amount' as const } : {}),
      };
    }),
    ...(starts.length > 1 ? [{ id: 'total', header: 'Year', value: total, align: 'end' as const, isQuiet: true }] : []),
  ];
  const refusalAt = (row: TargetRow, startsOn: string): string | undefined => {
    const before = savedAt(plan, { row, startsOn })?.record;
    const isAllowed = before ? can(principal, 'update', kind, before) : mayCreate(row);
    return isAllowed ? undefined : `${denial(kind, before ? 'update' : 'create')}.`;
  };
  const isRead = rows !== undefined && data !== undefined;
  if (!isRead)
    return (
      <p className={classes.state} role="status">
        Reading…
      </p>
    );
  if (rows.length === 0)
    return (
      <StateBlock icon="target" title="No targets for you">
        Managers set the targets of their team, administrators those of everyone.
      </StateBlock>
    );
  return (
    <>
      <LeftTexts
        drafts={drafts ?? {}}
        cellOf={(id) => {
          const [rowId, startsOn = ''] = id.split(' ');
          const row = rows.find((one) => one.id === rowId);
          return (
            row && { words: `${row.name}, ${bucketName(formats, startsOn, unit)}`, spec: spec(startsOn, startsOn) }
          );
        }}
        onEnter={(id, value) => {
          const [rowId, startsOn = ''] = id.split(' ');
          const row = rows.find((one) => one.id === rowId);
          if (row) store([{ row, startsOn, value }]);
          keepDraft(id, undefined);
        }}
        onDrop={(id) => keepDraft(id, undefined)}
      />
      <Grid<TargetRow>
        label={`Targets of “${measure.name}”, ${year}`}
        columns={columns}
        rowCount={rows.length}
        rowAt={(index) => rows[index]}
        rowKey={({ id }) => id}
        onVisibleRange={() => undefined}
        onOpen={() => undefined}
        onEdit={(row, column, value) => store([{ row, startsOn: column, value }])}
        onEditMany={(edits) => store(edits.map(({ row, column, value }) => ({ row, startsOn: column, value })))}
        onDraft={(row, column, text) => keepDraft(`${row.id} ${column}`, text)}
        readOnlyReason={refusalAt}
        footer={{ scope: `${drawn?.name ?? measure.name}, ${year}. Paste a range from a spreadsheet into a cell.` }}
      />
    </>
  );
}
