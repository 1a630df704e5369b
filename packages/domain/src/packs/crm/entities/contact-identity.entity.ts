import { date, text } from '../../../kernel/entities/fields.ts';
import { sealedGroup } from '../../../kernel/catalogue/sealed-group.ts';
import { ContactId, ContactIdentityId } from '../ids.ts';

/** The legal identity of a contact (K-4): it is entered if a contract or the tax office requires it. */
export const contactIdentity = sealedGroup(ContactIdentityId, {
  of: ContactId,
  label: { one: 'Identity', many: 'Identities' },
  describes: "A contact's tax number and identity papers, sealed: only people with the right to them see them.",
  fields: {
    taxNumber: text({ maxChars: 40, label: 'Tax number', importAs: ['tax id', 'tin', 'ssn'] }),
    paperNumber: text({ maxChars: 40, label: 'Passport or ID number', importAs: ['passport', 'id number'] }),
    paperExpires: date({ label: 'Passport or ID expires' }),
  },
});
