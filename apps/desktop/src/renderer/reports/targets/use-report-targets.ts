import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { unitsLater } from '@outpost/domain/kernel/reports/report-days';
import type { ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import { fixedDaysOf } from '@outpost/domain/kernel/reports/report-period';
import { measuresAlike, readTarget, subjectOf } from '@outpost/domain/kernel/reports/targets';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import { useRecordList } from '../../queries/record-queries.ts';
import { mayRead } from '../../records/may.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { usePrincipal, useSignedIn } from '../../session/session-context.tsx';
import type { Narrowed } from '../use-figures.ts';
import { useReportEntries } from '../use-reports.ts';
import { type ReportTargets, reportTargets } from './report-targets.ts';

/** The kind of record of targets. */
export const targetKind = 'platform/target';
/** The most that one question reads: 80 people with twelve months each. */
export const mostTargets = 1_000;
const none: readonly string[] = [];

/**
 * Returns the targets that a report is compared with, over the targets that the person may see. Undefined: it names none, or it
 * measures something else than they do. `currency`: the one that the report shows.
 */
export function useReportTargets(
  definition: ReportDefinition,
  { span: narrowedSpan, where: narrowing }: Narrowed,
  currency: string | undefined,
): ReportTargets | undefined {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const { person, timeZone } = useSignedIn(); // the days of targets are those of the organisation
  const formats = useFormats();
  const now = useNowMs();
  const name = definition.options?.target;
  const [entry] = useReportEntries(useMemo(() => (name === undefined ? none : [name]), [name]));
  const kind = catalogue.entities.get(targetKind);
  const asked = narrowedSpan ?? definition.period?.span;
  const span = asked && fixedDaysOf(asked, { userId: person.id, now: new Date(now).toISOString(), timeZone }); // prettier-ignore
  const [from, to] = [span?.from, span?.to];
  // A year's target begins up to a year before the days that it is about.
  const where: Filter = {
    and: [
      { field: 'measure', op: 'is', value: name ?? '' },
      ...(from === undefined || to === undefined
        ? []
        : [{ field: 'startsOn', op: 'between' as const, value: [unitsLater(from, -1, 'year'), to] }]),
    ],
  };
  const isOff = name === undefined || kind === undefined || !mayRead(principal, kind);
  const { data } = useRecordList(
    { entity: targetKind, where, sort: [{ field: 'startsOn', direction: 'desc' }], limit: mostTargets },
    { isOff },
  );
  const today = formats.dayOf(now);
  return useMemo(() => {
    const subject = subjectOf(definition.where, narrowing, person.id);
    const [drawn] = definition.measures;
    const measured = entry === undefined || entry === 'gone' ? undefined : entry.definition;
    const [wished] = measured?.measures ?? [];
    const isAlike = drawn && wished && measured?.entity === definition.entity && measuresAlike(drawn, wished);
    if (isOff || !data || !isAlike || subject === undefined || data.next !== null) return undefined;
    const targets = data.rows.flatMap(({ fields }) => readTarget(fields) ?? []);
    const days = from === undefined || to === undefined ? undefined : { from, to };
    return targets.length === 0
      ? undefined
      : reportTargets({ targets, definition, subject, span: days, currency, today });
  }, [isOff, data, entry, definition, narrowing, person.id, from, to, currency, today]);
}
