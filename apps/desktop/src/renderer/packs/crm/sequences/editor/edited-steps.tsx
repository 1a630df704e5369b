import type { SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { mostSequenceSteps } from '@outpost/domain/kernel/sequences/sequence-steps';
import { Button } from '@outpost/ui/parts/button';
import { OrderedRows } from '@outpost/ui/parts/ordered-rows';
import { useEffect, useRef, useState } from 'react';
import type { OfferedValue } from '../../templates/offered-values.ts';
import { type SequenceDraftStep, draftStepOf, movedStep, newStepId } from './draft-steps.ts';
import { stepIcons } from '../sequence-words.ts';
import { StepFields } from './step-fields.tsx';
import classes from '../sequences.module.css';

type Props = {
  readonly steps: readonly SequenceDraftStep[];
  /** The ids of steps of saved versions: no new step takes them. */
  readonly taken: readonly string[];
  readonly faults: ReadonlyMap<string, string>;
  readonly offered: readonly OfferedValue[];
  readonly templates: readonly { readonly value: string; readonly label: string }[];
  readonly onSteps: (steps: readonly SequenceDraftStep[]) => void;
};

const adds = [
  { kind: 'email', label: 'Add an e-mail' },
  { kind: 'text', label: 'Add a text' },
  { kind: 'task', label: 'Add a task' },
  { kind: 'wait', label: 'Add a wait' },
] as const;

/** The steps of a sequence as a list that the keyboard reaches: add, change, move, duplicate, remove. */
export function EditedSteps({ steps, taken, faults, offered, templates, onSteps }: Props) {
  const box = useRef<HTMLElement>(null);
  /** The step that gets the focus once it is drawn; empty: the first button that adds one. */
  const [wanted, setWanted] = useState<string>();
  useEffect(() => {
    if (wanted === undefined) return;
    const at = wanted === '' ? '[data-adds] button' : `[data-step="${wanted}"] :is(input, select, textarea)`;
    const found = box.current?.querySelector<HTMLElement>(at);
    if (!found) return; // the draft is drawn a moment later
    found.focus();
    if (found instanceof HTMLInputElement) found.select(); // what is typed replaces the first value
    setWanted(undefined);
  }, [wanted, steps]);
  const add = (kind: SequenceStep['kind'], like?: SequenceDraftStep) => {
    const id = newStepId(kind, [...taken, ...steps.map((step) => step.id)]);
    const made = like ? { ...like, id } : draftStepOf({ id, kind });
    const place = like ? steps.indexOf(like) + 1 : steps.length;
    onSteps(steps.toSpliced(place, 0, made));
    setWanted(id);
  };
  const remove = (step: SequenceDraftStep) => {
    const place = steps.indexOf(step);
    onSteps(steps.filter((one) => one !== step));
    setWanted((steps[place + 1] ?? steps[place - 1])?.id ?? '');
  };
  const isFull = steps.length >= mostSequenceSteps;
  return (
    <section ref={box} aria-labelledby="edited-steps" className={classes.stepList}>
      <h2 id="edited-steps" className={classes.heading}>
        Steps
      </h2>
      <OrderedRows
        label="Steps"
        rows={steps.map((step, place) => ({ id: step.id, label: `step ${place + 1}`, step }))}
        onMove={(id, place) => onSteps(movedStep(steps, id, place))}
        draw={({ step, label }) => (
          <StepFields
            step={step}
            name={label}
            fault={faults.get(step.id)}
            offered={offered}
            templates={templates}
            onChange={(change) => onSteps(steps.map((one) => (one.id === step.id ? { ...one, ...change } : one)))}
            onDuplicate={() => add(step.kind, step)}
            onRemove={() => remove(step)}
          />
        )}
      />
      <div className={classes.acts} data-adds>
        {adds.map(({ kind, label }) => (
          <Button
            key={kind}
            size="sm"
            icon={stepIcons[kind]}
            onClick={() => add(kind)}
            disabledReason={isFull ? `A sequence has at most ${mostSequenceSteps} steps.` : undefined}
          >
            {label}
          </Button>
        ))}
      </div>
    </section>
  );
}
