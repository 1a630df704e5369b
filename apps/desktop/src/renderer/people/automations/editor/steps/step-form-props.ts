import type { DraftStep } from '@outpost/domain/kernel/automation/draft-step';
import type { Entity } from '@outpost/domain/kernel/entities/entity';

/** The draft of a step of a kind. */
export type StepDraftOf<K extends DraftStep['kind']> = Extract<DraftStep, { readonly kind: K }>;

export type StepFormProps<S extends DraftStep = DraftStep> = {
  /** The kind of record that the step is about: the one that starts the automation, or that of the loop around it. */
  readonly of: Entity;
  readonly step: S;
  /** `key`: names what a person types, so that its letters are undone together. */
  readonly onChange: (next: DraftStep, key?: string) => void;
};
