import type { Bridge } from '../../bridge/contract.ts';

const underway = new WeakMap<Bridge, Set<Promise<unknown>>>();

/** Notes an act that a person has asked for, until it is stored or refused. It may have questions of its own before. Returns the act. */
export function noteUnderway<T>(bridge: Bridge, act: Promise<T>): Promise<T> {
  const acts = underway.get(bridge) ?? new Set();
  underway.set(bridge, acts);
  acts.add(act);
  const forget = () => void acts.delete(act);
  act.then(forget, forget);
  return act;
}

/** Resolves when all acts that were asked for before are stored or refused. Undo waits for them, so that it undoes the newest one. */
export async function actsStored(bridge: Bridge): Promise<void> {
  const acts: readonly Promise<unknown>[] = [...(underway.get(bridge) ?? [])];
  await Promise.allSettled(acts);
}
