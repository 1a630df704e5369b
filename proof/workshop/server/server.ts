import { grant } from '@outpost/domain/kernel/catalogue/role';
import { device } from '@outpost/domain/packs/workshop/entities/device.entity';
import { job } from '@outpost/domain/packs/workshop/entities/job.entity';
import { part } from '@outpost/domain/packs/workshop/entities/part.entity';
import { stockMovement } from '@outpost/domain/packs/workshop/entities/stock-movement.entity';
import { supplierOrder } from '@outpost/domain/packs/workshop/entities/supplier-order.entity';
import type { PackServer } from '../pack-server.ts';
import { doNotCallOf } from './do-not-call.ts';
import { draftOrders } from './draft-orders.ts';
import { openJobs } from './open-jobs.ts';
import { supplierAdapter } from './supplier-adapter.ts';
import { supplierShipped } from './supplier-shipped.ts';

/**
 * The workshop's work on the server. `workshop.supplier` in OUTPOST_SERVICES is the address of the supplier's program, and
 * `workshop.doNotCall` that of its association's list of numbers.
 */
export const workshopServer: PackServer = {
  pack: 'workshop',
  grants: [
    ...[part, stockMovement, job, device].flatMap((kind) => grant(kind, ['read'], 'org')),
    ...grant(supplierOrder, ['read', 'create', 'update'], 'org'),
  ],
  adapters: ({ services, fetch }) => {
    const address = services['workshop.supplier'];
    return address === undefined ? [] : [supplierAdapter(address, { fetch })];
  },
  doNotCall: ({ services, fetch }) => {
    const address = services['workshop.doNotCall'];
    return address === undefined ? undefined : doNotCallOf(address, { fetch });
  },
  schedules: [draftOrders],
  routes: [openJobs],
  webhooks: [supplierShipped],
};
