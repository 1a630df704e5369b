import { moveCheck } from '../../../kernel/catalogue/workflow.ts';
import { many } from '../../../kernel/entities/reads.ts';
import { job } from '../entities/job.entity.ts';
import { warrantyClaim } from '../entities/warranty-claim.entity.ts';

/** WRK-5: a device is handed back once the manufacturer has answered. */
export const claimsSettled = moveCheck(job, {
  id: 'WRK-5',
  reads: { claims: many(warrantyClaim, 'job', job) },
  check: ({ read }) =>
    read.claims.some(({ fields }) => fields.status === 'open')
      ? { message: 'A warranty claim of this job is open. Settle it first.' }
      : undefined,
});
