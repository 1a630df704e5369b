import type { Pack } from '../../kernel/catalogue/catalogue.ts';
import { repairPrice } from './calculations/repair-price.ts';
import { workshopCommands } from './commands.ts';
import { appointment } from './entities/appointment.entity.ts';
import { device } from './entities/device.entity.ts';
import { job } from './entities/job.entity.ts';
import { mySettings } from './entities/my-settings.entity.ts';
import { part } from './entities/part.entity.ts';
import { quoteLine } from './entities/quote-line.entity.ts';
import { serviceArea } from './entities/service-area.entity.ts';
import { stockMovement } from './entities/stock-movement.entity.ts';
import { supplierOrder } from './entities/supplier-order.entity.ts';
import { warrantyClaim } from './entities/warranty-claim.entity.ts';
import { workshopSettings } from './entities/workshop-settings.entity.ts';
import { sendOrder } from './intents/send-order.intent.ts';
import { workshopRoles } from './roles.ts';
import { enoughOnHand } from './rules/enough-on-hand.rule.ts';
import { movesTheRightWay } from './rules/moves-the-right-way.rule.ts';
import { ofPerson, ofWorkshop } from './settings.ts';
import { warrantyOfJobs } from './upgrades/warranty-of-jobs.ts';
import { jobStatus } from './workflows/job-status.workflow.ts';
import { workshopHome } from './workshop-home.ts';
import { workshopViews } from './workshop-views.ts';

/** A repair workshop. */
export const workshop: Pack = {
  name: 'workshop',
  version: 2,
  label: 'Workshop',
  describes: 'Repairs of customers’ devices, spare parts and their supplier.',
  isOptional: true,
  entities: [part, device, serviceArea, job, supplierOrder, stockMovement, appointment, quoteLine, warrantyClaim, workshopSettings, mySettings], // prettier-ignore
  rules: [movesTheRightWay, enoughOnHand],
  workflows: [jobStatus],
  roles: workshopRoles,
  views: workshopViews,
  home: workshopHome,
  calculations: [repairPrice],
  intents: [sendOrder],
  settings: [ofWorkshop, ofPerson],
  commands: workshopCommands,
  help: [{ id: 'workshop/repairs', after: 'start' }],
  upgrades: [warrantyOfJobs],
};
