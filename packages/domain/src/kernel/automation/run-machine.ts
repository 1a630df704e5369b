import { assertNever } from '../assert-never.ts';
import { hasParts, type Step, type StepOf } from './automation-definition.ts';

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
 * the failures of the present step that were the server's own. `wakesAt`: ISO 8601 UTC. `items`: the ids of the records through which a loop
 * still goes, the present one first; empty outside of loops (AUT-18).
 */
export type RunState = {
  readonly status: RunStatus;
  readonly position: RunPosition;
  readonly round: number;
  readonly faults: number;
  readonly wakesAt: string | null;
  readonly why: string | null;
  readonly items: readonly string[];
};

export const startedRun: RunState = { status: 'running', position: [0], round: 0, faults: 0, wakesAt: null, why: null, items: [] }; // prettier-ignore

/** Chosen: a step at which the server fails this often waits for a person. */
export const mostFaults = 5;

/** The answer of a person that chose a part. */
export type ChosenBy = { readonly person: string; readonly decision: string; readonly note: string };

/**
 * An event of a run: the outcome of a step, the passing of time, or a person's decision. `why` and `act` of `did`: only the log has them. `act`: the
 * act that did it, where it is not the step's own.
 */
export type RunEvent =
  | { readonly kind: 'did'; readonly why?: string; readonly act?: string }
  | { readonly kind: 'unmet'; readonly why: string }
  | { readonly kind: 'chose'; readonly part: 'yes' | 'no'; readonly by?: ChosenBy }
  /** A loop has found its records. `why`: how many, for the log. */
  | { readonly kind: 'looped'; readonly items: readonly string[]; readonly why: string }
  /** The present record of a loop is gone or out of sight: the next one follows. */
  | { readonly kind: 'left-out'; readonly why: string }
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

/** Returns the loop in which a run stands; undefined outside of loops. A loop has no loop in it. */
export function loopAt(steps: readonly Step[], position: RunPosition): StepOf<'each'> | undefined {
  const outer = loopPosition(steps, position);
  const step = outer && stepAt(steps, outer);
  return step?.kind === 'each' ? step : undefined;
}

/** Returns the position of the loop in whose "yes" a position lies. */
function loopPosition(steps: readonly Step[], position: RunPosition): RunPosition | undefined {
  for (let length = position.length - 2; length > 0; length -= 2) {
    const outer = position.slice(0, length);
    if (position[length] === 'yes' && stepAt(steps, outer)?.kind === 'each') return outer;
  }
  return undefined;
}

type Place = Pick<RunState, 'position' | 'items'>;

/** Returns the place with every finished part left, so that it names a step, or lies behind the last one. A loop goes on with its next record. */
function settled(steps: readonly Step[], { position, items }: Place): Place {
  let at: Place = { position, items };
  while (at.position.length > 1 && stepAt(steps, at.position) === undefined) {
    const outer = at.position.slice(0, -2);
    const isLoop = at.position.at(-2) === 'yes' && stepAt(steps, outer)?.kind === 'each';
    at = isLoop ? nextItem(outer, at.items) : { position: after(outer), items: at.items };
  }
  return at;
}

/** Returns the place behind the present record of a loop: at its next record, or behind the loop. */
const nextItem = (loop: RunPosition, items: readonly string[]): Place =>
  items.length > 1 ? { position: [...loop, 'yes', 0], items: items.slice(1) } : { position: after(loop), items: [] };

const after = (position: RunPosition): RunPosition => {
  const last = position.at(-1);
  return [...position.slice(0, -1), typeof last === 'number' ? last + 1 : 0];
};

const waiting = new Set<Step['kind']>(['wait', 'until', 'approve', 'offer']);
const waits = ({ kind }: Step): boolean => waiting.has(kind);

/** Returns the state after an event; undefined where the event is not possible in this state. */
export function afterEvent(steps: readonly Step[], state: RunState, event: RunEvent): RunState | undefined {
  const at = (position: RunPosition, items: readonly string[] = state.items): RunState => {
    const next = settled(steps, { position, items });
    const status = stepAt(steps, next.position) === undefined ? 'done' : 'running';
    return { ...startedRun, ...next, status };
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
      return (goes && isParted && step.kind !== 'each') || asks ? at([...state.position, event.part, 0]) : undefined;
    case 'looped':
      if (!goes || step?.kind !== 'each') return undefined;
      return event.items.length === 0
        ? at([...state.position, 'no', 0])
        : at([...state.position, 'yes', 0], event.items);
    case 'left-out': {
      const loop = goes ? loopPosition(steps, state.position) : undefined;
      const next = loop && nextItem(loop, state.items);
      return next && at(next.position, next.items);
    }
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
      return { ...startedRun, position: state.position, items: state.items, round };
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
