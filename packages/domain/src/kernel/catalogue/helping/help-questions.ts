import { quietDays, openFilter } from '../views.ts';
import { addDays } from '../../days.ts';
import type { Entity } from '../../entities/entity.ts';
import { stagesOf } from '../../entities/stages-of.ts';
import type { Asking, Filter, Report, ReportRow } from '../../questions/list-query.ts';
import { daysOf } from '../../questions/resolve-span.ts';
import type { HelpRule } from './help-rules.ts';
import type { FixedSpan, PeriodSpan } from '../../reports/report-definition.ts';
import { fixedDaysOf, periodFilter, spanBefore } from '../../reports/report-period.ts';
import { allFilters } from '../../reports/report-question.ts';

/** Seven days in a row have five working days, on each day of the week. */
const daysOfFiveWorkingDays = 7;
/** Chosen: a usual week is the mean of so many weeks. */
export const usualWeeks = 4;
/** The most groups of one answer: late records have a group for each person and day. */
export const mostHelpRows = 10_000;

/** The days, both ends inclusive, that the rules compare. */
export type HelpDays = {
  readonly today: string;
  /** The last five working days before today, and the four weeks before them. */
  readonly acts: { readonly last: FixedSpan; readonly before: FixedSpan };
  /** The period of the win rate, and the one before. Undefined for a period without a first or a last day. */
  readonly wins: { readonly now: FixedSpan; readonly before: FixedSpan } | undefined;
};

/** Returns the days that the rules compare. `span`: the period of the win rate. */
export function helpDays(span: PeriodSpan, asking: Asking): HelpDays {
  const today = daysOf('today', asking).from ?? '';
  const first = addDays(today, -daysOfFiveWorkingDays);
  const now = fixedDaysOf(span, asking);
  const before = spanBefore(span, 'before', asking);
  return {
    today,
    acts: {
      last: { from: first, to: addDays(today, -1) },
      before: { from: addDays(first, -7 * usualWeeks), to: addDays(first, -1) },
    },
    wins: now && before ? { now, before } : undefined,
  };
}

/** The devices' knowledge of one person by one rule. */
export type HelpFigures =
  | { readonly rule: 'late'; readonly count: number; readonly oldest: string }
  /** `last`: acts in the last five working days. `before`: acts in the four weeks before them. */
  | { readonly rule: 'acts'; readonly last: number; readonly before: number }
  | { readonly rule: 'quiet'; readonly count: number }
  | { readonly rule: 'wins'; readonly now: Closed; readonly before: Closed };
/** The records that closed in a period, and those of them that were won. */
export type Closed = { readonly won: number; readonly closed: number };

/** Returns the filter for the records by which a rule counts, of all people. Undefined where the kind cannot have the rule. */
function helpFilter(rule: HelpRule, entity: Entity, { acts, wins }: HelpDays): Filter | undefined {
  switch (rule.rule) {
    case 'late':
      return entity.dueBy === undefined
        ? undefined
        : { and: [rule.where, { field: entity.dueBy, op: 'within', value: 'past' }] };
    case 'acts':
      return allFilters(rule.where, periodFilter({ field: rule.by }, { from: acts.before.from, to: acts.last.to }));
    case 'quiet': {
      const isOpen = openFilter(entity);
      const changed: Filter = { field: 'updatedAt', op: 'within', value: { direction: 'last', count: quietDays, unit: 'day' } }; // prettier-ignore
      return isOpen && { and: [isOpen, { not: changed }] };
    }
    case 'wins': {
      const closed = wins && inOutcomes(entity, ['won', 'lost']);
      return closed && wins
        ? { and: [closed, { or: [wins.now, wins.before].map((span) => periodFilter({ field: rule.by }, span)) }] }
        : undefined;
    }
  }
}

/**
 * Returns the filter for the records behind one person's figures: the late or quiet ones, the acts of the last five working days,
 * or the records that closed in the period. Undefined where the kind cannot have the rule.
 */
export function helpListFilter(
  rule: HelpRule,
  entity: Entity,
  { days, person }: { readonly days: HelpDays; readonly person: string },
): Filter | undefined {
  // prettier-ignore
  const filter = helpFilter(rule, entity, days);
  const span = rule.rule === 'acts' ? days.acts.last : rule.rule === 'wins' ? days.wins?.now : undefined;
  const ofPerson: Filter = { field: personOf(rule), op: 'is', value: person };
  if (rule.rule === 'acts') return allFilters(rule.where, span && periodFilter({ field: rule.by }, span), ofPerson);
  if (rule.rule === 'wins')
    return filter && allFilters(inOutcomes(entity, ['won', 'lost']), span && periodFilter({ field: rule.by }, span), ofPerson); // prettier-ignore
  return filter && allFilters(filter, ofPerson);
}

/** Returns the filter for records whose stage is one of these ends. */
function inOutcomes(entity: Entity, outcomes: readonly ('won' | 'lost')[]): Filter | undefined {
  const stages = stagesOf(entity);
  const values = stages?.field.options.flatMap(({ value, outcome }) =>
    outcome !== undefined && outcome !== 'open' && outcomes.includes(outcome) ? [value] : [],
  );
  return stages && { field: stages.name, op: 'one-of', value: values ?? [] };
}

/** Returns the column with the person to whom a record counts by a rule. */
const personOf = (rule: HelpRule): 'ownerId' | 'createdBy' => (rule.rule === 'acts' ? rule.person : 'ownerId');

/**
 * Returns the one question of a rule about all people. `narrowing`: a filter of the kind, such as one of its pipelines. Undefined
 * where the kind cannot have the rule.
 */
export function helpQuestion(
  rule: HelpRule,
  entity: Entity,
  { days, narrowing }: { readonly days: HelpDays; readonly narrowing?: Filter | undefined },
): Report | undefined {
  const filter = helpFilter(rule, entity, days);
  const where = filter && allFilters(filter, narrowing);
  if (!where) return undefined;
  const asked = { entity: rule.on, where, sort: [], limit: mostHelpRows };
  const by = { field: personOf(rule) };
  const count = (name: string, ...of: readonly (Filter | undefined)[]) => {
    const only = allFilters(...of);
    return { name, fn: 'count' as const, ...(only ? { where: only } : {}) };
  };
  switch (rule.rule) {
    case 'late':
      return { ...asked, groupBy: [by, { field: entity.dueBy ?? '', bucket: 'day' }], measures: [count('count')] };
    case 'quiet':
      return { ...asked, groupBy: [by], measures: [count('count')] };
    case 'acts': {
      const within = (span: FixedSpan) => periodFilter({ field: rule.by }, span);
      const measures = [count('last', within(days.acts.last)), count('before', within(days.acts.before))];
      return { ...asked, groupBy: [by], measures };
    }
    case 'wins': {
      const { wins } = days;
      if (!wins) return undefined;
      const [now, before] = [wins.now, wins.before].map((span) => periodFilter({ field: rule.by }, span));
      const won = inOutcomes(entity, ['won']);
      const measures = [count('closedNow', now), count('wonNow', now, won), count('closedBefore', before), count('wonBefore', before, won)]; // prettier-ignore
      return { ...asked, groupBy: [by], measures };
    }
  }
}

/** Returns the figures of each person, by their ids, from the rows of a rule's question. Rows without a person are left out. */
export function helpFigures(
  rule: HelpRule,
  rows: readonly Pick<ReportRow, 'groups' | 'measures'>[],
): ReadonlyMap<string, HelpFigures> {
  const found = new Map<string, HelpFigures>();
  for (const { groups, measures } of rows) {
    const [person, day] = groups;
    if (typeof person !== 'string') continue;
    found.set(person, withRow(rule, { measures, day: typeof day === 'string' ? day : '', earlier: found.get(person) }));
  }
  return found;
}

type Row = Pick<ReportRow, 'measures'> & { readonly day: string; readonly earlier: HelpFigures | undefined };

/** Returns the figures of a person with one row more. */
function withRow({ rule }: HelpRule, { measures, day, earlier }: Row): HelpFigures {
  const number = (name: string) => measures[name] ?? 0;
  switch (rule) {
    case 'late': {
      const before = earlier?.rule === 'late' ? earlier : { count: 0, oldest: day };
      return { rule, count: before.count + number('count'), oldest: before.oldest < day ? before.oldest : day };
    }
    case 'quiet':
      return { rule, count: number('count') };
    case 'acts':
      return { rule, last: number('last'), before: number('before') };
    case 'wins':
      return {
        rule,
        now: { won: number('wonNow'), closed: number('closedNow') },
        before: { won: number('wonBefore'), closed: number('closedBefore') },
      };
  }
}
