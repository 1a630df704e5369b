import { ContactId } from '../../crm/ids.ts';
import { entity } from '../../../kernel/entities/entity.ts';
import { choice, date, ref, text } from '../../../kernel/entities/fields.ts';
import { DeviceId, JobId, ServiceAreaId } from '../ids.ts';

/** A repair of one device, from the counter and back to the counter. Elsewhere: "repair order", "ticket". */
export const job = entity(JobId, {
  label: { one: 'Job', many: 'Jobs' },
  describes: 'A repair of one device, from the day on which it is handed in to the day on which it is handed back.',
  icon: 'briefcase',
  schema: 2, // 2: the warranty is a claim (upgrades/warranty-of-jobs.ts)
  title: 'name',
  carries: ['activities', 'tasks'],
  stages: 'status',
  filedBy: 'area',
  fields: {
    name: text({ required: true, searched: true, label: 'Job' }),
    customer: ref(ContactId),
    device: ref(DeviceId, { required: true }),
    area: ref(ServiceAreaId, { label: 'Service area' }),
    status: choice(
      [
        { value: 'received', label: 'Received', outcome: 'open' },
        { value: 'diagnosed', label: 'Diagnosed', outcome: 'open' },
        { value: 'in-repair', label: 'In repair', outcome: 'open' },
        { value: 'ready', label: 'Ready', outcome: 'open' },
        { value: 'handed-back', label: 'Handed back', outcome: 'won' },
        { value: 'cancelled', label: 'Cancelled', outcome: 'lost' },
      ],
      { required: true },
    ),
    fault: text({ multiline: true, searched: true, label: 'Reported fault' }),
    diagnosis: text({ multiline: true }),
    workDone: text({ multiline: true }),
    testedBy: text({ label: 'Tested by' }),
    promisedOn: date(),
    begunOn: date({ label: 'Repair begun' }),
    readyOn: date({ label: 'Ready' }),
    handedBackOn: date(),
    cancelReason: text({ label: 'Why cancelled' }),
  },
  indexes: [['status', 'promisedOn'], ['device'], ['promisedOn'], ['status', 'readyOn'], ['updatedAt']],
  listed: ['name', 'customer', 'device', 'status', 'promisedOn'],
});
