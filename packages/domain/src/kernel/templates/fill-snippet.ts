import { fillTemplate, type TemplateValues } from './fill-template.ts';
import { type FilledSnippet, gapsIn, markOfGap } from './snippets.ts';

/**
 * PSH-3: fills in the words of a snippet, in the language of templates. An empty or unknown value becomes a gap: a mark with the name of
 * the value, which the person fills in. The words can name a text for an empty value (`| default`). `labelOf` names a value for people.
 * Never throws.
 */
export function fillSnippet(words: string, values: TemplateValues, labelOf: (path: string) => string): FilledSnippet {
  const filled = fillTemplate(words, values, { isMarkdown: false, markOf: (path) => markOfGap(labelOf(path)) });
  if (filled.ok) return { ok: true, text: filled.text, gaps: gapsIn(filled.text) };
  return {
    ok: false,
    fault: filled.why === 'fault' ? filled.message : `There is no value for ${filled.gaps.join(', ')}.`,
  };
}
