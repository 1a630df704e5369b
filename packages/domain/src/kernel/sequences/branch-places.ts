import { type BranchCondition, isMailUse } from './branch-condition.ts';

/** The parts of a step on which the places of branches depend. */
type PlacedStep = {
  readonly id: string;
  readonly kind: string;
  readonly of?: string;
  readonly when?: BranchCondition;
};
type Steps = readonly PlacedStep[];

/** Whether a step only says where a part of a branch ends. Nothing is done at it. */
export const isBranchMark = ({ kind }: Pick<PlacedStep, 'kind'>): boolean => kind === 'else' || kind === 'end';

/**
 * SEQ-12: returns what is wrong with the branches of a sequence, in words; undefined if nothing is. A branch has one "otherwise" and one end,
 * in this order, and lies with both in one part of the branch around it. A condition names a message of an earlier step, and an e-mail
 * where it asks whether it was opened or clicked.
 */
export function branchProblem(steps: Steps): string | undefined {
  const open: { readonly id: string; hasElse: boolean }[] = [];
  const messages = new Map<string, string>();
  for (const step of steps) {
    if (step.kind === 'email' || step.kind === 'text') messages.set(step.id, step.kind);
    if (step.kind === 'if') {
      if (step.when && 'message' in step.when && !messages.has(step.when.message))
        return 'the condition of a branch names a message of an earlier step';
      if (step.when && 'message' in step.when && isMailUse(step.when.is) && messages.get(step.when.message) === 'text')
        return 'only an e-mail can be opened or clicked, and the condition of a branch names a text';
      open.push({ id: step.id, hasElse: false });
    }
    if (step.kind !== 'else' && step.kind !== 'end') continue;
    const inner = open.at(-1);
    if (inner === undefined || inner.id !== step.of)
      return `the ${step.kind === 'end' ? 'end' : '“otherwise”'} of a branch lies behind its “if”, in the same part`;
    if (step.kind === 'else') {
      if (inner.hasElse) return 'a branch has one “otherwise”';
      inner.hasElse = true;
    } else {
      if (!inner.hasElse) return 'the “otherwise” of a branch lies before its end';
      open.pop();
    }
  }
  return open.length > 0 ? 'a branch has an end' : undefined;
}

/** Returns the place behind a mark of a branch, or `undefined` where the steps have none: such steps were never saved. */
const behind = (steps: Steps, kind: 'else' | 'end', of: string): number | undefined => {
  const at = steps.findIndex((step) => step.kind === kind && step.of === of);
  return at < 0 ? undefined : at + 1;
};

/** Returns the first places of the two parts of the branch at a place. */
export function partsOfBranch(steps: Steps, place: number): { readonly yes: number; readonly otherwise: number } {
  const step = steps[place];
  return { yes: place + 1, otherwise: (step && behind(steps, 'else', step.id)) ?? steps.length };
}

/** Returns a place, or where it leads: the end of the first part leads behind the branch. The result is no mark. */
export function placeBehindMarks(steps: Steps, place: number): number {
  let at = place;
  for (let step = steps[at]; step !== undefined && isBranchMark(step); step = steps[at])
    at = (step.kind === 'else' ? behind(steps, 'end', step.of ?? '') : undefined) ?? at + 1;
  return at;
}

/** Returns for each step in how many parts of branches it lies. A step that lies in none is carried out for everybody. */
export function depthsOfSteps(steps: Steps): readonly number[] {
  let depth = 0;
  return steps.map(({ kind }) => {
    if (kind === 'end') depth -= 1;
    const own = kind === 'else' ? depth - 1 : depth;
    if (kind === 'if') depth += 1;
    return own;
  });
}

/** Returns the place of the first step from a place on that is neither a wait nor a mark of a branch; the number of steps where there is none. */
export function placeOfNextAct(steps: Steps, place: number): number {
  let at = placeBehindMarks(steps, place);
  while (steps[at]?.kind === 'wait') at = placeBehindMarks(steps, at + 1);
  return at;
}

/** Returns the ids of the steps about whose messages a branch asks. */
export const messagesAsked = (steps: Steps): ReadonlySet<string> =>
  new Set(steps.flatMap(({ when }) => (when && 'message' in when ? [when.message] : [])));
