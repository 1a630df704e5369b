import { entity } from '../../../kernel/entities/entity.ts';
import { choice, date, flag, number, ref, text } from '../../../kernel/entities/fields.ts';
import { PartId, SupplierOrderId } from '../ids.ts';

/** Parts ordered from the supplier. The server sends it once, and writes the outcome. */
export const supplierOrder = entity(SupplierOrderId, {
  label: { one: 'Supplier order', many: 'Supplier orders' },
  describes:
    'An order of one part. The server sends it once, when a person asks for it, even from a laptop that is offline.',
  icon: 'upload',
  title: 'name',
  fields: {
    name: text({ required: true, searched: true, label: 'Order' }),
    part: ref(PartId, { required: true }),
    quantity: number({ required: true, min: 1 }),
    send: flag({ label: 'Send it' }),
    expectedOn: date(),
    shippedAs: text({ label: 'Tracking number' }),
    sending: choice(
      [
        { value: 'sent', label: 'Sent' },
        { value: 'failed', label: 'Failed' },
      ],
      { merge: 'server', label: 'Sending' },
    ),
    orderNumber: text({ merge: 'server', searched: true }),
    problem: text({ merge: 'server' }),
  },
  indexes: [['part', 'sending'], ['sending'], ['updatedAt']],
  listed: ['name', 'part', 'quantity', 'sending', 'expectedOn'],
});
