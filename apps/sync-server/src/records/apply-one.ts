import { systemUserId } from '@outpost/domain/engine/act/author';
import type { Act } from '@outpost/domain/kernel/acts/act';
import type { Decision } from '@outpost/domain/sync/protocol';
import { applyActs } from './apply-acts.ts';
import type { Applied, ApplyInput } from './apply-input.ts';
import type { WritePorts } from './write-ports.ts';

/** An act without the number, which the server gives. Without `madeAt` it is made now. */
export type OneAct = Omit<Act, 'number' | 'madeAt'> & Partial<Pick<Act, 'madeAt'>>;

type Ended = Extract<Applied, { kind: 'ended' }>;
type AppliedOne = Ended | { readonly kind: 'decided'; readonly decision: Decision };
/** One decision for each act, in their order. */
type AppliedAll = Ended | { readonly kind: 'decided'; readonly decisions: readonly Decision[] };

type By = Pick<ApplyInput, 'orgId' | 'author' | 'device' | 'from' | 'expected'>;

/** Decides acts of a caller that keeps no count of its acts. Each is decided by itself: a refused one does not stop the others. */
export async function applyAll(ports: WritePorts, by: By, given: readonly OneAct[]): Promise<AppliedAll> {
  const madeAt = new Date(ports.clock.nowMs()).toISOString();
  const acts = given.map((act) => ({ madeAt, ...act, number: 1 }));
  const applied = await applyActs(ports, { ...by, heads: [], acts, numbering: 'next' });
  if (applied.kind === 'ended') return applied;
  const decisions = applied.kind === 'decided' ? applied.answers : [];
  if (decisions.length !== acts.length)
    throw new Error(`Acts that the server numbers were not decided: ${JSON.stringify(applied)}`);
  return { kind: 'decided', decisions };
}

/** Decides one act of a caller that keeps no count of its acts. */
export async function applyOne(ports: WritePorts, by: By, act: OneAct): Promise<AppliedOne> {
  const applied = await applyAll(ports, by, [act]);
  if (applied.kind === 'ended') return applied;
  const [decision] = applied.decisions;
  if (!decision) throw new Error('An act was not decided');
  return { kind: 'decided', decision };
}

/** Decides acts of the server itself, one decision for each. */
export async function applyAllByServer(ports: WritePorts, orgId: string, acts: readonly OneAct[]): Promise<readonly Decision[]> {
  if (acts.length === 0) return [];
  const applied = await applyAll(ports, { orgId, author: 'server', device: systemUserId }, acts);
  if (applied.kind === 'ended') throw new Error(`The server's own acts were not decided: ${applied.why}`);
  return applied.decisions;
} // prettier-ignore

/** Decides an act of the server itself. */
export async function applyByServer(ports: WritePorts, orgId: string, act: OneAct): Promise<Decision> {
  const [decision] = await applyAllByServer(ports, orgId, [act]);
  if (!decision) throw new Error('An act was not decided');
  return decision;
}
