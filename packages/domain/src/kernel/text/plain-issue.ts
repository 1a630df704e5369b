import type { z } from 'zod';

/** What zod's parsers call a value, and what people do. */
const words: Readonly<Record<string, string>> = {
  string: 'text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};
const inWords = (type: string): string => words[type] ?? type;
const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : value === undefined ? 'nothing' : typeof value;

/** "at least 1 entry", by what is counted. */
function bound(limit: number | bigint, { most, origin }: { readonly most: string; readonly origin: string }): string {
  if (origin === 'string') return `must have ${most} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (origin === 'array') return `must have ${most} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return `must be ${most} ${limit}`;
}

/**
 * E-2: says what a value must be, as the end of a sentence that begins with its name: "must be a number, not text in quotes". For
 * `schema.safeParse(value, { error: plainIssue })`. A schema's own words go before these.
 */
export const plainIssue: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'is missing'
        : `must be ${inWords(issue.expected)}, not ${inWords(typeOf(issue.input))}`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of: '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return bound(issue.minimum, { most: 'at least', origin: issue.origin });
    case 'too_big':
      return bound(issue.maximum, { most: 'at most', origin: issue.origin });
    case 'unrecognized_keys':
      return `has no place for ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return undefined; // what zod says; our schemas say more themselves
  }
};

/** Where the first thing is that zod did not take, and what is wrong there. */
export type PlainIssue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** What zod calls a union none of whose forms fits, where the union says nothing itself. */
const saysNothing = 'Invalid input';

/**
 * The first thing that zod did not take. In a union that has no words of its own, the form that came furthest says more than
 * "invalid input".
 */
export function firstIssue(error: z.core.$ZodError): PlainIssue {
  const [first] = error.issues;
  return first ? furthest(first) : { path: [], message: 'is not of the right form' };
}

function furthest(issue: z.core.$ZodIssue): PlainIssue {
  if (issue.code !== 'invalid_union' || issue.message !== saysNothing) return issue;
  let best: PlainIssue | undefined;
  for (const [first] of issue.errors) {
    const inner = first && furthest(first);
    if (inner && (!best || inner.path.length > best.path.length)) best = inner;
  }
  return best ? { path: [...issue.path, ...best.path], message: best.message } : issue;
}
