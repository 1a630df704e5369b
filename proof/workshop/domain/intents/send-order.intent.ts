import { z } from 'zod';
import { intent } from '../../../kernel/catalogue/intents/intent.ts';
import { supplierOrder } from '../entities/supplier-order.entity.ts';

/** The order to the supplier, and the number that the supplier gives it. */
const partsOrderSchema = z.strictObject({ part: z.string(), quantity: z.number() });
export type PartsOrder = z.infer<typeof partsOrderSchema>;
export type PartsOrderAnswer = { readonly orderNumber: string };

/**
 * An order to the supplier that a person requested. The server sends it once it is durable, and writes the supplier's
 * number.
 */
export const sendOrder = intent<PartsOrder, PartsOrderAnswer>('workshop-order', partsOrderSchema)(supplierOrder)({
  isWanted: ({ fields }) => fields.send === true && fields.sending === undefined,
  order: ({ fields }) => ({ part: fields.part, quantity: fields.quantity }),
  outcome: (result) =>
    result.status === 'done'
      ? { sending: 'sent', orderNumber: result.answer.orderNumber, problem: null }
      : { sending: 'failed', orderNumber: null, problem: result.why },
});
