import { bugsOfAreas } from './bugs-of-areas.ts';
import { bugsOfDeviceRules } from './bugs-of-device-rules.ts';
import { bugsOfEffects } from './bugs-of-effects.ts';
import { bugsOfFiles } from './bugs-of-files.ts';
import { bugsOfLostDevices } from './bugs-of-lost-devices.ts';
import { bugsOfNarrowing } from './bugs-of-narrowing.ts';
import { bugsOfPipelines } from './bugs-of-pipelines.ts';
import { bugsOfReads } from './bugs-of-reads.ts';
import { bugsOfSessions } from './bugs-of-sessions.ts';
import { bugsOfOtherDrawings } from './bugs-of-other-drawings.ts';
import { bugsOfTheModel } from './bugs-of-the-model.ts';
import { bugsOfTheTrade } from './bugs-of-the-trade.ts';
import { bugsOfUsualHistories } from './bugs-of-usual-histories.ts';
import { bugsOfTenants } from './bugs-of-tenants.ts';
import type { PlantedBug } from './planted-bug.ts';

/**
 * The bugs are planted one at a time by a module hook in the simulation's own process (`plant.ts`). The product has no switch for
 * them, and a test fails where a text is no longer found. A checker that finds none of them would prove nothing.
 */
export const plantedBugs: readonly PlantedBug[] = [
  ...bugsOfUsualHistories,
  ...bugsOfOtherDrawings,
  ...bugsOfReads,
  ...bugsOfAreas,
  ...bugsOfNarrowing,
  ...bugsOfFiles,
  ...bugsOfTenants,
  ...bugsOfPipelines,
  ...bugsOfLostDevices,
  ...bugsOfSessions,
  ...bugsOfEffects,
  ...bugsOfDeviceRules,
  ...bugsOfTheModel,
  ...bugsOfTheTrade,
];
