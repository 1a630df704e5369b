import type { Result } from '@outpost/domain/kernel/refusal';
import type { Service } from '../service/service.ts';

/** T-22: periodic work of a pack, done once in each period for each tenant that has the pack, however many servers run. */
export type JobSchedule = {
  /** Its name in the pack, such as "late-orders". */
  readonly name: string;
  /** A description for the log, such as "marking late orders". */
  readonly doing: string;
  /** The time from one turn to the next. At least 1. */
  readonly everyMinutes: number;
  /**
   * Does the work of one turn. A turn that fails, or that a server does not finish, is repeated soon. Its effect must
   * therefore be idempotent (`Service.act`).
   */
  readonly run: (service: Service) => Promise<Result<unknown>>;
};
