import { assertNever } from '../assert-never.ts';
import { hasParts, type Step } from './automation-definition.ts';

/**
 * The place of a run in its steps: the number of a step, then for each step with parts around it the part and the number in that part. `[2]` is the
 * third step, `[2, "yes", 0]` the first step of its first part. A number behind the last step means that the part is at its end.
 */
export type RunPosition = readonly (number | 'yes' | 'no')[];

/**
 * `running`: its next step can be carried out. `waiting`: until `wakesAt`, or until what it waits for has come. `refused`, `failed`: it stopped at a step, and a person decides.
 * `done`, `ended` (its conditions were not met) and `cancelled` are final.
 */
export const runStatuses = ['running', 'waiting', 'done', 'ended', 'refused', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];

/**
 * The state of a run, as it is stored. `round`: how often a person had a refused step tried again; a new round makes a new act. `faults`:
 * the failures of the present step that were the server's own. `wakesAt`: ISO 8601 UTC.
 */
export type RunState = {
  readonly status: RunStatus;
  readonly position: RunPosition;
  readonly round: number;
  readonly faults: number;
  readonly wakesAt: string | null;
  readonly why: string | null;
};

export const startedRun: RunState = { status: 'running', position: [0], round: 0, faults: 0, wakesAt: null, why: null };

/** Chosen: a step at which the server fails this often waits for a person. */
export const mostFaults = 5;

/** The answer of a person that chose a part. */
export type ChosenBy = { readonly person: string; readonly decision: string; readonly note: string };

/** What happens to a run: the outcome of a step, the passing of time, or a person's decision. `why` of `did`: only the log has it. */
export type RunEvent =
  | { readonly kind: 'did'; readonly why?: string }
  | { readonly kind: 'unmet'; readonly why: string }
  | { readonly kind: 'chose'; readonly part: 'yes' | 'no'; readonly by?: ChosenBy }
  | { readonly kind: 'waits'; readonly until: string }
  | { readonly kind: 'woke' }
  | { readonly kind: 'was-refused'; readonly why: string }
  | { readonly kind: 'faulted'; readonly why: string }
  | { readonly kind: 'try-again' }
  | { readonly kind: 'skip' }
  | { readonly kind: 'cancel' };

/** Returns the step at which a run stands; undefined where all are done. Steps whose part is at its end count as left. */
export function stepAt(steps: readonly Step[], position: RunPosition): Step | undefined {
  let list = steps;
  let step: Step | undefined;
  for (const part of position) {
    if (typeof part === 'number') {
      step = list[part];
      continue;
    }
    if (step === undefined || !hasParts(step)) return undefined;
    list = step[part];
    step = undefined;
  }
  return step;
}

/** Returns the position with every finished part left, so that it names a step, or lies behind the last one. */
function settled(steps: readonly Step[], position: RunPosition): RunPosition {
  let at = position;
  while (at.length > 1 && stepAt(steps, at) === undefined) at = after(at.slice(0, -2));
  return at;
}

const after = (position: RunPosition): RunPosition => {
  const last = position.at(-1);
  return [...position.slice(0, -1), typeof last === 'number' ? last + 1 : 0];
};

const waits = (step: Step): boolean => step.kind === 'wait' || step.kind === 'until' || step.kind === 'approve';

/** Returns the state after an event; undefined where the event is not possible in this state. */
export function afterEvent(steps: readonly Step[], state: RunState, event: RunEvent): RunState | undefined {
  const at = (position: RunPosition): RunState => {
    const next = settled(steps, position);
    const status = stepAt(steps, next) === undefined ? 'done' : 'running';
    return { ...startedRun, status, position: next };
  };
  const stopped = state.status === 'refused' || state.status === 'failed';
  const goes = state.status === 'running';
  const step = stepAt(steps, state.position);
  const isParted = step !== undefined && hasParts(step);
  const asks = state.status === 'waiting' && isParted; // what it waits for may come at any time, and may become impossible
  switch (event.kind) {
    case 'did':
      return goes && step && !isParted && step.kind !== 'wait' ? at(after(state.position)) : undefined;
    case 'unmet':
      return goes || asks ? { ...state, status: 'ended', wakesAt: null, why: event.why } : undefined;
    case 'chose':
      return (goes && isParted) || asks ? at([...state.position, event.part, 0]) : undefined;
    case 'waits':
      return goes && step !== undefined && waits(step)
        ? { ...state, status: 'waiting', wakesAt: event.until }
        : undefined;
    case 'woke':
      return state.status === 'waiting' && !isParted ? at(after(state.position)) : undefined;
    case 'was-refused':
      return goes || asks ? { ...state, status: 'refused', wakesAt: null, why: event.why } : undefined;
    case 'faulted': {
      if (!goes && state.status !== 'waiting') return undefined;
      const faults = state.faults + 1;
      return { ...state, faults, why: event.why, status: faults >= mostFaults ? 'failed' : state.status };
    }
    case 'try-again': {
      if (!stopped) return undefined;
      const round = state.status === 'refused' ? state.round + 1 : state.round; // a failed act may have been done: its id stays
      return { ...startedRun, position: state.position, round };
    }
    case 'skip':
      return stopped || state.status === 'waiting' ? at(after(state.position)) : undefined;
    case 'cancel':
      return stopped || goes || state.status === 'waiting'
        ? { ...state, status: 'cancelled', wakesAt: null }
        : undefined;
    default:
      return assertNever(event);
  }
}
