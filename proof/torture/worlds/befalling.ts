import type { SeededRandom } from '@outpost/domain/testing/seeded-random';
import type { Machine } from '../machines/machine.ts';

/** An event of a machine or of the server. All its random values come from `random`. */
export type Befalling = (at: { readonly machine: Machine; readonly random: SeededRandom }) => Promise<void>;
