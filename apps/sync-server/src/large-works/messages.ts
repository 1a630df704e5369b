import type { openMasterKey } from '../identity/keys/open-master-key.ts';
import type { Metered, Together } from '../records/apply-input.ts';

/** The settings of the thread. It has the same clock, randomness and installed packs as the server. */
export type ThreadSetup = { readonly databaseUrl: string; readonly masterKey: Parameters<typeof openMasterKey>[0] };

/** A message to the thread. `work`: the number that identifies a work. */
export type ToThread =
  | {
      readonly kind: 'decide';
      readonly work: number;
      readonly together: Together;
      readonly isBesideOthers: boolean;
    }
  /** The answer to `rests`: the work's pause is over. */
  | { readonly kind: 'go-on'; readonly work: number; readonly isBesideOthers: boolean }
  /** Ends the thread after the present works. */
  | { readonly kind: 'close' };

export type FromThread =
  | { readonly kind: 'ready' }
  /** The work pauses between two slices, until `go-on`. */
  | { readonly kind: 'rests'; readonly work: number }
  | { readonly kind: 'decided'; readonly work: number; readonly parts: readonly Metered[] }
  | { readonly kind: 'failed'; readonly work: number; readonly fault: SentFault }
  | { readonly kind: 'warns'; readonly details: Readonly<Record<string, unknown>>; readonly message: string };

/** An error with the properties that a copy between threads loses. */
export type SentFault = {
  readonly error: Error;
  readonly code?: string;
  /** Of `NoRoom`: the seconds after which to retry. */
  readonly waitSeconds?: number;
};
