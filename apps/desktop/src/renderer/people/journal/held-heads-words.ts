import type { Formats } from '@outpost/ui/formats/formats';
import type { CallOutput } from '../../../bridge/contract.ts';

type Held = { readonly text: string; /** Whether all heads are in the journal. */ readonly areEqual: boolean };

/**
 * Returns the words for the heads that devices hold (P-5): "41 devices hold heads of it; all agree." Undefined where no device has
 * reported one.
 */
export function heldHeadsWords(
  devices: CallOutput<'journal.verify'>['devices'],
  { plural, count }: Pick<Formats, 'plural' | 'count'>,
): Held | undefined {
  if (devices === null || devices.holding === 0) return undefined;
  const { holding, agreeing } = devices;
  const held = `${plural(holding, 'device holds a head', 'devices hold heads')} of it`;
  if (holding === agreeing) return { text: `${held}; ${holding === 1 ? 'it agrees' : 'all agree'}.`, areEqual: true };
  return {
    text: `${held}; ${count(holding - agreeing)} of them ${holding - agreeing === 1 ? 'does' : 'do'} not agree: an end of the journal was lost or rewritten after they saw it.`,
    areEqual: false,
  };
}
