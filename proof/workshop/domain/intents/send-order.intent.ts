import type { ShapeValues } from '../../../kernel/catalogue/calculations/calculation.ts';
import { intent } from '../../../kernel/catalogue/intents/intent.ts';
import { number, text } from '../../../kernel/entities/fields.ts';
import { supplierOrder } from '../entities/supplier-order.entity.ts';

/** The order to the supplier, and the number that the supplier gives it. */
const partsOrder = { part: text({ required: true }), quantity: number({ required: true, min: 1 }) };
export type PartsOrder = ShapeValues<typeof partsOrder>;
export type PartsOrderAnswer = { readonly orderNumber: string };

/**
 * An order to the supplier that a person requested. The server sends it once it is durable, and writes the supplier's
 * number.
 */
export const sendOrder = intent<PartsOrder, PartsOrderAnswer>('workshop-order', partsOrder)(supplierOrder)({
  isWanted: ({ fields }) => fields.send === true && fields.sending === undefined,
  order: ({ fields }) => ({ part: fields.part, quantity: fields.quantity }),
  outcome: (result) =>
    result.status === 'done'
      ? { sending: 'sent', orderNumber: result.answer.orderNumber, problem: null }
      : { sending: 'failed', orderNumber: null, problem: result.why },
});
