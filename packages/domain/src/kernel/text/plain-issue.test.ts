import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { firstIssue, plainIssue } from './plain-issue.ts';
import { reportSchema } from '../questions/list-query.ts';

/** Returns the message about a value that violates a schema: "where: what". */
function said(schema: z.ZodType, value: unknown): string {
  const parsed = schema.safeParse(value, { error: plainIssue });
  if (parsed.success) throw new Error('It was taken');
  const { path, message } = firstIssue(parsed.error);
  return `${path.join('.')}: ${message}`;
}

describe('issues of zod in plain words', () => {
  it('[E-2] describes a valid value, for each kind of mistake', () => {
    const form = z.strictObject({
      name: z.string().min(1).max(3),
      size: z.number().min(2).optional(),
      kind: z.enum(['a', 'b']).optional(),
      tags: z.array(z.boolean()).min(1).optional(),
    });
    expect([
      said(form, {}),
      said(form, { name: 5 }),
      said(form, { name: '' }),
      said(form, { name: 'long' }),
      said(form, { name: 'a', size: 1 }),
      said(form, { name: 'a', kind: 'c' }),
      said(form, { name: 'a', tags: [] }),
      said(form, { name: 'a', tags: [null] }),
      said(form, { name: 'a', shoe: 1 }),
      said(form, []),
    ]).toEqual([
      'name: is missing',
      'name: must be text in quotes, not a number',
      'name: must have at least 1 character',
      'name: must have at most 3 characters',
      'size: must be at least 2',
      'kind: must be one of: a, b',
      'tags: must have at least 1 entry',
      'tags.0: must be true or false, not null',
      ': has no place for "shoe"',
      ': must be an object, not a list',
    ]);
  });

  it('[E-2] reports the closest form of a union without a message of its own', () => {
    const union = z.union([z.object({ a: z.object({ b: z.number() }) }), z.object({ c: z.number() })]);
    expect(said(z.object({ one: union }), { one: { a: { b: 'x' } } })).toBe('one.a.b: must be a number, not text in quotes'); // prettier-ignore
  });

  it('[E-2] [Q-6] describes valid measures and filters of a report', () => {
    const wrong = (more: object) => said(reportSchema, { entity: 'crm/deal', measures: [{ name: 'n', fn: 'count' }], ...more }); // prettier-ignore
    expect(wrong({ measures: [{ name: 'deals', fn: 'cont' }] })).toMatch(/^measures\.0: a measure is \{"name":"…","fn":"count"\}; .*median/); // prettier-ignore
    expect(wrong({ measures: [] })).toBe('measures: must have at least 1 entry');
    expect(wrong({ where: { field: 'stage', op: 'equals', value: 'won' } })).toMatch(/^where: a filter is \{"field":"stage","op":"is".* starts-with/); // prettier-ignore
    expect(wrong({ groupBy: [{ field: 'stage', bucket: 'weeks' }] })).toBe('groupBy.0.bucket: must be one of: day, week, month, quarter, year, weekday, hour'); // prettier-ignore
  });
});
