import type { Filter } from '@outpost/domain/kernel/query/list-query';

/** What every part of the page stands on: the span that was chosen. */
export type Period = { readonly label: string; readonly where: Filter | undefined };

/** Deals of one stage within the chosen period. */
export const closedAs = (stage: 'won' | 'lost', period: Filter | undefined): Filter => ({ and: [{ field: 'stage', op: 'is', value: stage }, ...(period === undefined ? [] : [period])] });

/** Won and lost deals within the period. */
export const closed = (period: Filter | undefined): Filter => ({ and: [{ field: 'stage', op: 'one-of', value: ['won', 'lost'] }, ...(period === undefined ? [] : [period])] });

/** "Q2 2017" of a quarter's first day. */
export const quarterName = (firstDay: string): string => `Q${Math.floor((Number(firstDay.slice(5, 7)) - 1) / 3) + 1} ${firstDay.slice(0, 4)}`;
