import { entity } from '../../../kernel/entities/entity.ts';
import { choice, date, ref, text } from '../../../kernel/entities/fields.ts';
import { JobId, WarrantyClaimId } from '../ids.ts';

/** A claim on a manufacturer for a repair within the warranty. Elsewhere: "RMA". */
export const warrantyClaim = entity(WarrantyClaimId, {
  label: { one: 'Warranty claim', many: 'Warranty claims' },
  describes: 'A claim on the manufacturer for a repair within the warranty (RMA).',
  icon: 'shield',
  title: 'name',
  parent: 'job',
  fields: {
    name: text({ required: true, searched: true, label: 'Claim' }),
    job: ref(JobId, { required: true }),
    manufacturer: text({ required: true, searched: true }),
    reference: text({ searched: true, label: 'RMA number' }),
    status: choice(
      [
        { value: 'open', label: 'Open', outcome: 'open' },
        { value: 'granted', label: 'Granted', outcome: 'won' },
        { value: 'refused', label: 'Refused', outcome: 'lost' },
      ],
      { required: true },
    ),
    sentOn: date(),
  },
  indexes: [['job'], ['status'], ['updatedAt']],
  listed: ['name', 'job', 'manufacturer', 'status'],
});
