import type { FixedSpan, ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import { endOfUnit } from '@outpost/domain/kernel/reports/report-days';
import {
  evenPace,
  isSameSubject,
  subjectKindOf,
  type Target,
  targetOver,
  type TargetSubject,
} from '@outpost/domain/kernel/reports/targets';
import type { GroupValue } from '../figures.ts';

/** The targets that a report is compared with, in the unit of its first measure. */
export type ReportTargets = {
  /** The sum over all its records. `pace`: the value that an even pace reaches today, while the period lasts. */
  readonly whole: { readonly amount: number; readonly pace: number | undefined } | undefined;
  /** Of one group of its first direction. Undefined: the group has none. */
  readonly of: (group: GroupValue) => number | undefined;
};

type Plan = {
  readonly targets: readonly Target[];
  readonly definition: Pick<ReportDefinition, 'groups' | 'period'>;
  /** The people whose records the report counts. */
  readonly subject: TargetSubject;
  /** The days that the report is about. Undefined: records of all times. */
  readonly span: FixedSpan | undefined;
  /** The currency that the report shows. Undefined: its figures are not money. */
  readonly currency: string | undefined;
  readonly today: string;
};

/** Returns the targets of a report and of its groups. Targets in another currency are left out. */
export function reportTargets({ targets, definition, subject, span, currency, today }: Plan): ReportTargets {
  const over = (of: TargetSubject, days: FixedSpan | undefined) => {
    const found = days && targetOver(targets.filter((one) => isSameSubject(one.subject, of)), days); // prettier-ignore
    return found && (found.currency === undefined || found.currency === currency) ? found.amount : undefined;
  };
  const { period } = definition;
  const [first] = definition.groups;
  const people = first && subjectKindOf(first.field);
  const whole = over(subject, span);
  return {
    whole:
      whole === undefined || span === undefined ? undefined : { amount: whole, pace: evenPace(whole, span, today) },
    of: ({ value }) => {
      if (!first || typeof value !== 'string') return undefined;
      if (first.bucket !== undefined)
        return first.field === period?.field && first.bucket !== 'weekday' && first.bucket !== 'hour'
          ? over(subject, { from: value, to: endOfUnit(value, first.bucket) })
          : undefined;
      // The people of a team have targets; the teams of one person have none.
      if (people === undefined || (subject.of === 'person' && people === 'team')) return undefined;
      return over({ of: people, id: value }, span);
    },
  };
}
