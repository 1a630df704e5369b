import { type PlantedBug, sources } from './planted-bug.ts';

const automations = `${sources.server}/jobs/automations`;

/** Rules of automations on devices (AUT-21, AUT-22): found by histories in which devices and the server answer the same changes. */
export const bugsOfDeviceRules: readonly PlantedBug[] = [
  {
    name: 'run-of-its-own-id',
    says: 'the run of a change has another id than the device gave it, so the server makes the task a second time',
    file: `${automations}/run-planner.ts`,
    text: 'trigger.onDevices === true && payload.act !== null && !payload.expanded',
    instead: 'trigger.onDevices === true && payload.act === null',
    by: 'device-rules',
  },
  {
    name: 'step-of-device-not-counted',
    says: 'the server does not count a task that the device has made as done, and carries out the step again',
    file: `${automations}/rest-of-step.ts`,
    text: 'return made === undefined || made.createdBy === automationsId ? { step }',
    instead: "return made === undefined || made.createdBy !== '' ? { step }",
    by: 'device-rules',
  },
  {
    name: 'ruled-again-on-another-device',
    says: 'a change that two devices have made keeps the tasks of both',
    file: `${sources.engine}/judge/judge-change.ts`,
    text: 'edits.some((edit) => isMadeByRule(edit) && edit.follows === id);',
    instead: "edits.some((edit) => isMadeByRule(edit) && edit.follows === '');",
    by: 'device-rules',
  },
];
