import type { SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { mostSequenceSteps } from '@outpost/domain/kernel/sequences/sequence-steps';
import { Button } from '@outpost/ui/parts/button';
import { OrderedRows } from '@outpost/ui/parts/ordered-rows';
import { useEffect, useRef, useState } from 'react';
import type { OfferedValue } from '../../templates/offered-values.ts';
import { depthsOfSteps } from '@outpost/domain/kernel/sequences/branch-places';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import {
  type AddedKind,
  draftStepOf,
  faultOfBranches,
  messagesBefore,
  movedStep,
  newStepId,
  type SequenceBranchPart,
  type SequenceDraftStep,
  withoutSequenceStep,
  withStepInPart,
} from './draft-steps.ts';
import { stepIcons } from '../sequence-words.ts';
import { StepFields } from './step-fields.tsx';
import classes from '../sequences.module.css';

type Props = {
  /** The kind of record that the sequence is written about. */
  readonly entity: Entity;
  readonly steps: readonly SequenceDraftStep[];
  /** The ids of steps of saved versions: no new step takes them. */
  readonly taken: readonly string[];
  readonly faults: ReadonlyMap<string, string>;
  readonly offered: readonly OfferedValue[];
  readonly templates: readonly { readonly value: string; readonly label: string }[];
  readonly onSteps: (steps: readonly SequenceDraftStep[]) => void;
};

/** Chosen: a branch takes a line for its “if”, one for “otherwise” and one for its end. */
const linesOfBranch = 3;

const adds: readonly { readonly kind: AddedKind; readonly label: string }[] = [
  { kind: 'email', label: 'Add an e-mail' },
  { kind: 'text', label: 'Add a text' },
  { kind: 'letter', label: 'Add a letter' },
  { kind: 'task', label: 'Add a task' },
  { kind: 'wait', label: 'Add a wait' },
];

/** The steps of a sequence as a list that the keyboard reaches: add, change, move, duplicate, remove. */
export function EditedSteps({ entity, steps, taken, faults, offered, templates, onSteps }: Props) {
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
  const idsFor = (kind: SequenceStep['kind']) => newStepId(kind, [...taken, ...steps.map((step) => step.id)]);
  const addBranch = () => {
    const id = idsFor('if');
    const marks = (['else', 'end'] as const).map((kind) => draftStepOf({ id: idsFor(kind), kind, of: id }));
    onSteps([...steps, draftStepOf({ id, kind: 'if' }), ...marks]);
    setWanted(id);
  };
  const addInto = (id: string, part: SequenceBranchPart, kind: AddedKind) => {
    const made = draftStepOf({ id: idsFor(kind), kind });
    onSteps(withStepInPart(steps, { id, part }, made));
    setWanted(made.id);
  };
  const remove = (step: SequenceDraftStep) => {
    const place = steps.indexOf(step);
    onSteps(withoutSequenceStep(steps, step.id));
    setWanted((steps[place + 1] ?? steps[place - 1])?.id ?? '');
  };
  const isFull = steps.length >= mostSequenceSteps;
  const depths = depthsOfSteps(steps.map(({ id, kind, of }) => ({ id, kind, of })));
  const nameOf = (id: string) => `step ${steps.findIndex((step) => step.id === id) + 1}`;
  const unordered = faultOfBranches(steps);
  return (
    <section ref={box} aria-labelledby="edited-steps" className={classes.stepList}>
      <h2 id="edited-steps" className={classes.heading}>
        Steps
      </h2>
      <OrderedRows
        label="Steps"
        rows={steps.map((step, place) => ({
          id: step.id,
          label: `step ${place + 1}`,
          step,
          depth: depths[place] ?? 0,
        }))}
        onMove={(id, place) => onSteps(movedStep(steps, id, place))}
        draw={({ step, label, depth }) => (
          <StepFields
            step={step}
            name={label}
            depth={depth}
            entity={entity}
            branch={step.of === '' ? undefined : nameOf(step.of)}
            earlier={messagesBefore(steps, step.id).map(({ id }) => ({
              value: id,
              label: `The message of ${nameOf(id)}`,
            }))}
            onAdd={(part, kind) => addInto(part === 'if' ? step.id : step.of, part, kind)}
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
        <Button
          size="sm"
          icon={stepIcons.if}
          onClick={addBranch}
          disabledReason={
            steps.length + linesOfBranch > mostSequenceSteps
              ? `A sequence has at most ${mostSequenceSteps} steps, and a branch takes three.`
              : undefined
          }
        >
          Add a branch
        </Button>
      </div>
      {unordered === undefined ? null : (
        <p className={classes.fault} role="status">
          {unordered}
        </p>
      )}
    </section>
  );
}
