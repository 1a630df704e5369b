import { fillTemplate, type TemplateValues } from './fill-template.ts';
import { gapsIn } from './snippets.ts';

/** The outcome of filling in a snippet. `gaps`: the marks in `text` that the person fills in, in order, each as often as it stands there. */
export type FilledSnippet =
  | { readonly ok: true; readonly text: string; readonly gaps: readonly string[] }
  | { readonly ok: false; readonly fault: string };

/** Returns the mark of a gap: "[[First name]]". */
const markOf = (label: string): string =>
  `[[${label
    .replaceAll(/[[\]\n]/g, ' ')
    .trim()
    .slice(0, 80)}]]`;
type Branch = { [name: string]: string | null | Branch };

/** Returns a copy of the values with a value at a path, which replaces a value that has no parts. */
function withValue(values: TemplateValues, path: string, value: string | null): TemplateValues {
  const root = structuredCloneOf(values);
  const names = path.split('.');
  let at = root;
  for (const name of names.slice(0, -1)) {
    const next = Object.hasOwn(at, name) ? at[name] : undefined;
    at = typeof next === 'object' && next !== null ? next : (at[name] = {});
  }
  at[names.at(-1) ?? ''] = value;
  return root;
}
function structuredCloneOf(values: TemplateValues): Branch {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null && !isList(value)
        ? structuredCloneOf(value)
        : isList(value)
          ? null
          : value,
    ]),
  );
}
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

const has = (values: TemplateValues, path: string): boolean => {
  let at: unknown = values;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return false;
    at = (at as Readonly<Record<string, unknown>>)[name]; // narrowed above
  }
  return true;
};

const written = /\{\{-?\s*([A-Za-z_][\w]*(?:\.[A-Za-z_][\w]*){0,3})/g;

/**
 * PSH-3: fills in the words of a snippet, in the language of templates. A value that is empty, or that nothing here has, becomes a gap:
 * a mark with the name of the value, which the person fills in. It never becomes an empty text, unless the words say what stands there
 * instead (`| default`). `labelOf` names a value for people. Never throws.
 */
export function fillSnippet(words: string, values: TemplateValues, labelOf: (path: string) => string): FilledSnippet {
  const paths = [...new Set([...words.matchAll(written)].flatMap(([, path]) => path ?? []))];
  const known = paths.reduce((all, path) => (has(all, path) ? all : withValue(all, path, null)), values);
  const first = fillTemplate(words, known, { isMarkdown: false });
  if (first.ok) return { ok: true, text: first.text, gaps: [] };
  if (first.why === 'fault') return { ok: false, fault: first.message };
  const marked = first.gaps.reduce((all, path) => withValue(all, path, markOf(labelOf(path))), known);
  const second = fillTemplate(words, marked, { isMarkdown: false });
  if (second.ok) return { ok: true, text: second.text, gaps: gapsIn(second.text) };
  return {
    ok: false,
    fault: second.why === 'fault' ? second.message : `There is no value for ${second.gaps.join(', ')}.`,
  };
}
