import { idOf } from '../../kernel/ids.ts';

/** The kinds that join two packs. */
export const JobDealId = idOf('links/job-deal');
