import type { Clock } from '@outpost/domain/kernel/ports';

/** The clock's now as records write it: UTC with milliseconds. */
export const nowOf = (clock: Clock): string => new Date(clock.nowMs()).toISOString();
