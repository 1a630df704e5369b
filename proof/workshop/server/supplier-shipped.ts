import { changed } from '@outpost/domain/kernel/acts/changed';
import { day, isCalendarDate } from '@outpost/domain/kernel/entities/field-types';
import { supplierOrder } from '@outpost/domain/packs/workshop/entities/supplier-order.entity';
import { accept } from '@outpost/domain/kernel/refusal';
import { z } from 'zod';
import { webhook } from '../../http/packs/pack-route.ts';

/** The supplier's program reports that an order is on its way. */
export const supplierShipped = webhook({
  name: 'supplier-shipped',
  summary: 'The supplier’s program sends the tracking number of an order; the order shows it.',
  takes: z.object({
    orderNumber: z.string().max(60),
    tracking: z.string().max(200),
    expectedOn: z.string().refine(isCalendarDate, 'must be a day such as 2026-11-24').optional(),
  }),
  receive: async (service, { orderNumber, tracking, expectedOn }) => {
    const found = await service.list(supplierOrder, { where: { field: 'orderNumber', op: 'is', value: orderNumber } });
    if (!found.ok) return found;
    const [order] = found.value;
    if (!order) return accept(null); // of another organisation of the same supplier, or erased
    const days = expectedOn === undefined ? {} : { expectedOn: day(expectedOn) };
    return service.act({
      once: ['shipped', orderNumber, tracking],
      label: 'Noted that the supplier has shipped',
      edits: [changed(supplierOrder, order, { shippedAs: tracking, ...days })],
    });
  },
});
