import { hasParts } from './automation-definition.ts';
import type { DraftStep } from './draft-step.ts';

/** The kind of record that a step is about. `isLooped`: it stands in a loop, and is about each of its records. */
export type StepSubject = { readonly entity: string; readonly isLooped: boolean };

/** Returns the kind of record that each step is about, by the ids of the steps, at any depth (AUT-18). `entity`: the kind that starts the automation. */
export function stepSubjects(steps: readonly DraftStep[], entity: string): ReadonlyMap<string, StepSubject> {
  const found = new Map<string, StepSubject>();
  const look = (list: readonly DraftStep[], subject: StepSubject): void => {
    for (const step of list) {
      found.set(step.id, subject);
      if (!hasParts(step)) continue;
      look(step.yes, step.kind === 'each' ? { entity: step.entity, isLooped: true } : subject);
      look(step.no, subject);
    }
  };
  look(steps, { entity, isLooped: false });
  return found;
}
