import type { ChoiceOption } from '../../kernel/entities/fields.ts';

/** Why a sequence stops for a record. */
export const stopReasonChoices = [
  { value: 'reply', label: 'They answered' },
  { value: 'call', label: 'They were reached by telephone' },
  { value: 'meeting', label: 'A meeting' },
  { value: 'closed', label: 'The deal was closed' },
  { value: 'opt-out', label: 'They opted out' },
  { value: 'person', label: 'A person stopped it' },
] as const satisfies readonly ChoiceOption[];

/** Returns a reason within a sentence: "they answered". */
export function stopReasonInWords(by: string | undefined): string {
  const label = stopReasonChoices.find(({ value }) => value === by)?.label ?? 'No reason was given';
  return label.charAt(0).toLowerCase() + label.slice(1);
}
