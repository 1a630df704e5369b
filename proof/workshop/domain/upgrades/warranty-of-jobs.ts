import { kindsUpgrade } from '../../../kernel/catalogue/kinds-upgrade.ts';
import { text } from '../../../kernel/entities/fields.ts';
import { job } from '../entities/job.entity.ts';
import { warrantyClaim } from '../entities/warranty-claim.entity.ts';

/**
 * Version 1 had one warranty in each job. A repair may be claimed from several manufacturers, so claims are records of
 * their own in version 2. The warranty of a job becomes its first claim.
 */
export const warrantyOfJobs = kindsUpgrade(job, warrantyClaim, {
  name: 'workshop/warranty-of-jobs',
  schema: 2,
  was: { warrantyBy: text(), rmaNumber: text() },
  fields: {
    name: 'Warranty',
    job: ({ id }) => id,
    manufacturer: ({ was }) => was.warrantyBy ?? 'Unknown',
    reference: ({ was }) => was.rmaNumber,
    status: 'open',
  },
});
