import { serviceIdOf } from '../hashed-id.ts';

/** The kinds of record of automations. */
export const automationKinds = {
  automation: 'platform/automation',
  version: 'platform/automation-version',
  notice: 'platform/notice',
  button: 'platform/button',
  press: 'platform/press',
} as const;

/** The author of all acts of automations: no person's id. The group of an act names its run. */
export const automationsId = serviceIdOf('platform/automations');
