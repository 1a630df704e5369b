import { entity } from '../../../kernel/entities/entity.ts';
import { address, choice, date, email, flag, geo, phone, ref, tags, text } from '../../../kernel/entities/fields.ts';
import { nameParts } from '../name-parts.ts';
import { AccountId, ContactId } from '../ids.ts';

/** A person with whom the tenant deals, at an account or independent. */
export const contact = entity(ContactId, {
  schema: 2, // 2: the tokens of telephone numbers, derived from unchanged fields
  label: { one: 'Contact', many: 'Contacts' },
  icon: 'user',
  title: 'name',
  byWildcard: true,
  carries: ['activities', 'tasks', 'files', 'consents'],
  fields: {
    name: text({
      required: true,
      searched: true,
      importAs: ['full name', 'contact', 'contact name'],
      importParts: nameParts,
    }),
    jobTitle: text({ maxChars: 200, importAs: ['title', 'position', 'role'] }),
    account: ref(AccountId, { importAs: ['company', 'organisation', 'organization'] }),
    email: email({ searched: true, label: 'E-mail', importAs: ['mail', 'email', 'email address'] }),
    phone: phone({ searched: true, importAs: ['telephone', 'tel', 'work phone'] }),
    mobile: phone({ searched: true, importAs: ['cell', 'mobile phone'] }),
    preferredChannel: choice([
      { value: 'phone', label: 'Phone' },
      { value: 'email', label: 'E-mail' },
      { value: 'text', label: 'Text message' },
    ]),
    doNotContact: flag({ label: 'Do not contact' }),
    birthday: date(),
    address: address(),
    place: geo({
      importAs: ['coordinates', 'gps', 'geo', 'latlng', 'lat/lng', 'koordinaten'],
    }),
    tags: tags({ searched: true }),
    about: text({ multiline: true, markdown: true, searched: true, label: 'About', importAs: ['note', 'notes'] }),
  },
  reach: { email: 'email', phone: 'phone', mobile: 'mobile', isUnwanted: 'doNotContact' },
  address: 'address',
  place: 'place',
  duplicates: { emails: ['email'], phones: ['phone', 'mobile'], context: ['account'] },
  indexes: [
    ['name'],
    ['account', 'name'],
    ['email'],
    ['phone'],
    ['mobile'],
    ['ownerId', 'name'],
    ['updatedAt'],
    ['createdAt'],
  ],
  listed: ['name', 'jobTitle', 'account', 'email', 'phone', 'ownerId'],
});
