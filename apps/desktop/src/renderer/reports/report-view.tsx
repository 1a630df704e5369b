import { NativeSelect } from '@mantine/core';
import type { ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import { allFilters, measureFilter } from '@outpost/domain/kernel/reports/report-question';
import { ChartPanel } from '@outpost/ui/charts/chart-panel';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { pipelineAsked } from '../records/stages/pipeline-filter.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useIsFirstSync, useSignedIn } from '../session/session-context.tsx';
import { kindParams } from '../window/kind-params.ts';
import { chartKindOf, drawnMeasures, missingChartNote, ownSettings } from './charts/chart-kinds.ts';
import type { GroupValue } from './figures.ts';
import { aboutReport, spanText } from './report-words.ts';
import { useReportTargets } from './targets/use-report-targets.ts';
import { type Narrowed, type ReportAnswerState, useFigures } from './use-figures.ts';
import classes from './reports.module.css';

type Props = {
  readonly name: string;
  readonly definition: ReportDefinition;
  readonly narrowed?: Narrowed;
  readonly actions?: ReactNode;
  readonly initially?: 'chart' | 'table' | undefined;
  readonly height?: number;
  /** Called with the figures each time they are drawn anew. */
  readonly onDrawn?: ((drawn: DrawnReport) => void) | undefined;
};

/** A report as it is on the screen: its name, its subject, and its figures or the reason why there are none. */
export type DrawnReport = { readonly name: string; readonly about: string; readonly answer: ReportAnswerState };
const notNarrowed: Narrowed = {};

/**
 * Draws a report over the records on this device. A press on a bar, or Enter in the table, opens its records as a list. A report
 * that cannot be asked says why in its place.
 */
export function ReportView({ name, definition, narrowed = notNarrowed, actions, initially, height, onDrawn }: Props) {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const navigate = useNavigate();
  const { person } = useSignedIn();
  const isFirstSync = useIsFirstSync();
  const [currency, setCurrency] = useState<string>();
  const answer = useFigures(definition, narrowed, currency);
  const shownCurrency = answer.state === 'ready' ? answer.figures.currency : undefined;
  const targets = useReportTargets(definition, narrowed, shownCurrency);
  const span = narrowed.span ?? definition.period?.span;
  const isNarrowed = narrowed.span !== undefined && definition.period !== undefined;
  const about = aboutReport(
    catalogue,
    isNarrowed ? { ...definition, period: { ...definition.period, span: narrowed.span } } : definition,
    formats,
  );
  // A number often has the name of its measure: the period says the rest.
  const isSame = definition.measures[0]?.name === name && about.startsWith(name);
  const rest = isSame ? about.slice(name.length).replace(/^, /, '') : about;
  useEffect(() => onDrawn?.({ name, about: rest, answer }));
  const frame = { question: name, ...(rest === '' ? {} : { span: rest }), initially };
  if (answer.state !== 'ready')
    return (
      <ChartPanel {...frame} actions={actions}>
        <p className={classes.state} role={answer.state === 'problem' ? 'alert' : 'status'}>
          {answer.state === 'problem' ? answer.text : 'Counting…'}
        </p>
      </ChartPanel>
    );
  const { entity, figures, before, measures, groups, where, isCut } = answer;
  const isEmpty = figures.rows.length === 0 || (groups.length > 0 && figures.first.length === 0);
  if (isEmpty)
    return (
      <ChartPanel {...frame} actions={actions}>
        <p className={classes.state}>
          No {entity.label.many.toLowerCase()} are counted here
          {span === undefined ? '' : ` for ${spanText(span, formats)}`}.
          {isFirstSync === true ? ' Records are still on their way.' : ''}
        </p>
      </ChartPanel>
    );
  const [drawn] = measures;
  const open = (first?: GroupValue, second?: GroupValue, measure = drawn) => {
    if ((first && !first.filter) || (second && !second.filter)) return; // "Others" of a field that has no such question
    const filter = allFilters(where, first?.filter, second?.filter, measure && measureFilter(measure.measure));
    void navigate({
      to: '/list/$pack/$name',
      params: kindParams(entity.name),
      search: { kind: 'grid', view: 'all', ...(filter === undefined ? {} : { where: filter }) },
    });
  };
  const kind = chartKindOf(definition.chart, groups.length);
  const others = figures.currencies.filter((one) => one !== figures.currency);
  const hasChoice = others.length > 0 && kind.writesAllCurrencies !== true;
  const missing = missingChartNote(definition.chart);
  const notes = [
    ...(missing === undefined ? [] : [missing]),
    ...(hasChoice ? [`Amounts in ${formats.list(others)} are not in these figures.`] : []),
    ...(isCut ? ['There are more groups than can be shown: narrow the report.'] : []),
  ];
  const shownActions = hasChoice ? (
    <>
      <NativeSelect
        size="xs"
        aria-label={`Currency of ${name}`}
        data={[...figures.currencies]}
        value={figures.currency}
        onChange={(event) => setCurrency(event.currentTarget.value)}
      />
      {actions}
    </>
  ) : (
    actions
  );
  return (
    <kind.Chart
      frame={{ ...frame, actions: shownActions, ...(notes.length === 0 ? {} : { note: notes.join(' ') }) }}
      figures={figures}
      before={before && { figures: before.figures, span: spanText(before.span, formats) }}
      measures={measures}
      drawn={drawnMeasures(kind, definition.options?.draws, { measures, groupCount: groups.length })}
      isStacked={definition.options?.draws === 'stacked'}
      targets={targets}
      groups={groups}
      most={definition.options?.most}
      stages={entity.stages}
      pipeline={pipelineAsked(entity, where)}
      me={person.id}
      onPick={open}
      height={height}
      own={ownSettings(kind, definition.options?.own)}
    />
  );
}
