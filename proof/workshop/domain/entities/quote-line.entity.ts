import { entity } from '../../../kernel/entities/entity.ts';
import { money, number, ref, text } from '../../../kernel/entities/fields.ts';
import { JobId, PartId, QuoteLineId } from '../ids.ts';

/** One line of the quote for a repair. */
export const quoteLine = entity(QuoteLineId, {
  label: { one: 'Quote line', many: 'Quote lines' },
  describes: 'One line of a job’s price: labour, or a part.',
  icon: 'coin',
  title: 'name',
  parent: 'job',
  worth: 'amount',
  fields: {
    name: text({ required: true, label: 'Description' }),
    job: ref(JobId, { required: true }),
    part: ref(PartId),
    quantity: number({ decimals: 2, min: 0 }),
    amount: money({ required: true }),
  },
  indexes: [['job'], ['updatedAt']],
  listed: ['name', 'job', 'quantity', 'amount'],
});
