import { link } from '../../kernel/catalogue/link.ts';
import { DealId } from '../crm/ids.ts';
import { JobId } from '../workshop/ids.ts';
import { JobDealId } from './ids.ts';

/** The repairs that led to a sale, and the sales that brought a repair. Neither pack names the other's kind. */
export const jobDeal = link(JobDealId, {
  label: { one: 'Deal of a job', many: 'Deals of jobs' },
  describes: 'Joins a repair with a deal: the sale that it led to, or that it belongs to.',
  of: { id: JobId, label: { one: 'Job', many: 'Jobs' }, place: 25 },
  with: { id: DealId, label: { one: 'Deal', many: 'Deals' }, place: 330 },
});
