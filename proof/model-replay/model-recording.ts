import {
  history,
  type ModelAct,
  type ModelAnswer,
  type ModelHistoryRow,
  type ModelLoss,
  type ModelRecord,
  type ModelRole,
  type ModelState,
} from '../model/world/world.mjs';

/** An action of a model's server, or an event that happened to it. */
export type Event =
  | { readonly kind: 'decided'; readonly device: string; readonly act: ModelAct; readonly answer: ModelAnswer }
  | { readonly kind: 'lost'; readonly loss: ModelLoss }
  | { readonly kind: 'roles'; readonly user: string; readonly roles: readonly ModelRole[] }
  | {
      readonly kind: 'pulled';
      readonly user: string;
      readonly told: Readonly<Record<string, ModelRecord | null>>;
      readonly history: readonly ModelHistoryRow[];
    }
  /** The tail was lost: from now on everybody reads from the beginning. */
  | { readonly kind: 'restored' };
/** The events of the model's server between two losses of its tail, and its final state. */
type Recorded = { readonly stretches: readonly (readonly Event[])[]; readonly end: ModelState };

/** `isRead`: with the answers that people get at each pull. `trade`: of loans and stock instead of deals. */
export type ModelDrawing = {
  readonly seed: number;
  readonly steps: number;
  readonly isRead: boolean;
  readonly trade: boolean;
};

/**
 * Plays one of the model's histories and records its server's decisions. A stretch begins with everything that the server
 * remembered then.
 */
export function recordModel({ seed, steps, isRead, trade }: ModelDrawing): Recorded {
  let events: Event[] = [];
  const stretches: Event[][] = [];
  const saved = new Map<ModelState, number>();
  let end: ModelState | undefined;
  history(seed, steps, undefined, {
    trade,
    without: ['horizon'], // the model's horizon cuts through acts, by the model's own numbers
    decided: (device, act, answer) => void events.push({ kind: 'decided', device, act, answer }),
    lost: (loss) => void events.push({ kind: 'lost', loss }),
    roles: (user, to) => void events.push({ kind: 'roles', user, roles: to }),
    saved: (state) => void saved.set(state, events.length),
    restored: (state) => {
      stretches.push(events);
      events = [...events.slice(0, saved.get(state) ?? 0), { kind: 'restored' }];
    },
    ...(isRead
      ? { pulled: (user, told, history_) => void events.push({ kind: 'pulled', user, told, history: history_ }) }
      : {}),
    ended: (state) => void (end = state),
  });
  if (!end) throw new Error('The history did not end.');
  return { stretches: [...stretches, events], end };
}
