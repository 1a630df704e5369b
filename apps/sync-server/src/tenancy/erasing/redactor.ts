import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';

/** The texts that name a former member, and the pseudonym that replaces them. */
export type MemberTexts = {
  readonly person: string;
  readonly pseudonym: string;
  /** Present and past names, e-mail addresses and telephone numbers. */
  readonly names: readonly string[];
  /** First names by which others mention them after an @. Left out where another person has the same one. */
  readonly mentioned: readonly string[];
  /** Names of their devices. They may contain the person's name: "Anna's laptop". */
  readonly devices: readonly string[];
};

/** Replaces the texts that name a person. A text that contains none of them comes back unchanged. */
export type Redactor = {
  /** Replaces names, addresses and numbers as whole words. */
  readonly everywhere: (text: string) => string;
  /** Replaces mentions alone: "@Anna Berger", "@Anna". */
  readonly mentions: (text: string) => string;
  /** Replaces the same as `everywhere`, and the names of the person's devices. */
  readonly withDevices: (text: string) => string;
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);

/** Returns a pattern of these texts as whole words in any case, longest first; undefined for no texts. */
function wordsOf(texts: readonly string[], before = ''): RegExp | undefined {
  if (texts.length === 0) return undefined;
  const longest = texts.toSorted((a, b) => b.length - a.length).map(escaped);
  return new RegExp(`(?<![\\p{L}\\p{N}_])${before}(?:${longest.join('|')})(?![\\p{L}\\p{N}_])`, 'giu');
}

/** Makes the redactor of a former member. Pure. */
export function redactorOf({ pseudonym, names, mentioned, devices }: MemberTexts): Redactor {
  const [whole, after, named, ofDevices] = [
    wordsOf(names),
    wordsOf(names, '@'),
    wordsOf(mentioned, '@'),
    wordsOf([...names, ...devices]),
  ];
  const replace = (text: string, pattern: RegExp | undefined, by: string): string =>
    pattern === undefined ? text : text.replace(pattern, () => by);
  const mentions = (text: string): string => replace(replace(text, after, `@${pseudonym}`), named, `@${pseudonym}`);
  return {
    mentions,
    everywhere: (text) => replace(mentions(text), whole, pseudonym),
    withDevices: (text) => replace(mentions(text), ofDevices, pseudonym),
  };
}

/** Returns a value with every text in it replaced, also the texts in lists and objects. Keys stay. */
export function redactedValue(value: JsonValue, redact: (text: string) => string): JsonValue {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((one) => redactedValue(one as JsonValue, redact));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]): [string, JsonValue] => [name, redactedValue(one, redact)]),
  );
}

/**
 * Returns the value of a field of another record without the texts that name the former member. Names, addresses and numbers of a
 * record that itself represents a person stay: they belong to that person, who may have the same name. An address or number
 * field whose whole value is the member's becomes empty.
 */
export function redactedField(
  entity: Entity | undefined,
  {
    name,
    value,
    redact,
  }: { readonly name: string; readonly value: JsonValue; readonly redact: (text: string) => string },
): JsonValue {
  const type = entity?.fields[name]?.type;
  const isReach = type === 'email' || type === 'phone';
  if (entity?.reach !== undefined && (isReach || name === entity.title)) return value;
  const redacted = redactedValue(value, redact);
  return isReach && redacted !== value ? null : redacted;
}
