import { workflow } from '../../../kernel/catalogue/workflow.ts';
import { job } from '../entities/job.entity.ts';
import { claimsSettled } from '../rules/claims-settled.rule.ts';
import { testedBeforeReady } from '../rules/tested-before-ready.rule.ts';

/** The actions on a job that roles grant by name. */
export const jobActions = ['hand-back'] as const;

/** WRK-3: how a job comes from the counter back to the counter. Handing back is granted by name. A device waits for its customer for a week. */
export const jobStatus = workflow(job, 'status', {
  starts: ['received'],
  imports: 'administer',
  stays: { 'in-repair': { since: 'begunOn' }, ready: { since: 'readyOn', atMostDays: 7 } },
  moves: [
    { name: 'diagnose', label: 'Note the diagnosis', from: ['received'], to: 'diagnosed', needs: ['diagnosis'] },
    {
      name: 'begin',
      label: 'Begin the repair',
      from: ['diagnosed'],
      to: 'in-repair',
      sets: { begunOn: ({ today }) => today },
    },
    {
      name: 'finish',
      label: 'Finish the repair',
      from: ['in-repair'],
      to: 'ready',
      needs: ['workDone'],
      checks: [testedBeforeReady],
      sets: { readyOn: ({ today }) => today },
    },
    {
      name: 'rework',
      label: 'Repair again',
      from: ['ready'],
      to: 'in-repair',
      sets: { readyOn: () => null, begunOn: ({ today }) => today },
    },
    {
      name: 'hand-back',
      label: 'Hand back',
      from: ['ready'],
      to: 'handed-back',
      action: 'hand-back',
      checks: [claimsSettled],
      sets: { handedBackOn: ({ today }) => today },
    },
    {
      name: 'cancel',
      label: 'Cancel',
      from: ['received', 'diagnosed', 'in-repair'],
      to: 'cancelled',
      reason: 'cancelReason',
    },
  ],
});
