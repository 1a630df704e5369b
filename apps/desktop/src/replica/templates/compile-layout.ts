import { wordsMark } from '@outpost/domain/kernel/templates/words-mark';
import type { CallOutput } from '../../bridge/contract.ts';

/** Chosen: the most characters of a frame. Gmail cuts mails of more than about 102 KB. */
const mostFrameChars = 80_000;
/** Chosen: a person mends a few faults at a time. */
const mostFaults = 5;

type Compiled = CallOutput<'templates.compile'>;

/**
 * Makes HTML of a layout in MJML, which names the place of the words. It loads no fonts and reads no files. Never throws: what is wrong
 * with the layout is in the answer.
 */
export async function compileLayout(layout: string): Promise<Compiled> {
  const include = layout.split('\n').findIndex((line) => /<mj-include/i.test(line));
  if (include >= 0) return { faults: [`Line ${include + 1}: a layout is one text, and includes no others.`] };
  // 1.2 MB, needed only by people who write templates
  const { default: mjml2html } = await import('mjml-browser');
  try {
    const { html, errors } = await mjml2html(layout, { validationLevel: 'soft', fonts: {}, ignoreIncludes: true });
    const faults = errors.map(({ line, message }) => `Line ${line}: ${message}`).slice(0, mostFaults);
    if (faults.length > 0) return { faults };
    if (html.split(wordsMark).length !== 2)
      return { faults: [`The layout must have ${wordsMark} at exactly one place.`] };
    const frame = html
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join('\n');
    return frame.length > mostFrameChars
      ? {
          faults: [
            `The layout is too large: as HTML it has more than ${mostFrameChars.toLocaleString('en')} characters.`,
          ],
        }
      : { frame };
  } catch (error) {
    return { faults: [error instanceof Error ? error.message : 'This is not MJML.'] };
  }
}
