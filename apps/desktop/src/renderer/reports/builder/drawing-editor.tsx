import { NativeSelect, NumberInput } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { drawnWays, groupOrders, type ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import { canHaveTargets, measuresAlike } from '@outpost/domain/kernel/reports/targets';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useCatalogue } from '../../records/use-entity.ts';
import { chartKindOf, drawsRefusal, ownSettings } from '../charts/chart-kinds.ts';
import { shownMeasure } from '../shown-measure.ts';
import { useReports } from '../use-reports.ts';

type Props = {
  readonly definition: ReportDefinition;
  readonly entity: Entity;
  readonly onChange: (change: Partial<ReportDefinition>) => void;
};

const orderWords = {
  groups: 'In their own order',
  largest: 'Largest first',
  smallest: 'Smallest first',
} as const;
const drawnWords = { beside: 'All measures, side by side', stacked: 'All measures, stacked' } as const;

/** Changes how a report is drawn: the order and number of its groups, its measures, and the targets that it is compared with. */
export function DrawingEditor({ definition, entity, onChange }: Props) {
  const { measures, groups, options } = definition;
  const withOptions = (next: NonNullable<ReportDefinition['options']>) =>
    onChange({ options: Object.values(next).every((value) => value === undefined) ? undefined : next });
  return (
    <>
      {groups.length === 0 ? null : (
        <>
          <NativeSelect
            label="Order"
            value={options?.order ?? 'groups'}
            data={groupOrders.map((order) => ({ value: order, label: orderWords[order] }))}
            onChange={(event) => {
              const { order: _before, ...without } = options ?? {};
              const order = groupOrders.find((one) => one === event.currentTarget.value);
              withOptions(order === undefined || order === 'groups' ? without : { ...without, order });
            }}
          />
          <NumberInput
            label="Groups shown, then others"
            min={1}
            max={100}
            allowDecimal={false}
            value={options?.most ?? ''}
            placeholder="All"
            onChange={(next) => {
              const { most: _before, ...without } = options ?? {};
              const most = typeof next === 'number' && next >= 1 && next <= 100 ? next : undefined;
              withOptions(most === undefined ? without : { ...without, most });
            }}
          />
        </>
      )}
      {measures.length < 2 ? null : <DrawnMeasures {...{ definition, entity, withOptions }} />}
      <OwnSettings {...{ definition, withOptions }} />
      <TargetSelect {...{ definition, withOptions }} />
    </>
  );
}

type WithOptions = { readonly withOptions: (next: NonNullable<ReportDefinition['options']>) => void };

function DrawnMeasures({
  definition: { measures, groups, options, chart },
  entity,
  withOptions,
}: Pick<Props, 'definition' | 'entity'> & WithOptions) {
  const catalogue = useCatalogue();
  const formats = useFormats();
  const kind = chartKindOf(chart, groups.length);
  if (kind.draws === 'all') return null; // a table shows all measures
  const shown = measures.map((measure) => shownMeasure(catalogue, entity, measure, formats));
  const refusalOf = (isStacked: boolean) =>
    drawsRefusal(kind, { measures: shown, groupCount: groups.length, isStacked });
  const [refused, notStacked] = [refusalOf(false), refusalOf(true)];
  return (
    <NativeSelect
      label="Measures drawn"
      value={options?.draws ?? ''}
      disabled={refused !== undefined && options?.draws === undefined}
      description={refused ?? (options?.draws === 'stacked' ? notStacked : undefined)}
      data={[
        { value: '', label: 'The first one' },
        ...drawnWays.map((way) => ({
          value: way,
          label: drawnWords[way],
          disabled: (way === 'stacked' ? notStacked : refused) !== undefined,
        })),
      ]}
      onChange={(event) => {
        const { draws: _before, ...without } = options ?? {};
        const draws = drawnWays.find((way) => way === event.currentTarget.value);
        withOptions(draws === undefined ? without : { ...without, draws });
      }}
    />
  );
}

/** The settings that the kind of chart declares itself. Values that belong to other kinds stay. */
function OwnSettings({ definition: { chart, groups, options }, withOptions }: Pick<Props, 'definition'> & WithOptions) {
  const kind = chartKindOf(chart, groups.length);
  const values = ownSettings(kind, options?.own);
  return kind.settings?.map(({ id, label, choices }) => (
    <NativeSelect
      key={id}
      label={label}
      value={values[id] ?? ''}
      data={[...choices]}
      onChange={(event) => withOptions({ ...options, own: { ...options?.own, [id]: event.currentTarget.value } })}
    />
  ));
}

/** Chooses the report whose targets are shown. Only reports that measure the same are offered. */
function TargetSelect({
  definition: { entity, measures, options },
  withOptions,
}: Pick<Props, 'definition'> & WithOptions) {
  const [drawn] = measures;
  const offered = (useReports() ?? []).filter(({ definition }) => {
    const [first] = definition?.measures ?? [];
    return definition?.entity === entity && drawn && first && canHaveTargets(definition) && measuresAlike(first, drawn);
  });
  const chosen = options?.target;
  if (offered.length === 0 && chosen === undefined) return null;
  return (
    <NativeSelect
      label="Compare with the targets of"
      value={chosen ?? ''}
      data={[
        { value: '', label: 'No targets' },
        ...(chosen === undefined || offered.some(({ id }) => id === chosen) ? [] : [{ value: chosen, label: 'A report that is not here, or measures something else' }]), // prettier-ignore
        ...offered.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(event) => {
        const { target: _before, ...without } = options ?? {};
        const target = event.currentTarget.value;
        withOptions(target === '' ? without : { ...without, target });
      }}
    />
  );
}
