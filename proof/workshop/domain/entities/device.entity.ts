import { ContactId } from '../../crm/ids.ts';
import { entity } from '../../../kernel/entities/entity.ts';
import { date, ref, text } from '../../../kernel/entities/fields.ts';
import { DeviceId } from '../ids.ts';

/** A customer's device, known by its serial number. */
export const device = entity(DeviceId, {
  label: { one: 'Device', many: 'Devices' },
  describes: 'A device of a customer. Its serial number is unique in the organisation.',
  icon: 'record',
  title: 'name',
  fields: {
    name: text({ required: true, searched: true, label: 'Device' }),
    serialNumber: text({ searched: true }),
    customer: ref(ContactId),
    boughtOn: date(),
  },
  unique: [['serialNumber']],
  indexes: [['serialNumber'], ['name'], ['updatedAt']],
  listed: ['name', 'serialNumber', 'customer'],
});
