/** A colour as `#rrggbb`. */
const form = /^#[0-9a-f]{6}$/i;

/** Returns whether a text is a colour as `#rrggbb`. */
export const isColour = (text: string): boolean => form.test(text);

const partsOf = (colour: string): readonly number[] =>
  [1, 3, 5].map((place) => Number.parseInt(colour.slice(place, place + 2), 16));

/** Returns the relative luminance of a colour, by WCAG 2.2. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = partsOf(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Returns the contrast of two colours, by WCAG 2.2: from 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Returns the colour of text on a colour: black or white, the one with more contrast. It is 4.5 at least for every colour. */
export const textOn = (colour: string): '#000000' | '#ffffff' =>
  contrastOf(colour, '#ffffff') >= contrastOf(colour, '#000000') ? '#ffffff' : '#000000';

/** Returns a colour mixed with another one; `share` is that of the other one, from 0 to 1. */
const mixed = (colour: string, other: string, share: number): string => {
  const others = partsOf(other);
  const parts = partsOf(colour).map((part, place) => Math.round(part * (1 - share) + (others[place] ?? 0) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
};

/** The steps in which a better colour is looked for. */
const steps = 100;

/**
 * Returns the colour nearest to this one, towards black or towards white, that has at least this contrast to each of the grounds.
 * Undefined where there is none.
 */
export function nearestWithContrast(
  colour: string,
  { grounds, least }: { readonly grounds: readonly string[]; readonly least: number },
): string | undefined {
  for (let step = 0; step <= steps; step += 1)
    for (const end of ['#000000', '#ffffff']) {
      const found = mixed(colour, end, step / steps);
      if (grounds.every((ground) => contrastOf(found, ground) >= least)) return found;
    }
  return undefined;
}
