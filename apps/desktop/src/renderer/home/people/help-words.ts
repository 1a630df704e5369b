import { quietDays } from '@outpost/domain/kernel/catalogue/views';
import { daysBetween } from '@outpost/domain/kernel/days';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { HelpDays } from '@outpost/domain/kernel/catalogue/helping/help-questions';
import { type HelpNeed, usualActs, winRate } from '@outpost/domain/kernel/catalogue/helping/who-needs-help';
import type { Formats } from '@outpost/ui/formats/formats';
import { manyOf, oneOf } from '../../records/entity-shape.ts';
import { spanText } from '../../reports/report-words.ts';

/** A reason in words: the fact, and the figures behind it. */
export type HelpWords = { readonly title: string; readonly detail: string };

type Ground = { readonly entity: Entity; readonly days: HelpDays; readonly formats: Formats };

/** Returns a reason in words. `entity`: the kind of the rule. */
export function helpWords({ rule, figures }: HelpNeed, { entity, days, formats }: Ground): HelpWords {
  const counted = (count: number, adjective = '') =>
    formats.plural(count, `${adjective}${oneOf(entity)}`, `${adjective}${manyOf(entity)}`);
  switch (figures.rule) {
    case 'late':
      return {
        title: counted(figures.count, 'overdue '),
        detail: `The oldest was due ${agoWords(daysBetween(figures.oldest, days.today), formats)}.`,
      };
    case 'quiet':
      return {
        title: counted(figures.count, 'quiet '),
        detail: `They have not changed for ${quietDays} days or more.`,
      };
    case 'acts': {
      const { one, many } = rule.rule === 'acts' ? rule.words : { one: oneOf(entity), many: manyOf(entity) };
      const usual = usualActs(figures.before);
      return {
        title: `Fewer ${many} than usual`,
        detail: `${formats.plural(figures.last, one, many)} in the last 5 working days. ${formats.number(usual, usual % 1 === 0 ? 0 : 1)} is usual: the average of the 4 weeks before.`, // prettier-ignore
      };
    }
    case 'wins': {
      const { now, before } = figures;
      const [span, earlier] = days.wins ? [days.wins.now, days.wins.before] : [];
      const share = (of: typeof now, period: typeof span) =>
        `${formats.percent(winRate(of), 0)} of ${counted(of.closed)} won${period ? ` (${spanText(period, formats)})` : ''}`;
      return {
        title: 'A lower win rate than before',
        detail: `${share(now, span)}, ${share(before, earlier)} before.`,
      };
    }
  }
}

const agoWords = (days: number, formats: Formats): string =>
  days === 0 ? 'today' : days === 1 ? 'yesterday' : `${formats.count(days)} days ago`;
