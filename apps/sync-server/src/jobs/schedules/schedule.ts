import type { Result } from '@outpost/domain/kernel/refusal';
import type { Service } from '../service/service.ts';

/** T-22: work of a pack that comes again and again, once in each period for each tenant that has the pack, whatever number of servers run. */
export type Schedule = {
  /** In the pack, as "late-orders". */
  readonly name: string;
  /** For the log: "marking late orders". */
  readonly doing: string;
  /** From one turn to the next. At least 1. */
  readonly everyMinutes: number;
  /** A turn that fails, or that a server leaves in the midst, comes again soon: what it does must be done once (`Service.act`). */
  readonly run: (service: Service) => Promise<Result<unknown>>;
};
