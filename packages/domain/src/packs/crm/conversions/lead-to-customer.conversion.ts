import { conversion, conversionPart } from '../../../kernel/catalogue/conversion.ts';
import { account } from '../entities/account.entity.ts';
import { contact } from '../entities/contact.entity.ts';
import { deal } from '../entities/deal.entity.ts';
import { lead } from '../entities/lead.entity.ts';
import { task } from '../entities/task.entity.ts';

const sourceLabel = (source: string | undefined): string | undefined =>
  lead.fields.source.options.find(({ value }) => value === source)?.label;

/**
 * CRM-8: a lead becomes an account, a contact and a deal. For a lead without a company, no account is proposed. A
 * task can be the next step of the deal. The lead's
 * activities and tasks move to the deal, or to the contact where no deal is made. The lead names the records made from
 * it.
 */
export const leadToCustomer = conversion(lead, {
  label: 'Convert',
  past: 'Converted',
  parts: [
    conversionPart(lead, account, {
      name: 'account',
      isOptional: true,
      fields: ({ record: { fields } }) => ({ name: fields.company, tags: fields.tags }),
    }),
    conversionPart(lead, contact, {
      name: 'contact',
      isOptional: true,
      fields: ({ record: { fields } }) => ({
        name: fields.name,
        email: fields.email,
        phone: fields.phone,
        tags: fields.tags,
      }),
      links: { account: 'account' },
    }),
    conversionPart(lead, deal, {
      name: 'deal',
      isOptional: true,
      fields: ({ record: { fields } }) => ({
        name: fields.company ?? fields.name,
        stage: 'prospecting' as const,
        value: fields.estimatedValue,
        source: sourceLabel(fields.source),
        tags: fields.tags,
        about: fields.about,
      }),
      links: { account: 'account', contact: 'contact' },
      asks: ['name', 'stage', 'value', 'closesOn', 'product'],
      asksOwner: true,
    }),
    conversionPart(lead, task, {
      name: 'nextStep',
      label: 'Next step',
      isOptional: true,
      fields: () => ({}), // left out, unless the person writes one
      links: { about: ['deal', 'contact', 'account'] },
      asks: ['subject', 'dueAt'],
      ownerAs: 'deal',
    }),
  ],
  sets: { status: 'converted' },
  names: { convertedTo: 'deal', convertedContact: 'contact', convertedAccount: 'account' },
  carries: ['deal', 'contact', 'account'],
});
