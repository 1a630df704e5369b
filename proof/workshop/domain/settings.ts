import { settings } from '../../kernel/catalogue/settings.ts';
import { job } from './entities/job.entity.ts';
import { mySettings } from './entities/my-settings.entity.ts';
import { workshopSettings } from './entities/workshop-settings.entity.ts';

export const ofWorkshop = settings(workshopSettings, {
  whose: 'tenant',
  defaults: { hourlyRate: { amount: 6_000, currency: 'USD' }, vat: 20, repairDays: 5 },
});
export const ofPerson = settings(mySettings, {
  whose: 'person',
  defaults: { showsAll: true },
  areas: { areas: job }, // T-30: only the jobs of these areas are on the person's computers
});
