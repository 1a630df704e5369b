import { serviceIdOf } from '../hashed-id.ts';

/** The kinds of record of automations. */
export const automationKinds = {
  automation: 'platform/automation',
  version: 'platform/automation-version',
  notice: 'platform/notice',
  button: 'platform/button',
  press: 'platform/press',
  decision: 'platform/decision',
  deviceRule: 'platform/device-rule',
} as const;

/** The author of all acts of automations: no person's id. The group of an act names its run. */
export const automationsId = serviceIdOf('platform/automations');

/** The step of a run that asks for an approval, as a text in its notices and in the answers. `round`: how often it asked anew. */
export const approvalKey = (run: string, step: string, round: number): string => `${run}/${step}/${round}`;
