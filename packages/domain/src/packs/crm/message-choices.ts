import type { ChoiceOption } from '../../kernel/entities/fields.ts';
import type { SuppressionReason } from '../../kernel/messages/suppression.ts';
import type { ContactChannel, Purpose } from '../../kernel/messages/message.ts';

/** The channels, in the order of the matrix on a person's page. */
export const channelChoices = [
  { value: 'email', label: 'E-mail' },
  { value: 'text', label: 'Text' },
  { value: 'call', label: 'Call' },
  { value: 'voice', label: 'Recorded voice' },
  { value: 'post', label: 'Post' },
] as const satisfies readonly (ChoiceOption & { readonly value: ContactChannel })[];

/** The purposes, in the order of the matrix. */
export const purposeChoices = [
  { value: 'contract', label: 'Contract' },
  { value: 'appointments', label: 'Appointments' },
  { value: 'offers', label: 'Offers' },
  { value: 'surveys', label: 'Surveys' },
] as const satisfies readonly (ChoiceOption & { readonly value: Purpose })[];

export const suppressionReasons = [
  { value: 'bounce', label: 'Messages came back' },
  { value: 'complaint', label: 'Complaint' },
  { value: 'opt-out', label: 'Opted out' },
  { value: 'by-hand', label: 'Entered by hand' },
] as const satisfies readonly (ChoiceOption & { readonly value: SuppressionReason })[];
