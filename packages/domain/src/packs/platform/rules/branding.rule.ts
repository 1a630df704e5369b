import { rule } from '../../../kernel/entities/rule.ts';
import { pictureFault } from '../../../kernel/files/small-pictures.ts';
import { contrastOf, isColour, nearestWithContrast } from '../../../kernel/text/contrast.ts';
import { organisation } from '../entities/organisation.entity.ts';

/** The backgrounds behind the colour of an organisation: the rail in the light and in the dark theme (`ui/theme/tokens.css`). */
export const railColours = { light: '#f6f5f2', dark: '#151413' } as const;

/** WCAG 2.2 AA, 1.4.11: visible parts that are not text. Text on the colour is black or white, and has 4.5. */
const least = 3;

/** PLT-45a: the colour of an organisation is seen in both themes, and its logo is a small picture. */
export const brandingIsUsable = rule(organisation, {
  id: 'PLT-45a',
  check: ({
    record: {
      fields: { accent, logo },
    },
  }) => {
    const fault = logo && pictureFault(logo);
    if (fault !== undefined) return { message: fault, field: 'logo' };
    const colour = accent === undefined ? undefined : colourFault(accent);
    return colour === undefined ? undefined : { message: colour, field: 'accent' };
  },
});

function colourFault(accent: string): string | undefined {
  if (!isColour(accent)) return `"${accent}" is not a colour. Write # and six digits, such as #2f5fd6.`;
  for (const [theme, ground] of Object.entries(railColours)) {
    const ratio = contrastOf(accent, ground);
    if (ratio >= least) continue;
    const near = nearestWithContrast(accent, { grounds: Object.values(railColours), least });
    return `${accent} has a contrast of ${ratio.toFixed(1)} to 1 in the ${theme} theme, and needs ${least} to 1.${near === undefined ? '' : ` ${near} is near it and fits both themes.`}`;
  }
  return undefined;
}
