import type { ActBounds } from '@outpost/domain/engine/act/act-too-large';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { Database } from '../db/database.ts';
import type { DecideElsewhere } from './apply-input.ts';
import type { WriteLimits } from './load/write-limits.ts';

/** The ports and settings that writing needs in addition to its input. */
export type WritePorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly installed: Catalogue;
  /** The limits of one act's writes. Absent: the usual ones. */
  readonly bounds?: ActBounds;
  /** Called with the counts of a person's decided acts, and of their rows in journal and feed. */
  readonly meter?: (decided: {
    readonly orgId: string;
    readonly userId: string;
    readonly acts: number;
    readonly rows: number;
    readonly isOutside: boolean;
  }) => void;
  /** Left out: the usual ones. */
  readonly writeLimits?: WriteLimits;
  /** Decides large turns outside of this thread (E-3). Left out: they are decided in it. */
  readonly elsewhere?: DecideElsewhere;
};
