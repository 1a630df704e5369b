import { entity } from '../../../kernel/entities/entity.ts';
import {
  choice,
  email,
  instant,
  json,
  money,
  number,
  phone,
  ref,
  tags,
  text,
} from '../../../kernel/entities/fields.ts';
import { nameParts } from '../name-parts.ts';
import { AccountId, ContactId, DealId, LeadId } from '../ids.ts';

/** A person or company that may become a customer. */
export const lead = entity(LeadId, {
  schema: 2, // 2: the tokens of telephone numbers, derived from unchanged fields
  label: { one: 'Lead', many: 'Leads' },
  icon: 'target',
  title: 'name',
  byWildcard: true,
  carries: ['activities', 'tasks', 'files', 'consents'],
  fields: {
    name: text({
      required: true,
      searched: true,
      importAs: ['lead', 'lead name', 'full name'],
      importParts: nameParts,
    }),
    company: text({ maxChars: 200, searched: true, importAs: ['account', 'organisation'] }),
    email: email({ searched: true, label: 'E-mail', importAs: ['mail', 'email'] }),
    phone: phone({ searched: true, importAs: ['telephone', 'tel'] }),
    status: choice(
      [
        { value: 'new', label: 'New', outcome: 'open' },
        { value: 'contacted', label: 'Contacted', outcome: 'open' },
        { value: 'qualified', label: 'Qualified', outcome: 'open' },
        { value: 'converted', label: 'Converted', outcome: 'won' },
        { value: 'unqualified', label: 'Unqualified', outcome: 'lost' },
      ],
      { required: true },
    ),
    source: choice([
      { value: 'website', label: 'Website' },
      { value: 'referral', label: 'Referral' },
      { value: 'event', label: 'Event' },
      { value: 'call', label: 'Call-in' },
      { value: 'partner', label: 'Partner' },
      { value: 'social', label: 'Social media' },
      { value: 'other', label: 'Other' },
    ]),
    estimatedValue: money({ label: 'Estimated value' }),
    score: number({
      merge: 'derived',
      label: 'Score',
      min: 0,
      max: 100,
      help: 'The score of the lead, computed from its known facts and its engagement.',
    }),
    // CRM-13: only the server writes these three (`engagement/count-engagement.ts`).
    engagement: number({
      merge: 'server',
      label: 'Engagement',
      decimals: 0,
      min: 0,
      max: 40,
      help: 'Points of the score for e-mails that were opened, whose links were used or led to a visit, and for answers.',
    }),
    engagedBy: json({ label: 'Counted engagement', merge: 'server' }),
    /** When the next event loses points. The server counts again then. */
    engagementUntil: instant({ label: 'Engagement counts until', merge: 'server' }),
    convertedTo: ref(DealId, { label: 'Became' }),
    convertedContact: ref(ContactId, { label: 'Became the contact' }),
    convertedAccount: ref(AccountId, { label: 'Became the account' }),
    tags: tags({ searched: true }),
    about: text({ multiline: true, markdown: true, searched: true, label: 'Needs' }),
  },
  stages: 'status',
  worth: 'estimatedValue',
  reach: { email: 'email', phone: 'phone' },
  score: 'score',
  duplicates: { emails: ['email'], phones: ['phone'], context: ['company'] },
  indexes: [
    ['name'],
    ['status', 'score'],
    ['score'],
    ['engagementUntil'],
    ['source'],
    ['ownerId', 'status'],
    ['email'],
    ['phone'], // found by the number of a text or a call (MSG-1)
    ['updatedAt'],
    ['createdAt'],
  ],
  listed: ['name', 'company', 'status', 'score', 'source', 'estimatedValue', 'ownerId'],
});
