import type { Head, PushAnswer, SignedHead } from '@outpost/domain/sync/protocol';
import type { StateDocument } from '../../records/documents.ts';

/** The heads that a device has received, and the server's signature of the newest signed one. */
export type SeenHeads = Pick<StateDocument, 'heads' | 'signedHead'>;

/** Returns the received heads with those of decided acts, and the signature of the newest one (P-5). */
export function withDecided(
  { heads: known, signedHead = null }: SeenHeads,
  { answers, head }: Pick<Extract<PushAnswer, { kind: 'decided' }>, 'answers' | 'head'>,
): SeenHeads {
  const seen = { heads: answers.reduce((heads, decision) => withHead(heads, decision.head), known), signedHead };
  return head ? withSigned(seen, head) : seen;
}

/**
 * Returns the received heads with one that the server has signed. A signature of an older head does not replace that of a
 * newer one.
 */
export function withSigned({ heads, signedHead = null }: SeenHeads, { head, signature }: SignedHead): SeenHeads {
  const isNewest = head[0] >= (heads.at(-1)?.[0] ?? 0);
  return { heads: withHead(heads, head), signedHead: isNewest ? signature : signedHead };
}

/**
 * Returns the received heads with one more, the newest last. Older heads are thinned out the more, the further back they are:
 * enough stay to find the last common one (S-1b). A head that is not newer changes nothing.
 */
export function withHead(heads: readonly Head[], head: Head): readonly Head[] {
  const newest = heads.at(-1)?.[0] ?? -1;
  if (head[0] <= newest) return heads;
  return [...heads.filter((_, index) => heads.length - index < 6 || index % 2 === 0), head];
}
