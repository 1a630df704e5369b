import ICAL from 'ical.js';
import type { ContentLine } from './content-lines.ts';

/** The formats of a line. They differ in the values of properties and in how a value is escaped. */
export type Dialect = '2.1' | '3.0' | '4.0' | 'icalendar';

/** A line in its parts. */
export type Property = {
  /** In small letters, without its group: "tel". */
  readonly name: string;
  /** By their names in small letters. */
  readonly params: ReadonlyMap<string, readonly string[]>;
  /** The types in small letters, "pref" among them: ["work", "voice"]. */
  readonly types: ReadonlySet<string>;
  /** The values, or the parts of a structured value (N, ADR, ORG), without their escapes. */
  readonly values: readonly string[];
};

const designs = {
  '2.1': ICAL.design.vcard3,
  '3.0': ICAL.design.vcard3,
  '4.0': ICAL.design.vcard,
  icalendar: ICAL.design.icalendar,
} as const;

/** E-3, chosen: the longest name and parameters of a line. Taking them apart can need the square of their length. */
const mostHeadChars = 4_000;

const encodings = /^(?:QUOTED-PRINTABLE|BASE64|B|7BIT|8BIT)$/iu;

/** Returns the name of a line's property in small letters, without its group ("item1.TEL" is "tel"). */
export function propertyName(text: string): string {
  const name = /^(?:[\w-]+\.)?([\w-]+)\s*[;:]/u.exec(text.slice(0, 200))?.[1];
  return name?.toLowerCase() ?? '';
}

/** Returns a line in its parts; undefined for a line that does not follow the format. */
export function parseProperty({ text }: Pick<ContentLine, 'text'>, dialect: Dialect): Property | undefined {
  try {
    const later = dialect === 'icalendar' ? text : withoutEscapedSemicolons(asLater(text));
    return asProperty(ICAL.parse.property(later, designs[dialect]));
  } catch {
    return undefined; // ical.js reports a malformed line only by an exception
  }
}

/** Their values have parts between semicolons. */
const structured = new Set(['n', 'adr', 'org']);

/** Cards escape semicolons in every text (RFC 6350, section 3.4), and ical.js 2.2.1 expects that only in structured ones. */
function withoutEscapedSemicolons(text: string): string {
  if (!text.includes('\\;') || structured.has(propertyName(text))) return text;
  return text.replace(/\\([\s\S])/gu, (escape, letter) => (letter === ';' ? ';' : escape));
}

/**
 * Returns a line in the form of versions 3.0 and 4.0, which ical.js reads. Parameters of version 2.1 have no names
 * (TEL;WORK:), and its values can be quoted-printable in any charset. Many programs write both in later versions too.
 */
function asLater(text: string): string {
  const colon = colonOf(text);
  if (colon < 0) return text;
  const head = text.slice(0, colon);
  if (head.length > mostHeadChars) throw new Error('The parameters are too long');
  if (!head.includes(';')) return text;
  const [name = '', ...params] = head.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/u);
  if (params.every((param) => param.includes('=')) && !/QUOTED-PRINTABLE/iu.test(head)) return text;
  let value = text.slice(colon + 1);
  const charset = params.find((param) => /^CHARSET=/iu.test(param))?.slice('CHARSET='.length) ?? 'utf-8';
  const isQuoted = params.some((param) => /^(?:ENCODING=)?QUOTED-PRINTABLE$/iu.test(param));
  if (isQuoted) value = fromQuotedPrintable(value, charset);
  const named = params
    .filter((param) => param !== '' && !/^(?:ENCODING=|CHARSET=)/iu.test(param) && !encodings.test(param))
    .map((param) => (param.includes('=') ? param : `TYPE=${param}`));
  return `${[name, ...named].join(';')}:${value}`;
}

/** Returns where the value begins: the first colon outside of quotes. */
function colonOf(text: string): number {
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') isQuoted = !isQuoted;
    else if (letter === ':' && !isQuoted) return at;
  }
  return -1;
}

/** Returns a decoded value (RFC 2045, section 6.7) whose line ends are escaped as in the later versions. */
function fromQuotedPrintable(value: string, charset: string): string {
  const bytes = Buffer.from(
    value.replace(/=([\dA-F]{2})|([^\x20-\x7e])/giu, (_all, hex: string | undefined, letter: string | undefined) =>
      hex === undefined ? binaryOf(letter ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  );
  return decoded(bytes, charset).replace(/\r\n?|\n/gu, '\\n');
}

const binaryOf = (letter: string): string => Buffer.from(letter).toString('latin1');

function decoded(bytes: Uint8Array, charset: string): string {
  for (const label of [charset.replaceAll('"', ''), 'utf-8']) {
    try {
      return new TextDecoder(label, { fatal: true }).decode(bytes);
    } catch {
      // For an unknown charset, or bytes that are not letters in it, the next charset is tried.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

/** Takes apart the array of jCard and jCal (RFC 7095, RFC 7265): the name, the parameters, the type, and the values. */
function asProperty(parsed: unknown): Property | undefined {
  if (!Array.isArray(parsed)) return undefined;
  const [name, given, , ...values] = parsed as readonly unknown[];
  const params = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(given ?? {})) params.set(key.toLowerCase(), [value].flat().map(String));
  const types = new Set((params.get('type') ?? []).flatMap((type) => type.toLowerCase().split(',')));
  if (params.has('pref')) types.add('pref');
  return { name: String(name), params, types, values: partsOf(values) };
}

/** A structured value is an array of parts, of which some have several values. */
function partsOf(values: readonly unknown[]): readonly string[] {
  const [first] = values;
  const parts = values.length === 1 && Array.isArray(first) ? (first as readonly unknown[]) : values;
  return parts.map((part) => (Array.isArray(part) ? part.join(', ') : textOf(part)));
}

function textOf(part: unknown): string {
  if (typeof part === 'string') return part;
  if (typeof part === 'object' && part !== null) {
    const rule = part as Readonly<Record<string, unknown>>; // a rule of repetition: its parts by name
    return Object.entries(rule).map(([key, value]) => `${key.toUpperCase()}=${[value].flat().join(',')}`).join(';'); // prettier-ignore
  }
  return String(part);
}
