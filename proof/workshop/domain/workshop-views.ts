import { figureOver, type KindViews, mine, openFilter, views } from '../../kernel/catalogue/views.ts';
import { job } from './entities/job.entity.ts';
import { part } from './entities/part.entity.ts';
import { quoteLine } from './entities/quote-line.entity.ts';
import { stockMovement } from './entities/stock-movement.entity.ts';
import { supplierOrder } from './entities/supplier-order.entity.ts';
import { warrantyClaim } from './entities/warranty-claim.entity.ts';

/** In the order of a day at the counter. */
export const workshopViews: readonly KindViews[] = [
  views(job, {
    area: { place: 300, key: 'j' },
    board: { title: 'Repairs', isFirst: true, subtitle: 'device' },
    lists: [{ id: 'open', name: 'Open', where: openFilter(job), sort: 'promisedOn.asc' }, mine],
    order: 'promisedOn.asc',
    page: {
      subline: ['customer', 'device', 'promisedOn'],
      figures: [figureOver(quoteLine, { label: 'Quoted', by: 'job', sum: 'amount' })],
      sections: [
        { title: 'Repair', fields: ['status', 'fault', 'diagnosis', 'workDone', 'testedBy'] },
        { title: 'Days', fields: ['promisedOn', 'begunOn', 'readyOn', 'handedBackOn'] },
      ],
    },
  }),
  views(part, { area: { place: 310 }, lists: [] }),
  views(supplierOrder, { area: { place: 320 }, lists: [] }),
  views(warrantyClaim, { lists: [], related: [{ by: 'job', place: 320, columns: ['manufacturer', 'status'] }] }),
  views(quoteLine, {
    lists: [],
    related: [{ by: 'job', place: 310, columns: ['quantity', 'amount'], adds: ['name', 'part', 'quantity', 'amount'] }],
  }),
  views(stockMovement, {
    lists: [],
    related: [{ by: 'part', place: 330, title: 'Movements', columns: ['quantity', 'reason', 'updatedAt'] }],
  }),
];
