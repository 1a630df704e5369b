import type { Pack } from '../../kernel/catalogue/catalogue.ts';
import { grant } from '../../kernel/catalogue/role.ts';
import { jobDeal } from './job-deal.link.ts';

/**
 * The records and screens that join two packs. Each kind exists while the tenant has both packs, so this pack need not be
 * installed.
 */
export const links: Pack = {
  name: 'links',
  version: 1,
  label: 'Links between packs',
  describes: 'Joins records of one pack with records of another, in organisations that have both.',
  entities: [jobDeal.entity],
  views: [jobDeal.views],
  roles: [
    {
      key: 'job-deals',
      label: 'Jobs and deals',
      describes:
        'Sees which jobs and deals belong together, and joins them. Give it in addition to a role that sees them.',
      version: 1,
      grants: grant(jobDeal.entity, ['read', 'create', 'delete'], 'org'),
    },
  ],
};
