import { systemUserId } from '@outpost/domain/engine/act/author';
import type { Act } from '@outpost/domain/kernel/acts/act';
import type { Decision } from '@outpost/domain/sync/protocol';
import { applyActs } from './apply-acts.ts';
import type { Applied, ApplyInput } from './apply-input.ts';
import type { WritePorts } from './write-ports.ts';

/** An act without the number, which the server gives. Without `madeAt` it is made now. */
export type OneAct = Omit<Act, 'number' | 'madeAt'> & Partial<Pick<Act, 'madeAt'>>;

type AppliedOne = Extract<Applied, { kind: 'ended' }> | { readonly kind: 'decided'; readonly decision: Decision };

/** Decides one act of a caller that keeps no count of its acts. */
export async function applyOne(
  ports: WritePorts,
  by: Pick<ApplyInput, 'orgId' | 'author' | 'device' | 'expected'>,
  act: OneAct,
): Promise<AppliedOne> {
  const madeAt = new Date(ports.clock.nowMs()).toISOString();
  const acts = [{ madeAt, ...act, number: 1 }];
  const applied = await applyActs(ports, { ...by, heads: [], acts, numbering: 'next' });
  if (applied.kind === 'ended') return applied;
  const [decision] = applied.kind === 'decided' ? applied.answers : [];
  if (!decision) throw new Error(`An act that the server numbers was not decided: ${JSON.stringify(applied)}`);
  return { kind: 'decided', decision };
}

/** Decides an act of the server itself. */
export async function applyByServer(ports: WritePorts, orgId: string, act: OneAct): Promise<Decision> {
  const applied = await applyOne(ports, { orgId, author: 'server', device: systemUserId }, act);
  if (applied.kind === 'ended') throw new Error(`The server's own act was not decided: ${applied.why}`);
  return applied.decision;
}
