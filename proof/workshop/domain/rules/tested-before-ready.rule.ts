import { moveCheck } from '../../../kernel/catalogue/workflow.ts';
import { job } from '../entities/job.entity.ts';

/** WRK-1: nobody tests their own repair by leaving the tester out. */
export const testedBeforeReady = moveCheck(job, {
  id: 'WRK-1',
  check: ({ record: { fields } }) =>
    fields.testedBy === undefined
      ? { message: 'A device is tested before it is ready. Name the person who tested it.', field: 'testedBy' }
      : undefined,
});
