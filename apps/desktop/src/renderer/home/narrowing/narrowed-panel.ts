import type { HomePanel, NumberPanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import type { Asking, Filter } from '@outpost/domain/kernel/questions/list-query';
import { spanBefore } from '@outpost/domain/kernel/reports/report-period';
import { allFilters } from '@outpost/domain/kernel/reports/report-question';
import { spanWords } from '@outpost/ui/filter/filter';
import type { Formats } from '@outpost/ui/formats/formats';
import { spanText } from '../../reports/report-words.ts';
import type { HomePeriod } from './home-search.ts';

/** The period and the filters by kind to which the home page is narrowed. */
export type HomeNarrowing = {
  readonly period: HomePeriod | undefined;
  readonly filters: ReadonlyMap<string, Filter>;
};

type Ground = { readonly asking: Asking; readonly formats: Formats };

/**
 * Returns a panel that follows the period and the pipelines of the page. Lists and open records by stage are about the present:
 * they follow the pipelines only.
 */
export function narrowedPanel(panel: HomePanel, { period, filters }: HomeNarrowing, ground: Ground): HomePanel {
  if (panel.show === 'people') {
    const narrowing = Object.fromEntries(
      panel.rules.flatMap(({ on }) => (filters.has(on) ? [[on, filters.get(on)]] : [])),
    );
    return { ...panel, ...(period === undefined ? {} : { span: period }), narrowing };
  }
  const filter = filters.get(panel.on);
  const where = allFilters(panel.where, filter);
  if (panel.show === 'moves') {
    const words = period === undefined ? '' : `moved past the end of ${spanWords[period]}`;
    return {
      ...panel,
      ...(where === undefined ? {} : { where }),
      ...(period === undefined ? {} : { span: period }),
      ...(period === undefined || panel.slips === undefined ? {} : { slips: { out: period, words } }),
    };
  }
  const narrowed = { ...panel, where: where ?? panel.where };
  if (period === undefined) return narrowed;
  if (narrowed.show === 'weeks') return { ...narrowed, note: spanWords[period], period };
  if (narrowed.show !== 'number') return narrowed;
  return { ...narrowed, note: spanWords[period], now: period, before: beforeOf(period, ground) };
}

/** Returns the period that a sum is compared with: last month for this month, and the one before last month for that. */
function beforeOf(period: HomePeriod, { asking, formats }: Ground): NumberPanel['before'] {
  const [which, unit] = period.split('-') as ['this' | 'last', 'month' | 'quarter' | 'year']; // all names have this form
  const named = `last-${unit}` as const;
  if (which === 'this') return { span: named, words: spanWords[named] };
  const span = spanBefore(period, 'before', asking) ?? named;
  return { span, words: spanText(span, formats) };
}
