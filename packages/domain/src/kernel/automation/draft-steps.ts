import { hasParts, type PartedKind } from './automation-definition.ts';
import { allDraftSteps } from './automation-draft.ts';
import type { DraftStep } from './draft-step.ts';

type Steps = readonly DraftStep[];
export type BranchPart = 'yes' | 'no';

/** Where a new step comes: as the first of all, behind a step, or as the last one in a part of a step. */
export type StepPlace = 'first' | { readonly after: string } | { readonly in: string; readonly part: BranchPart };

/** Returns the steps with one of them replaced by what `next` makes of it, at any depth. */
function replaced(steps: Steps, id: string, next: (step: DraftStep) => Steps): Steps {
  return steps.flatMap((step): Steps => {
    if (step.id === id) return next(step);
    if (!hasParts(step)) return [step];
    return [{ ...step, yes: replaced(step.yes, id, next), no: replaced(step.no, id, next) }];
  });
}

/** Returns the steps with a changed step in the place of the one with the same id. */
export const withChangedStep = (steps: Steps, changed: DraftStep): Steps =>
  replaced(steps, changed.id, () => [changed]);

/** Returns the steps without one of them, and without the steps in it. */
export const withoutStep = (steps: Steps, id: string): Steps => replaced(steps, id, () => []);

/** Returns the steps with a new one. */
export function withNewStep(steps: Steps, place: StepPlace, step: DraftStep): Steps {
  if (place === 'first') return [step, ...steps];
  if ('after' in place) return replaced(steps, place.after, (before) => [before, step]);
  const { part } = place;
  return replaced(steps, place.in, (branch) =>
    hasParts(branch) ? [{ ...branch, [part]: [...branch[part], step] }] : [branch],
  );
}

/** Returns an id that no step has: the kind and a number. The log of a run names steps by it. */
export function freeStepId(steps: Steps, kind: DraftStep['kind']): string {
  const taken = new Set(allDraftSteps(steps).map(({ id }) => id));
  let number = 1;
  while (taken.has(`${kind}-${number}`)) number += 1;
  return `${kind}-${number}`;
}

/** Returns the steps with a copy of one of them behind it, and the id of the copy. The steps in it get new ids, too. */
export function withCopiedStep(steps: Steps, id: string): { readonly steps: Steps; readonly copy: string } {
  let copy = id;
  const next = replaced(steps, id, (step) => {
    const made = copyOf(step, [...steps]);
    copy = made.id;
    return [step, made];
  });
  return { steps: next, copy };
}

/** Copies a step. Adds each copy to `taken`, so that the next one gets another id. */
function copyOf(step: DraftStep, taken: DraftStep[]): DraftStep {
  const id = freeStepId(taken, step.kind);
  taken.push({ id, kind: 'wait', count: 1, unit: 'day' });
  if (!hasParts(step)) return { ...step, id };
  return { ...step, id, yes: step.yes.map((one) => copyOf(one, taken)), no: step.no.map((one) => copyOf(one, taken)) };
}

/** The list in which a step stands: the outermost one, or a part of a step. */
type Standing = {
  readonly list: Steps;
  readonly at: number;
  readonly in?: { readonly id: string; readonly part: BranchPart };
};

function standingOf(steps: Steps, id: string, inside?: Standing['in']): Standing | undefined {
  const at = steps.findIndex((step) => step.id === id);
  if (at >= 0) return { list: steps, at, ...(inside ? { in: inside } : {}) };
  for (const step of steps) {
    if (!hasParts(step)) continue;
    const found =
      standingOf(step.yes, id, { id: step.id, part: 'yes' }) ?? standingOf(step.no, id, { id: step.id, part: 'no' });
    if (found) return found;
  }
  return undefined;
}

/**
 * Returns the steps with one of them moved by one place, as a person reads them: past its neighbour, into a step with parts and through both of its
 * parts, and out again. The same steps where it can go no further.
 */
export function withMovedStep(steps: Steps, id: string, way: 'up' | 'down'): Steps {
  const standing = standingOf(steps, id);
  const step = standing?.list[standing.at];
  if (!standing || !step) return steps;
  const neighbour = standing.list[standing.at + (way === 'up' ? -1 : 1)];
  const rest = withoutStep(steps, id);
  if (neighbour && hasParts(neighbour))
    return replaced(rest, neighbour.id, (branch) => {
      if (!hasParts(branch)) return [branch];
      return [way === 'up' ? { ...branch, no: [...branch.no, step] } : { ...branch, yes: [step, ...branch.yes] }];
    });
  if (neighbour) return replaced(rest, neighbour.id, (other) => (way === 'up' ? [step, other] : [other, step]));
  if (!standing.in) return steps;
  const { part } = standing.in;
  return replaced(rest, standing.in.id, (branch) => {
    if (!hasParts(branch)) return [branch];
    if (way === 'up') return part === 'yes' ? [step, branch] : [{ ...branch, yes: [...branch.yes, step] }];
    return part === 'no' ? [branch, step] : [{ ...branch, no: [step, ...branch.no] }];
  });
}

/** A line of the list of steps. `part`: the heading of a part of a step, `of` that kind. `number`: counts the steps from 1, those with parts among them. */
export type StepLine =
  | { readonly kind: 'step'; readonly step: DraftStep; readonly number: number; readonly depth: number }
  | { readonly kind: 'part'; readonly branch: string; readonly of: PartedKind; readonly part: BranchPart; readonly depth: number; readonly isEmpty: boolean }; // prettier-ignore

/** Returns the lines of the list of steps from top to bottom. */
export function stepLines(steps: Steps): readonly StepLine[] {
  let number = 0;
  const linesOf = (list: Steps, depth: number): readonly StepLine[] =>
    list.flatMap((step): readonly StepLine[] => {
      number += 1;
      const line: StepLine = { kind: 'step', step, number, depth };
      if (!hasParts(step)) return [line];
      const partOf = (part: BranchPart): readonly StepLine[] => [
        { kind: 'part', branch: step.id, of: step.kind, part, depth: depth + 1, isEmpty: step[part].length === 0 },
        ...linesOf(step[part], depth + 2),
      ];
      return [line, ...partOf('yes'), ...partOf('no')];
    });
  return linesOf(steps, 0);
}
