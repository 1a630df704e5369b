import type { ChoiceOption } from '../../kernel/entities/fields.ts';

/** The outcomes of a call, the most frequent first: people choose by the place. */
export const callOutcomes = [
  { value: 'reached', label: 'Reached' },
  { value: 'left-message', label: 'Left a message' },
  { value: 'no-answer', label: 'No answer' },
  { value: 'wrong-number', label: 'Wrong number' },
  { value: 'busy', label: 'Busy' },
] as const satisfies readonly ChoiceOption[];

/** Outcomes without a conversation: there is nothing more to write about such a call. */
export const outcomesWithoutWords: readonly (typeof callOutcomes)[number]['value'][] = [
  'no-answer',
  'wrong-number',
  'busy',
];
