import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import type { FixedSpan, PeriodSpan, ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import { fixedDaysOf, periodFilter, spanBefore } from '@outpost/domain/kernel/reports/report-period';
import {
  allFilters,
  mostReportRows,
  reportQuestionOf,
  reportFilter,
} from '@outpost/domain/kernel/reports/report-question';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import type { CallInput, CallOutput, RefNames } from '../../bridge/contract.ts';
import { useReport } from '../queries/record-queries.ts';
import { useCatalogue, usePastCatalogue } from '../records/use-entity.ts';
import { usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { useKindsNotWhole } from '../records/use-kinds-not-kept.ts';
import { type Figures, reportFiguresOf, type FiguresPlan, type ShownGroup } from './figures.ts';
import { reportField } from '../../reports/report-field.ts';
import { reportProblem } from './report-problem.ts';
import { groupName } from '../records/group-words.ts';
import { type ShownMeasure, shownMeasure } from './shown-measure.ts';

/** The period and the filter by which a dashboard narrows its reports. `span` applies to reports with a date field. */
export type Narrowed = { readonly span?: PeriodSpan | undefined; readonly where?: Filter | undefined };

/** The answer of a report, ready to be drawn. */
export type ReportAnswerState =
  | { readonly state: 'loading' }
  /** The report cannot be asked. The text is for the person. */
  | { readonly state: 'problem'; readonly text: string }
  | {
      readonly state: 'ready';
      readonly entity: Entity;
      readonly figures: Figures;
      /** The figures of the period that the report is compared with, and its days. */
      readonly before: { readonly figures: Figures; readonly span: FixedSpan } | undefined;
      readonly measures: readonly ShownMeasure[];
      readonly groups: readonly ShownGroup[];
      /** The filter of all records of the report. */
      readonly where: Filter | undefined;
      /** There were more groups than one answer contains. */
      readonly isCut: boolean;
    };

type Shown = { readonly entity: Entity; readonly measures: readonly ShownMeasure[] };
const noQuestion: CallInput<'records.report'> = { entity: '', measures: [{ name: 'none', fn: 'count' }] };

/** Returns the figures of a report over the records on this device. They follow every change of these records (D-3). */
export function useFigures(
  definition: ReportDefinition,
  { span, where: narrowing }: Narrowed,
  currency: string | undefined,
): ReportAnswerState {
  const catalogue = useCatalogue();
  const past = usePastCatalogue();
  const principal = usePrincipal();
  const notWhole = useKindsNotWhole();
  const session = useSignedIn();
  const formats = useFormats();
  const now = useNowMs();
  const problem = useMemo(
    () => reportProblem({ catalogue, past, notWhole }, principal, definition),
    [catalogue, past, notWhole, principal, definition],
  );
  const entity = problem === undefined ? catalogue.entities.get(definition.entity) : undefined;
  const where = useMemo(() => reportFilter(definition, { span, where: narrowing }), [definition, span, narrowing]);
  const asking = { userId: session.person.id, now: new Date(now).toISOString(), timeZone: session.timeZone };
  const shownSpan = span ?? definition.period?.span;
  const { period } = definition;
  const days = shownSpan && period ? fixedDaysOf(shownSpan, asking) : undefined;
  const compared = shownSpan && period?.compare ? spanBefore(shownSpan, period.compare, asking) : undefined;
  const question = useReport(reportQuestionOf(definition, where), { isOff: entity === undefined });
  const beforeWhere =
    compared && period ? allFilters(definition.where, periodFilter(period, compared), narrowing) : undefined;
  const before = useReport(beforeWhere === undefined ? noQuestion : reportQuestionOf(definition, beforeWhere), {
    isOff: entity === undefined || beforeWhere === undefined,
  });
  const shown = useMemo<Shown | undefined>(
    () =>
      entity && {
        entity,
        measures: definition.measures.map((measure) => shownMeasure(catalogue, entity, measure, formats)),
      },
    [catalogue, entity, definition, formats],
  );
  const [from, to] = [days?.from, days?.to];
  const read = useMemo(() => {
    const dated = period && from !== undefined && to !== undefined ? { field: period.field, span: { from, to } } : undefined; // prettier-ignore
    const plan = shown && { definition, currency: currency ?? session.currency, measures: shown.measures, days: dated };
    const figures = (data: CallOutput<'records.report'> | undefined) =>
      shown && plan && data
        ? reportFiguresOf(data.rows, { ...plan, order: definition.options?.order ?? 'groups', groups: groupsOf(catalogue, shown.entity, { definition, refs: data.refs, formats }) }) // prettier-ignore
        : undefined;
    return { now: figures(question.data), before: figures(before.data) };
  }, [shown, definition, currency, session.currency, period, from, to, catalogue, formats, question.data, before.data]);
  if (problem !== undefined) return { state: 'problem', text: problem };
  if (question.isError) return { state: 'problem', text: question.error.message };
  if (!shown || !read.now || !question.data) return { state: 'loading' };
  return {
    state: 'ready',
    entity: shown.entity,
    figures: read.now,
    before: compared && read.before ? { figures: read.before, span: compared } : undefined,
    measures: shown.measures,
    groups: groupsOf(catalogue, shown.entity, { definition, refs: question.data.refs, formats }),
    where,
    isCut: question.data.rows.length >= mostReportRows,
  };
}

function groupsOf(
  catalogue: Catalogue,
  entity: Entity,
  {
    definition,
    refs,
    formats,
  }: {
    readonly definition: ReportDefinition;
    readonly refs: RefNames;
    readonly formats: ReturnType<typeof useFormats>;
  },
): FiguresPlan['groups'] {
  return definition.groups.flatMap((group) => {
    const found = reportField(catalogue, entity, group.field);
    if (!found) return [];
    const { field, label } = found;
    return [{ group, field, label, nameOf: (value) => groupName({ group, field, label, refs }, value, formats) }];
  });
}
