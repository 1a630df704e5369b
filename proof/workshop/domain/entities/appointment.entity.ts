import { entity } from '../../../kernel/entities/entity.ts';
import { duration, instant, ref, text } from '../../../kernel/entities/fields.ts';
import { AppointmentId, JobId } from '../ids.ts';

/** A time at which a customer hands a device in or fetches it. */
export const appointment = entity(AppointmentId, {
  label: { one: 'Appointment', many: 'Appointments' },
  describes: 'A time at which a customer hands a device in or fetches it.',
  icon: 'calendar',
  title: 'name',
  parent: 'job',
  schedule: { at: 'at', lasts: 'lasts' },
  fields: {
    name: text({ required: true, searched: true, label: 'Appointment' }),
    job: ref(JobId, { required: true }),
    at: instant({ required: true }),
    lasts: duration(),
  },
  indexes: [['job', 'at'], ['at'], ['updatedAt']],
  listed: ['name', 'job', 'at', 'ownerId'],
});
