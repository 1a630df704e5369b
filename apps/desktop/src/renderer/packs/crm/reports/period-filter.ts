import type { Filter } from '@outpost/domain/kernel/questions/list-query';

/** The chosen time span, used by every part of the page. */
export type Period = {
  readonly label: string;
  readonly where: Filter | undefined;
  /** Set where one year was chosen. */ readonly year?: string;
};

/** Returns the filter for deals of one stage within the chosen period. */
export const closedAs = (stage: 'won' | 'lost', period: Filter | undefined): Filter => ({
  and: [{ field: 'stage', op: 'is', value: stage }, ...(period === undefined ? [] : [period])],
});

/** Returns the filter for won and lost deals within the period. */
export const closed = (period: Filter | undefined): Filter => ({
  and: [{ field: 'stage', op: 'one-of', value: ['won', 'lost'] }, ...(period === undefined ? [] : [period])],
});

/**
 * Returns the first days of all quarters from the first to the last of these, in order, including empty periods. A chosen
 * year has its four quarters.
 */
export function quartersBetween(firstDays: readonly string[], year: string | undefined): readonly string[] {
  const sorted = [...firstDays].sort();
  const first = year === undefined ? sorted[0] : `${year}-01-01`;
  const last = year === undefined ? sorted.at(-1) : `${year}-10-01`;
  if (first === undefined || last === undefined) return [];
  const days: string[] = [];
  let at = first;
  while (at <= last && days.length < 400) {
    days.push(at);
    const [atYear = 0, month = 1] = at.split('-').map(Number);
    at = month >= 10 ? `${atYear + 1}-01-01` : `${atYear}-${String(month + 3).padStart(2, '0')}-01`;
  }
  return days;
}

/** Returns "Q2 2017" for a quarter's first day. */
export const quarterName = (firstDay: string): string =>
  `Q${Math.floor((Number(firstDay.slice(5, 7)) - 1) / 3) + 1} ${firstDay.slice(0, 4)}`;
