import type { Result } from '@outpost/domain/kernel/refusal';
import type { Service } from '../service/service.ts';

/**
 * The ids of changed records by their kinds, each once. Of followed kinds also the records that a changed one no longer belongs to: its earlier
 * parent, and the survivor of a merge that was undone.
 */
export type ChangedRecords = ReadonlyMap<string, readonly string[]>;

/**
 * T-22: work of a pack that follows from changes of records, soon after them and behind the pushes, and work that becomes due by time.
 * Each part may be repeated where a server stops in it. Its effects must therefore be idempotent (`Service.act`).
 */
export type JournalFollower = {
  /** Its name in the pack, such as "sequences". Its place in the journal is kept under it. */
  readonly name: string;
  /** A description for the log, such as "moving sequences". */
  readonly doing: string;
  /** The kinds whose changes it follows. */
  readonly kinds: readonly string[];
  /** Answers changes, at most some hundred at once. Changes whose answer was refused come again. */
  readonly follow: (service: Service, changed: ChangedRecords) => Promise<Result<unknown>>;
  /** Does what is due. `more`: it did as much as it does at once. */
  readonly due?: (service: Service) => Promise<Result<'done' | 'more'>>;
};
