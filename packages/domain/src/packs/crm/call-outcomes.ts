import type { ChoiceOption } from '../../kernel/entities/fields.ts';

/** The outcomes of a call, the most frequent first: people choose by the place. */
export const callOutcomes = [
  { value: 'reached', label: 'Reached' },
  { value: 'left-message', label: 'Left a message' },
  { value: 'no-answer', label: 'No answer' },
  { value: 'wrong-number', label: 'Wrong number' },
  { value: 'busy', label: 'Busy' },
] as const satisfies readonly ChoiceOption[];

/** How the line of a call ended that the server connected (MSG-64). */
export const lineEnds = [
  { value: 'answered', label: 'Answered' },
  { value: 'no-answer', label: 'No answer' },
  { value: 'busy', label: 'Busy' },
  { value: 'failed', label: 'Not connected' },
] as const satisfies readonly ChoiceOption[];

/** Outcomes without a conversation: there is nothing more to write about such a call. */
export const outcomesWithoutWords: readonly (typeof callOutcomes)[number]['value'][] = [
  'no-answer',
  'wrong-number',
  'busy',
];
