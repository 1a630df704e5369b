import { NativeSelect, TextInput } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { mostMeasures, type ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import { SidePanelPart } from '@outpost/ui/frame/side-panel';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { memo } from 'react';
import { useCatalogue } from '../../records/use-entity.ts';
import { chartKinds, chartRefusal } from '../charts/chart-kinds.ts';
import { DrawingEditor } from './drawing-editor.tsx';
import { GroupEditor } from './group-editor.tsx';
import { freeName, MeasureEditor } from './measure-editor.tsx';
import { OnlyFilter } from '../only-filter.tsx';
import { PeriodEditor } from './period-editor.tsx';
import { measureName } from '../report-words.ts';
import classes from '../reports.module.css';

type Props = {
  readonly name: string;
  readonly definition: ReportDefinition;
  /** Undefined if the tenant no longer has the kind. */
  readonly entity: Entity | undefined;
  /** The kinds that a report can count. The kind of a saved report is fixed. */
  readonly kinds: readonly Entity[];
  readonly isKindFixed: boolean;
  readonly onName: (name: string) => void;
  readonly onKind: (entity: Entity) => void;
  readonly onChange: (change: Partial<ReportDefinition>) => void;
};

/** A measure keeps its editor, and the focus in it, when its name changes. */
const places = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'] as const;

/** The parts of a report that a person chooses; each change shows immediately. */
export function ReportPanel({ name, onName, ...parts }: Props) {
  return (
    <>
      <TextInput
        label="Name"
        placeholder="A question, such as “Why do we lose?”"
        maxLength={120}
        value={name}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      <DefinitionParts {...parts} />
    </>
  );
}

/** The parts of a definition. A letter in the name of the report does not draw them. */
const DefinitionParts = memo(function DefinitionParts({
  definition,
  entity,
  kinds,
  isKindFixed,
  onKind,
  onChange,
}: Omit<Props, 'name' | 'onName'>) {
  const catalogue = useCatalogue();
  const { measures, groups, where, period, chart } = definition;
  return (
    <>
      <NativeSelect
        label="Count from"
        disabled={isKindFixed}
        value={definition.entity}
        data={kinds.map((kind) => ({ value: kind.name, label: kind.label.many }))}
        onChange={(event) => {
          const chosen = kinds.find((kind) => kind.name === event.currentTarget.value);
          if (chosen) onKind(chosen);
        }}
      />
      {entity === undefined ? null : (
        <>
          <SidePanelPart title="Measures">
            {measures.map((measure, place) => (
              <MeasureEditor
                key={places[place]}
                entity={entity}
                measure={measure}
                place={place}
                taken={measures.flatMap((one, at) => (at === place ? [] : [one.name]))}
                onChange={(next) => onChange({ measures: measures.map((one, at) => (at === place ? next : one)) })}
                onRemove={
                  measures.length === 1
                    ? undefined
                    : () => onChange({ measures: measures.filter((_one, at) => at !== place) })
                }
              />
            ))}
            {measures.length < mostMeasures ? (
              <div>
                <Button
                  variant="quiet"
                  size="sm"
                  icon="plus"
                  onClick={() => {
                    const count = { name: '', fn: 'count' as const };
                    const taken = measures.map((one) => one.name);
                    const called = freeName(measureName(catalogue, entity, count), taken);
                    onChange({ measures: [...measures, { ...count, name: called }] });
                  }}
                >
                  Measure
                </Button>
              </div>
            ) : null}
          </SidePanelPart>
          <SidePanelPart title="Group by">
            <GroupEditor entity={entity} groups={groups} onChange={(next) => onChange({ groups: next })} />
          </SidePanelPart>
          <SidePanelPart title="Only">
            <OnlyFilter entity={entity} label="Filter" value={where} onChange={(next) => onChange({ where: next })} />
          </SidePanelPart>
          <SidePanelPart title="Period">
            <PeriodEditor entity={entity} period={period} onChange={(next) => onChange({ period: next })} />
          </SidePanelPart>
          <SidePanelPart title="Show as">
            <div className={classes.chartKinds} role="group" aria-label="Show as">
              {chartKinds.map((kind) => (
                <IconButton
                  key={kind.id}
                  icon={kind.icon}
                  label={kind.label}
                  size={32}
                  isOn={chart === kind.id}
                  disabledReason={chartRefusal(kind, groups.length)}
                  onClick={() => onChange({ chart: kind.id })}
                />
              ))}
            </div>
            <DrawingEditor definition={definition} entity={entity} onChange={onChange} />
          </SidePanelPart>
        </>
      )}
    </>
  );
});
