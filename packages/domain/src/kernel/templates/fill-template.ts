import { Liquid } from 'liquidjs';

/** The values that a template may name, by the name that it writes: `{ deal: { name: 'South façade', amount: null } }`. Null is empty. */
export type TemplateValues = { readonly [name: string]: string | null | TemplateValues | readonly TemplateValues[] };

/** The outcome of filling in a template. `gaps`: the empty values that it names, as written, each once. */
export type FilledTemplate =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: 'gaps'; readonly gaps: readonly string[] }
  /** `message`: what is wrong, for the person who edits the template, with the line. */
  | { readonly ok: false; readonly why: 'fault'; readonly message: string };

/** Chosen: the most characters of a template, and the bounds of one filling. A letter takes less than a millisecond. */
export const mostTemplateChars = 20_000;
const mostFillMs = 100;
/** LiquidJS measures the time of the clock, which also passes while the computer does something else. So a fault of time must come each time. */
const mostFillings = 3;
const isTooLong = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('template render limit');
/** In LiquidJS's unit: about one for each character and each item that a template makes. */
const mostFillMemory = 200_000;

/** Tags that read other files, stop the escaping of braces, or never end a line. A template is one text. */
const leftOut = ['include', 'render', 'layout', 'block', 'raw', 'tablerow', 'increment', 'decrement', 'liquid'];

/** Letters that would mean something in Markdown, at any place of a value. */
const marks = /[\\`*[\]<>~|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** Signs at the beginning of a line that Markdown reads as a heading, a quotation or a list; and the dot of a numbered list. */
const beginnings = /(?<=^\s*)[#>+-]|(?<=^\s*\d+)[.)]/gm;

/** Returns a value so that Markdown shows it as it is. */
export const escapeMarkdown = (value: string): string =>
  value
    .replaceAll(marks, String.raw`\$&`)
    .replaceAll(beginnings, String.raw`\$&`)
    .replaceAll(/\n\s*\n/g, '\n');

/** Collects what one filling finds. */
type Found = { readonly gaps: Set<string> };

/** How a template is filled in. `isMarkdown`: values are escaped, so that Markdown shows them as they are. */
type TemplateOptions = {
  readonly isMarkdown: boolean;
  /**
   * Returns the mark that is written in place of a gap, by the name of the value. A value that nothing has is a gap, too. No filter
   * changes a mark of an output. Without `markOf`, a gap stops the filling, and a value that nothing has is a fault.
   */
  readonly markOf?: (name: string) => string;
};

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

function engine(found: Found, { isMarkdown, markOf }: TemplateOptions): Liquid {
  const escape = isMarkdown ? escapeMarkdown : (value: string) => value;
  const liquid = new Liquid({
    templates: {},
    relativeReference: false,
    dynamicPartials: false,
    ownPropertyOnly: true,
    strictVariables: markOf === undefined,
    strictFilters: true,
    lenientIf: true,
    parseLimit: mostTemplateChars * 2,
    renderLimit: mostFillMs,
    memoryLimit: mostFillMemory,
    outputEscape: (value: unknown) =>
      escape(typeof value === 'string' || typeof value === 'number' ? String(value) : ''),
  });
  for (const tag of leftOut) Reflect.deleteProperty(liquid.tags, tag);
  liquid.registerFilter('filled', (value: unknown, name: string) => {
    if (isNothing(value)) {
      if (markOf !== undefined) return markOf(name);
      found.gaps.add(name);
    }
    if (typeof value === 'object' && value !== null)
      throw new Error(`“${name}” has several values: name one of them, such as ${name}.${Object.keys(value)[0] ?? ''}`);
    return value;
  });
  return liquid;
}

/** Writes into each output what it is called, so that an empty one can be named: "{{ deal.name }}" → "{{ deal.name | filled: 'deal.name' }}". */
const named = (template: string): string =>
  template.replaceAll(/\{\{(-?)\s*([^{}]*?)\s*(-?)\}\}/g, (_all, left: string, inside: string, right: string) => {
    const name =
      inside
        .split('|')[0]
        ?.trim()
        .replaceAll(/['"\\]/g, '') ?? '';
    return `{{${left} ${inside} | filled: '${name}' ${right}}}`;
  });

/** LiquidJS ends its sentences with the place: ", line:3, col:5". */
function faultOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  const [, message = words, line] = /^(.*?)(?:, file:[^,]*)?(?:, line:(\d+), col:\d+)?$/s.exec(words) ?? [];
  const unknown = /undefined variable: (\S+)/.exec(message)?.[1];
  const at = line === undefined ? '' : `Line ${line}: `;
  if (unknown !== undefined) return `${at}there is no value “${unknown}”.`;
  if (/limit exceeded|limit/i.test(message)) return `${at}the template makes too much text, or takes too long.`;
  return `${at}${message}.`;
}

/** A template that was read once, and is filled in with the values of many records. */
export type PreparedTemplate = (values: TemplateValues) => FilledTemplate;

/**
 * Reads a template of LiquidJS: `Dear {{ contact.firstName }}`, and returns the function that fills it in. An empty value that is written out
 * is a gap, unless the template says what stands there instead: `{{ deal.site | default: 'your site' }}`. Never throws: a template that does
 * not end, or makes too much text, is a fault.
 */
export function prepareTemplate(template: string, options: TemplateOptions): PreparedTemplate {
  if (template.length > mostTemplateChars) {
    const message = `The template has more than ${mostTemplateChars.toLocaleString('en')} characters.`;
    return () => ({ ok: false, why: 'fault', message });
  }
  const found: Found = { gaps: new Set() };
  const liquid = engine(found, options);
  try {
    const parsed = liquid.parse(named(template));
    const fill = (values: TemplateValues, left: number): FilledTemplate => {
      found.gaps.clear();
      try {
        const text = String(liquid.renderSync(parsed, values));
        return found.gaps.size > 0 ? { ok: false, why: 'gaps', gaps: [...found.gaps] } : { ok: true, text };
      } catch (error) {
        if (isTooLong(error) && left > 1) return fill(values, left - 1);
        return { ok: false, why: 'fault', message: faultOf(error) };
      }
    };
    return (values) => fill(values, mostFillings);
  } catch (error) {
    const message = faultOf(error);
    return () => ({ ok: false, why: 'fault', message });
  }
}

/** Fills in a template once, as `prepareTemplate` says. */
export const fillTemplate = (template: string, values: TemplateValues, options: TemplateOptions): FilledTemplate =>
  prepareTemplate(template, options)(values);
