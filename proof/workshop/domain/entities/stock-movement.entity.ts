import { entity } from '../../../kernel/entities/entity.ts';
import { choice, number, ref, text } from '../../../kernel/entities/fields.ts';
import { JobId, PartId, StockMovementId } from '../ids.ts';

/** Parts that came in or went out. A ledger: a movement never changes, and another one corrects it. */
export const stockMovement = entity(StockMovementId, {
  label: { one: 'Stock movement', many: 'Stock movements' },
  describes: 'Parts that came in or went out. No field of a movement changes afterwards.',
  icon: 'swap',
  title: 'note',
  fields: {
    note: text({ required: true, merge: 'fixed' }),
    part: ref(PartId, { required: true, merge: 'fixed' }),
    quantity: number({ required: true, merge: 'fixed', help: 'Above zero: came in. Below: went out.' }),
    reason: choice(
      [
        { value: 'received', label: 'Received' },
        { value: 'used', label: 'Used' },
        { value: 'counted', label: 'Counted' },
      ],
      { required: true, merge: 'fixed' },
    ),
    job: ref(JobId, { merge: 'fixed' }),
  },
  indexes: [['part'], ['job'], ['updatedAt']],
  listed: ['note', 'part', 'quantity', 'reason', 'job'],
});
