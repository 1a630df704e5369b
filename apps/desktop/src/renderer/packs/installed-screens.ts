import type { PackScreens } from '../slots/pack-screens.ts';
import { crmScreens } from './crm/screens.ts';

/** The only list of packs with separate screens. */
export const installedScreens: readonly PackScreens[] = [crmScreens];
