import { ein } from './ein.ts';
import { iban } from './iban.ts';
import { nmlsId } from './nmls-id.ts';
import { rating } from './rating.ts';
import { website } from './website.ts';

/**
 * All formats, in the order in which the settings offer them. A new one is a file beside this one and a line here (with its import):
 * everything else derives.
 */
export const allFormats = [website, rating, iban, ein, nmlsId] as const;

/** The name of a format of this build. */
export type FormatName = (typeof allFormats)[number]['name'];
