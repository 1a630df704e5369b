import type { z } from 'zod';

/** The plain words for zod's names of types. */
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

/** Returns the words of a limit, such as "must have at least 1 entry". */
function bound(limit: number | bigint, { most, origin }: { readonly most: string; readonly origin: string }): string {
  if (origin === 'string') return `must have ${most} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (origin === 'array') return `must have ${most} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  return `must be ${most} ${limit}`;
}

/**
 * E-2: returns the rule that a value violates, as the end of a sentence that begins with its name: "must be a number, not text in
 * quotes". For `schema.safeParse(value, { error: plainIssue })`. A schema's own messages take precedence.
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
      return undefined; // zod's own message; our schemas give better ones
  }
};

/** The place of the first value that zod refused, and the reason. */
export type PlainIssue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** zod's message for a union none of whose forms matches, if the union has no message of its own. */
const saysNothing = 'Invalid input';

/**
 * Returns the first issue. For a union without a message of its own, it returns the issue of the form that matched
 * furthest, which is more specific than "Invalid input".
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
