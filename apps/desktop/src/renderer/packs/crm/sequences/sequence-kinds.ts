/** The kinds of record that a sequence is about. */
export const sequenceKinds = ['crm/deal', 'crm/contact', 'crm/lead'] as const;
