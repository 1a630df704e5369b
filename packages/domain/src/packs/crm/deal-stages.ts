import type { ChoiceOption } from '../../kernel/entities/fields.ts';

/**
 * The stages of a deal, in the order in which a deal passes them. Chances are initial values; a tenant's own figures
 * will replace them.
 */
export const dealStages = [
  { value: 'prospecting', label: 'Prospecting', outcome: 'open', chancePercent: 10 },
  { value: 'engaging', label: 'Engaging', outcome: 'open', chancePercent: 30 },
  { value: 'proposal', label: 'Proposal', outcome: 'open', chancePercent: 50, forecast: 'best-case' },
  { value: 'negotiation', label: 'Negotiation', outcome: 'open', chancePercent: 75, forecast: 'commit' },
  { value: 'won', label: 'Won', outcome: 'won', chancePercent: 100 },
  { value: 'lost', label: 'Lost', outcome: 'lost', chancePercent: 0 },
] as const satisfies readonly ChoiceOption[];

export type DealStage = (typeof dealStages)[number]['value'];

/** The stages of a deal that is still open. */
export const openStages = dealStages.filter(({ outcome }) => outcome === 'open').map(({ value }) => value);

/** The reasons why a deal was lost. `not-recorded` is for deals from other sources without a reason. */
export const lossReasons = [
  { value: 'price', label: 'Price' },
  { value: 'competitor', label: 'Chose a competitor' },
  { value: 'no-budget', label: 'No budget' },
  { value: 'no-decision', label: 'No decision' },
  { value: 'timing', label: 'Timing' },
  { value: 'not-a-fit', label: 'Not a fit' },
  { value: 'other', label: 'Other' },
  { value: 'not-recorded', label: 'Not recorded' },
] as const satisfies readonly ChoiceOption[];
