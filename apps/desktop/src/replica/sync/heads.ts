import type { Head, PushAnswer, SignedHead } from '@outpost/domain/sync/protocol';
import type { StateDocument } from '../records/documents.ts';

/** The heads that a device has seen, and the server's own word for the newest that came with one. */
export type SeenHeads = Pick<StateDocument, 'heads' | 'signedHead'>;

/** P-5: the heads seen with those of decided acts, and the word for the newest of these. */
export function withDecided(
  { heads: known, signedHead = null }: SeenHeads,
  { answers, head }: Pick<Extract<PushAnswer, { kind: 'decided' }>, 'answers' | 'head'>,
): SeenHeads {
  const seen = { heads: answers.reduce((heads, decision) => withHead(heads, decision.head), known), signedHead };
  return head ? withSigned(seen, head) : seen;
}

/** The heads seen with one that the server has signed. A word for an older head does not take the place of a newer one's. */
export function withSigned({ heads, signedHead = null }: SeenHeads, { head, signature }: SignedHead): SeenHeads {
  const isNewest = head[0] >= (heads.at(-1)?.[0] ?? 0);
  return { heads: withHead(heads, head), signedHead: isNewest ? signature : signedHead };
}

/**
 * S-1b: the heads seen with one more, the newest last and ever fewer of the older ones: enough to find the last one in common. A head
 * that is not newer changes nothing.
 */
export function withHead(heads: readonly Head[], head: Head): readonly Head[] {
  const newest = heads.at(-1)?.[0] ?? -1;
  if (head[0] <= newest) return heads;
  return [...heads.filter((_, index) => heads.length - index < 6 || index % 2 === 0), head];
}
