import type { Bridge, BridgeResult, CallOutput } from '../../../../../bridge/contract.ts';
import { refusalText } from '../../../../queries/use-acts.ts';
import { enrolmentKind } from '../use-sequences.ts';
import type { EnrolmentPlan, NotStarted, PlannedStart } from './enrolment-plan.ts';

/** The most enrolments of one act, and the most characters of their words. Chosen: each act is well below the size of one request (E-3). */
const mostInAct = 250;
const mostCharsInAct = 1_000_000;

/** Returns starts in the pieces of which each is one act, in their order. */
export function inActs(starts: readonly PlannedStart[]): readonly (readonly PlannedStart[])[] {
  const pieces: PlannedStart[][] = [];
  let chars = 0;
  for (const one of starts) {
    const own = JSON.stringify(one.fields).length;
    const last = pieces.at(-1);
    if (last === undefined || last.length >= mostInAct || chars + own > mostCharsInAct) {
      pieces.push([one]);
      chars = own;
    } else {
      last.push(one);
      chars += own;
    }
  }
  return pieces;
}

/** The sums of all pieces so far. `done`: records that were tried. `refused`: those that this device refuses, with its reasons. */
export type StartedSoFar = {
  readonly done: number;
  readonly made: number;
  readonly refused: readonly NotStarted[];
  readonly group: string | null;
};
const nothing: StartedSoFar = { done: 0, made: 0, refused: [], group: null };

/** The end of a run. `stopped`: its signal was aborted after the present piece. */
export type StartEnd =
  | { readonly state: 'done' | 'stopped'; readonly sum: StartedSoFar }
  | { readonly state: 'failed'; readonly sum: StartedSoFar; readonly message: string };

type Run = {
  readonly label: string;
  readonly ownerId: string;
  /** Only returns what this device would refuse. */
  readonly isTrial: boolean;
  readonly signal: AbortSignal;
  readonly onPiece?: (sum: StartedSoFar) => void;
};

/** Starts the sequence on all planned records, piece by piece, as one group of acts with one undo. A record that is refused is left out alone. */
export async function startEach(bridge: Bridge, starts: readonly PlannedStart[], run: Run): Promise<StartEnd> {
  let sum = nothing;
  for (const piece of inActs(starts)) {
    const answer: BridgeResult<CallOutput<'acts.performEach'>> = await bridge.call('acts.performEach', {
      label: run.label,
      group: sum.group,
      isTrial: run.isTrial,
      edits: piece.map(({ fields }) => ({ entity: enrolmentKind.name, create: { fields, ownerId: run.ownerId } })),
    });
    if (!answer.ok) return { state: 'failed', sum, message: refusalText(answer) };
    const { made, refused, group } = answer.value;
    const left = refused.flatMap(({ place, message }): readonly NotStarted[] => {
      const one = piece[place];
      return one ? [{ record: one.record, title: one.title, why: message }] : [];
    });
    sum = { done: sum.done + piece.length, made: sum.made + made, refused: [...sum.refused, ...left], group };
    if (run.signal.aborted) return { state: 'stopped', sum };
    run.onPiece?.(sum);
  }
  return { state: 'done', sum };
}

/** Returns a plan without the records that this device refuses. */
export function withoutRefused({ starts, not }: EnrolmentPlan, refused: readonly NotStarted[]): EnrolmentPlan {
  const ids = new Set(refused.map(({ record }) => record.id));
  return { starts: starts.filter(({ record }) => !ids.has(record.id)), not: [...not, ...refused] };
}
