import { entity } from '../../../kernel/entities/entity.ts';
import { money, number, percent, text } from '../../../kernel/entities/fields.ts';
import { WorkshopSettingsId } from '../ids.ts';

/** The settings that hold for everybody in the workshop. */
export const workshopSettings = entity(WorkshopSettingsId, {
  label: { one: 'Workshop settings', many: 'Workshop settings' },
  describes: 'The settings for everybody in the workshop. There is one record, made by the server.',
  title: 'counter',
  audience: 'tenant',
  governed: true,
  fields: {
    counter: text({ label: 'Name of the counter' }),
    hourlyRate: money({ required: true }),
    vat: percent({ required: true, min: 0, max: 100, label: 'VAT' }),
    repairDays: number({ required: true, min: 0, max: 365, help: 'The number of days after which a job is promised.' }),
  },
});
