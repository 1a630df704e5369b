import type { ChoiceOption } from '../../kernel/entities/fields.ts';

/** The outcomes of a meeting, the most frequent first: people choose by the place. */
export const meetingOutcomes = [
  { value: 'completed', label: 'Completed' },
  { value: 'no-show', label: 'No show' },
  { value: 'rescheduled', label: 'Rescheduled' },
  { value: 'cancelled', label: 'Cancelled' },
] as const satisfies readonly ChoiceOption[];

/** Outcomes of meetings that did not take place: there is nothing more to write about them. */
export const outcomesWithoutMeeting: readonly (typeof meetingOutcomes)[number]['value'][] = [
  'no-show',
  'rescheduled',
  'cancelled',
];
