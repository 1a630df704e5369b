import type { AskedAct } from '@outpost/domain/engine/decide';
import type { Decision, Head } from '@outpost/domain/sync/protocol';
import type { ActAuthor } from '../access/service-account.ts';
import type { ActOrigin } from '../journal/chain.ts';
import type { EndedWhy } from '../identity/sessions/sessions.ts';

export type ApplyInput = {
  readonly orgId: string;
  readonly author: ActAuthor;
  readonly device: string;
  /** The origin of the request, for the journal. Absent: no request brought these acts. */
  readonly from?: ActOrigin | undefined;
  /** The journal heads that the device has seen (S-1b). Empty: no check for a fork. */
  readonly heads: readonly Head[];
  readonly acts: readonly AskedAct[];
  /** `given`: the device numbers its acts, and the numbers are checked (S-2b). `next`: the server numbers them, for programs that keep no count. */
  readonly numbering: 'given' | 'next';
  /**
   * By act, then by record: the version that a record must still have. Otherwise the act is refused with `records/stale`, and is not
   * stored. It reveals the present version only to an author who sees the record.
   */
  readonly expected?: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** The act from which on none was decided: its number is not the device's next (S-2b). */
export type Stopped = { readonly act: string; readonly code: 'sync/device-set-back' | 'sync/gap' };
export type Applied =
  | { readonly kind: 'fork'; readonly common: number }
  /** The author's session has ended, or the author no longer works here: no act was decided. */
  | { readonly kind: 'ended'; readonly why: EndedWhy }
  | { readonly kind: 'decided'; readonly answers: readonly Decision[]; readonly stopped: Stopped | null };

/** The result, with the number of rows written to journal and feed, or that a refused act would have written. */
export type Metered =
  | Exclude<Applied, { readonly kind: 'decided' }>
  | (Extract<Applied, { readonly kind: 'decided' }> & { readonly rows: number; readonly isOutside: boolean });

/** The requests of one turn. It is plain data, so that it can be sent to another thread. */
export type Together = {
  readonly orgId: string;
  readonly inputs: readonly ApplyInput[];
  /** The cost of their acts, in usual edits. */
  readonly weight: number;
};

/** Decides a turn in another thread. Returns `undefined` where there is none yet; then nothing was done. */
export type DecideElsewhere = (together: Together) => Promise<readonly Metered[]> | undefined;
