import { grant, type RoleDeclaration, type UsualAction } from '../../kernel/catalogue/role.ts';
import { appointment } from './entities/appointment.entity.ts';
import { device } from './entities/device.entity.ts';
import { job } from './entities/job.entity.ts';
import { mySettings } from './entities/my-settings.entity.ts';
import { part } from './entities/part.entity.ts';
import { quoteLine } from './entities/quote-line.entity.ts';
import { stockMovement } from './entities/stock-movement.entity.ts';
import { supplierOrder } from './entities/supplier-order.entity.ts';
import { warrantyClaim } from './entities/warranty-claim.entity.ts';
import { jobActions } from './workflows/job-status.workflow.ts';

const onAll = (kinds: readonly Parameters<typeof grant>[0][], actions: readonly UsualAction[]): readonly string[] =>
  kinds.flatMap((kind) => grant(kind, actions, 'org'));

const own = grant(mySettings, ['read', 'update'], 'own');
const atTheBench = [
  ...onAll([job, device, appointment, quoteLine, warrantyClaim], ['read', 'create', 'update']),
  ...onAll([stockMovement], ['read', 'create']),
  ...onAll([part, supplierOrder], ['read']),
  ...own,
];

/** The roles of the people in a workshop. */
export const workshopRoles: readonly RoleDeclaration[] = [
  {
    key: 'technician',
    label: 'Technician',
    describes: 'Repairs: jobs, parts used, warranty claims.',
    version: 2, // 2: orders may be drafted at the bench
    grants: [...atTheBench, ...grant(supplierOrder, ['create', 'update'], 'org')],
    earlier: [atTheBench],
  },
  {
    key: 'front-desk',
    label: 'Front desk',
    describes: 'Takes devices in and hands them back.',
    version: 1,
    grants: [
      ...atTheBench,
      ...grant(job, ['hand-back', 'assign', 'delete'], 'org', jobActions),
      ...onAll([part], ['create', 'update']),
    ],
  },
];
