import type { ChoiceOption } from '../../kernel/entities/fields.ts';
import type { SuppressionReason } from '../../kernel/messages/suppression.ts';
import type { ConsentPurpose, ContactChannel, Purpose } from '../../kernel/messages/message.ts';

/** The channels, in the order of the matrix on a person's page. */
export const channelChoices = [
  { value: 'email', label: 'E-mail' },
  { value: 'text', label: 'Text' },
  { value: 'call', label: 'Call' },
  { value: 'voice', label: 'Recorded voice' },
  { value: 'post', label: 'Post' },
] as const satisfies readonly (ChoiceOption & { readonly value: ContactChannel })[];

/** The purposes of messages. */
export const purposeChoices = [
  { value: 'contract', label: 'Contract' },
  { value: 'appointments', label: 'Appointments' },
  { value: 'offers', label: 'Offers' },
  { value: 'surveys', label: 'Surveys' },
] as const satisfies readonly (ChoiceOption & { readonly value: Purpose })[];

/** The purposes of consents, in the order of the matrix on a person's page. */
export const consentPurposeChoices = [
  ...purposeChoices,
  { value: 'visits', label: 'Visits' },
] as const satisfies readonly (ChoiceOption & { readonly value: ConsentPurpose })[];

export const suppressionReasons = [
  { value: 'bounce', label: 'Messages came back' },
  { value: 'complaint', label: 'Complaint' },
  { value: 'opt-out', label: 'Opted out' },
  { value: 'by-hand', label: 'Entered by hand' },
] as const satisfies readonly (ChoiceOption & { readonly value: SuppressionReason })[];
