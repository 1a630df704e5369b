import { fillTemplate, type TemplateValues } from '@outpost/domain/kernel/templates/fill-template';

/** The words of a template: its subject, and its text in Markdown. */
export type Letter = { readonly subject: string; readonly words: string };

/** A letter filled in, or what prevents it: the empty values by their names, or a fault in words. */
export type FilledLetter =
  ({ readonly ok: true } & Letter) | { readonly ok: false; readonly gaps: readonly string[]; readonly fault?: string };

/** Fills in both parts of a letter. A subject is one line, and is not Markdown. */
export function fillLetter({ subject, words }: Letter, values: TemplateValues): FilledLetter {
  const parts = [
    ['Subject', fillTemplate(subject, values, { isMarkdown: false })],
    ['Text', fillTemplate(words, values, { isMarkdown: true })],
  ] as const;
  const [[, first], [, second]] = parts;
  if (first.ok && second.ok)
    return { ok: true, subject: first.text.replaceAll(/\s+/g, ' ').trim(), words: second.text };
  const faults = parts.flatMap(([part, one]) => (!one.ok && one.why === 'fault' ? [`${part}: ${one.message}`] : []));
  const gaps = parts.flatMap(([, one]) => (!one.ok && one.why === 'gaps' ? one.gaps : []));
  return { ok: false, gaps: [...new Set(gaps)], ...(faults[0] === undefined ? {} : { fault: faults[0] }) };
}
