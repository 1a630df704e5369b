import { z } from 'zod';
import { isCalendarDay } from '../calendar/calendar-days.ts';
import { daysBetween } from '../days.ts';
import type { JsonValue } from '../json.ts';
import type { Filter, Measure } from '../questions/list-query.ts';
import { endOfUnit, startOfUnit, unitsBetween } from './report-days.ts';
import type { FixedSpan, ReportDefinition } from './report-definition.ts';
import { reportNameSchema } from './report-name.ts';

/** The spans of days for which targets are set, the shortest first. */
export const targetUnits = ['month', 'quarter', 'year'] as const;
export type TargetUnit = (typeof targetUnits)[number];

/** The records that a target is about: those of one person, of one team, or of the whole organisation. */
export type TargetSubject = { readonly of: 'person' | 'team'; readonly id: string } | { readonly of: 'all' };

/** A target. `measure`: the report that measures it. `amount`: in minor units of `currency`, or a plain figure without one. */
export type Target = {
  readonly measure: string;
  readonly subject: TargetSubject;
  readonly unit: TargetUnit;
  /** The first day of the unit. */
  readonly startsOn: string;
  readonly amount: number;
  readonly currency: string | undefined;
};

const targetSchema = z.object({
  measure: reportNameSchema,
  person: z.string().min(1).nullish(),
  team: z.string().min(1).nullish(),
  unit: z.enum(targetUnits),
  startsOn: z.string().refine(isCalendarDay),
  money: z.object({ amount: z.number().int(), currency: z.string() }).nullish(),
  figure: z.number().nullish(),
});

/** Returns the target in the fields of its record. Undefined where this build cannot read it. */
export function readTarget(fields: Readonly<Record<string, JsonValue | undefined>>): Target | undefined {
  const { data } = targetSchema.safeParse(fields);
  if (!data) return undefined;
  const { measure, person, team, unit, startsOn, money, figure } = data;
  const amount = money?.amount ?? figure;
  if (amount === undefined || amount === null) return undefined;
  const subject: TargetSubject = person
    ? { of: 'person', id: person }
    : team
      ? { of: 'team', id: team }
      : { of: 'all' };
  return { measure, subject, unit, startsOn, amount, currency: money?.currency };
}

/** Returns the text that names one target among all: two devices that enter the same one cannot both keep theirs (S-4e). */
export const targetKey = ({ measure, subject, unit, startsOn }: Omit<Target, 'amount' | 'currency'>): string =>
  [measure, unit, startsOn, subject.of === 'all' ? 'all' : `${subject.of}:${subject.id}`].join(' ');

export const isSameSubject = (a: TargetSubject, b: TargetSubject): boolean =>
  a.of === b.of && (a.of === 'all' || b.of === 'all' || a.id === b.id);

/** Returns whether targets can be set for a report: it adds something up, and its records have a date. */
export function canHaveTargets({ measures: [first], period }: Pick<ReportDefinition, 'measures' | 'period'>): boolean {
  return (
    period !== undefined &&
    (first?.fn === 'count' || first?.fn === 'sum' || first?.fn === 'weighted' || first?.fn === 'sum-days')
  );
}

/** The function of a measure as targets compare it: a weighted sum has the unit of a sum. */
const unitFn = ({ fn }: Measure): Measure['fn'] => (fn === 'weighted' ? 'sum' : fn);

/** Whether two measures have the same unit: the target of one can be compared with the other. */
export const measuresAlike = (a: Measure, b: Measure): boolean =>
  unitFn(a) === unitFn(b) && ('field' in a ? 'field' in b && a.field === b.field : !('field' in b));

const daysIn = ({ from, to }: FixedSpan): number => daysBetween(from, to) + 1;
const spanOf = ({ startsOn, unit }: Target): FixedSpan => ({ from: startsOn, to: endOfUnit(startsOn, unit) });

/**
 * Returns the target for some days, from targets of one subject. Targets that fill the days exactly are added up, the longest unit
 * first: a year's own target counts before the sum of its months. Days within one longer target get their share of it by days.
 * Undefined where the targets do not fill the days, or have several currencies. Money is in minor units.
 */
export function targetOver(
  targets: readonly Target[],
  span: FixedSpan,
): { readonly amount: number; readonly currency: string | undefined } | undefined {
  const [first] = targets;
  if (!first || targets.some(({ currency }) => currency !== first.currency)) return undefined;
  const { currency } = first;
  for (const unit of targetUnits.toReversed()) {
    if (startOfUnit(span.from, unit) !== span.from) continue;
    const starts = unitsBetween(span.from, span.to, unit);
    if (endOfUnit(starts.at(-1) ?? span.from, unit) !== span.to) continue;
    const found = starts.map((start) => targets.find((one) => one.unit === unit && one.startsOn === start));
    if (found.every((one) => one !== undefined))
      return { amount: found.reduce((sum, { amount }) => sum + amount, 0), currency };
  }
  for (const unit of targetUnits) {
    const around = targets.find((one) => one.unit === unit && one.startsOn <= span.from && span.to <= spanOf(one).to);
    if (!around) continue;
    const share = (around.amount * daysIn(span)) / daysIn(spanOf(around));
    return { amount: currency === undefined ? share : Math.round(share), currency };
  }
  return undefined;
}

/** Returns the part of a target that an even pace reaches by the end of a day. Undefined for a day outside of the span. */
export function evenPace(amount: number, span: FixedSpan, today: string): number | undefined {
  if (today < span.from || span.to <= today) return undefined;
  return (amount * daysIn({ from: span.from, to: today })) / daysIn(span);
}

const conjuncts = (filter: Filter | undefined): readonly Filter[] => {
  if (filter === undefined) return [];
  return 'and' in filter ? filter.and.flatMap(conjuncts) : [filter];
};

/**
 * Returns the person, the team or the organisation whose records pass two filters: the report's own, and the one that narrows it.
 * Undefined where no target applies, because the second filter has a condition other than one person or one team.
 */
export function subjectOf(
  own: Filter | undefined,
  narrowing: Filter | undefined,
  userId: string,
): TargetSubject | undefined {
  const found: TargetSubject[] = [];
  for (const [parts, isNarrowing] of [
    [conjuncts(own), false],
    [conjuncts(narrowing), true],
  ] as const)
    // prettier-ignore
    for (const part of parts) {
      const of = 'field' in part ? subjectFields[part.field] : undefined;
      if (of === undefined && !isNarrowing) continue;
      if (of === undefined || !('field' in part) || part.op !== 'is' || typeof part.value !== 'string')
        return undefined;
      found.push({ of, id: part.value === '@me' ? userId : part.value });
    }
  const [first, ...others] = found;
  if (first === undefined) return { of: 'all' };
  return others.every((other) => isSameSubject(first, other)) ? first : undefined;
}

const subjectFields: Readonly<Record<string, 'person' | 'team'>> = { ownerId: 'person', teamId: 'team' };

/** Returns the kind of subject that the groups of a field are: people for the owner, teams for the team. */
export const subjectKindOf = (field: string): 'person' | 'team' | undefined => subjectFields[field];
