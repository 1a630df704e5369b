import type { AssignmentDefinition } from './assignment-definition.ts';
import { reasonsForServer } from './decide-on-device.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Step } from '../automation/automation-definition.ts';
import type { AutomationDraft } from '../automation/automation-draft.ts';
import { deviceSteps } from '../automation/device-steps.ts';

/** Why the server carries out a step of an automation on devices. `at`: the place of the step, from 1. `some`: only for some records. */
export type ServerReason = { readonly at: number; readonly some: boolean; readonly why: string };

const whyByKind: { readonly [K in Step['kind']]: string } = {
  change: 'only the server moves a record to another stage',
  create: 'it stands behind such a step',
  assign: 'the automation asks for the owner, or changes the owner twice',
  tell: 'only the server tells people',
  wait: 'only the server waits',
  until: 'only the server waits',
  approve: 'only the server knows which answer came first',
  offer: 'only the server knows who took it first',
  webhook: 'only the server posts to webhooks',
  branch: 'only the server chooses the part',
  each: 'a device may not have all related records',
  calculate: 'only the server calculates',
};

/**
 * AUT-21: returns why the server carries out steps of an automation on devices: the first step that no device carries out, and those before it that
 * assign by a rule which a device can decide for some records only. `ruleOf`: undefined for a rule that is not known.
 */
export function serverReasons(
  catalogue: Catalogue,
  { entity, trigger, conditions, steps }: AutomationDraft,
  ruleOf: (id: string) => AssignmentDefinition | undefined,
): readonly ServerReason[] {
  const all = steps as readonly Step[]; // reads kinds and the names of fields only, which drafts have
  const leading = deviceSteps(catalogue, { entity, trigger, conditions, steps: all });
  const ofRules = leading.flatMap((step, place): readonly ServerReason[] => {
    const rule = step.kind === 'assign' ? ruleOf(step.rule) : undefined;
    return rule === undefined ? [] : reasonsForServer(rule).map((why) => ({ at: place + 1, some: true, why }));
  });
  const first = all[leading.length];
  return first === undefined ? ofRules : [...ofRules, { at: leading.length + 1, some: false, why: whyByKind[first.kind] }];
} // prettier-ignore
