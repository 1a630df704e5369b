import { given } from '@outpost/domain/kernel/acts/given';
import { accept } from '@outpost/domain/kernel/refusal';
import { part } from '@outpost/domain/packs/workshop/entities/part.entity';
import { stockMovement } from '@outpost/domain/packs/workshop/entities/stock-movement.entity';
import { supplierOrder } from '@outpost/domain/packs/workshop/entities/supplier-order.entity';
import type { JobSchedule } from '../../jobs/schedules/schedule.ts';

/** Drafts an order, once a day, for each part of which fewer are on hand than its reorder point. A person sends it. */
export const draftOrders: JobSchedule = {
  name: 'draft-orders',
  doing: 'drafting orders of parts',
  everyMinutes: 60,
  run: async (service) => {
    const parts = await service.list(part, { where: { field: 'reorderPoint', op: 'is-not-empty' } });
    if (!parts.ok) return parts;
    const stock = await service.report({
      entity: stockMovement.name,
      groupBy: [{ field: 'part' }],
      measures: [{ name: 'onHand', fn: 'sum', field: 'quantity' }],
      limit: 10_000,
    });
    if (!stock.ok) return stock;
    const onHand = new Map(stock.value.map(({ groups, measures }) => [groups[0], measures['onHand'] ?? 0]));
    const low = parts.value.filter(({ id, fields }) => (onHand.get(id) ?? 0) < (fields.reorderPoint ?? 0));
    if (low.length === 0) return accept(null);
    const open = await service.list(supplierOrder, { where: { field: 'shippedAs', op: 'is-empty' } });
    if (!open.ok) return open;
    const ordered = new Set<string>(open.value.map(({ fields }) => fields.part));
    const edits = low
      .filter(({ id }) => !ordered.has(id))
      .map(({ id, fields }) =>
        given(supplierOrder, service.idOf(supplierOrder, id, service.today), {
          name: `${fields.reorderQuantity ?? 1} × ${fields.name}`,
          part: id,
          quantity: fields.reorderQuantity ?? 1,
        }),
      );
    if (edits.length === 0) return accept(null);
    return service.act({ once: ['draft', service.now], label: 'Drafted orders of parts', shape: 'each', edits });
  },
};
