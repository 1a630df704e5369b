import { prepareTemplate, type TemplateValues } from '@outpost/domain/kernel/templates/fill-template';

/** The words of a template: its subject, and its text in Markdown. */
export type Letter = { readonly subject: string; readonly words: string };

/** A letter filled in, or what prevents it: the empty values by their names, or a fault in words. */
export type FilledLetter =
  ({ readonly ok: true } & Letter) | { readonly ok: false; readonly gaps: readonly string[]; readonly fault?: string };

/** Reads both parts of a letter once, and returns the function that fills them in. A subject is one line, and is not Markdown. */
export function prepareLetter({ subject, words }: Letter): (values: TemplateValues) => FilledLetter {
  const prepared = [
    ['Subject', prepareTemplate(subject, { isMarkdown: false })],
    ['Text', prepareTemplate(words, { isMarkdown: true })],
  ] as const;
  return (values) => {
    const parts = prepared.map(([part, fill]) => [part, fill(values)] as const);
    const [first, second] = parts.map(([, one]) => one);
    if (first?.ok === true && second?.ok === true)
      return { ok: true, subject: first.text.replaceAll(/\s+/g, ' ').trim(), words: second.text };
    const faults = parts.flatMap(([part, one]) => (!one.ok && one.why === 'fault' ? [`${part}: ${one.message}`] : []));
    const gaps = parts.flatMap(([, one]) => (!one.ok && one.why === 'gaps' ? one.gaps : []));
    return { ok: false, gaps: [...new Set(gaps)], ...(faults[0] === undefined ? {} : { fault: faults[0] }) };
  };
}

/** Fills in a letter once. */
export const fillLetter = (letter: Letter, values: TemplateValues): FilledLetter => prepareLetter(letter)(values);
