import type { Head, PushAnswer, SignedHead } from '@outpost/domain/sync/protocol';
import type { StateDocument } from '../records/documents.ts';

/** The heads that a device has seen, and the server's signature of the newest signed one. */
export type SeenHeads = Pick<StateDocument, 'heads' | 'signedHead'>;

/** P-5: the seen heads with those of decided acts, and the signature of the newest one. */
export function withDecided(
  { heads: known, signedHead = null }: SeenHeads,
  { answers, head }: Pick<Extract<PushAnswer, { kind: 'decided' }>, 'answers' | 'head'>,
): SeenHeads {
  const seen = { heads: answers.reduce((heads, decision) => withHead(heads, decision.head), known), signedHead };
  return head ? withSigned(seen, head) : seen;
}

/** The seen heads with one that the server has signed. A signature of an older head does not replace that of a newer one. */
export function withSigned({ heads, signedHead = null }: SeenHeads, { head, signature }: SignedHead): SeenHeads {
  const isNewest = head[0] >= (heads.at(-1)?.[0] ?? 0);
  return { heads: withHead(heads, head), signedHead: isNewest ? signature : signedHead };
}

/**
 * S-1b: the seen heads with one more, the newest last and ever fewer of the older ones: enough to find the last one in common. A
 * head that is not newer changes nothing.
 */
export function withHead(heads: readonly Head[], head: Head): readonly Head[] {
  const newest = heads.at(-1)?.[0] ?? -1;
  if (head[0] <= newest) return heads;
  return [...heads.filter((_, index) => heads.length - index < 6 || index % 2 === 0), head];
}
