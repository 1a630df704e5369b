import type { Clock } from '@outpost/domain/kernel/ports';

/** Returns the clock's present time in the format of records: UTC with milliseconds. */
export const nowOf = (clock: Clock): string => new Date(clock.nowMs()).toISOString();
