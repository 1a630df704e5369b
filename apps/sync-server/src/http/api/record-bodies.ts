import { z } from '@hono/zod-openapi';
import { createSchema } from '@outpost/domain/kernel/acts/act';
import { labelSchema } from '@outpost/domain/kernel/acts/act-label';
import { idSchema } from '@outpost/domain/kernel/ids';
import { listQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { invalidInput } from '../answers/answer.ts';

const { fields, ownerId, teamId, sharedWith } = createSchema.shape.create.shape;
const label = labelSchema.optional().describe('The name of the change in the history of the record.');
const envelope = { ownerId: ownerId.optional(), teamId: teamId.optional(), sharedWith: sharedWith.optional(), label };
const values = z
  .strictObject({ fields: fields.optional(), life: z.enum(['alive', 'deleted']).optional(), ...envelope })
  .describe('New values; null empties a field. Fields that are not named stay as they are.');
const name = z.string().max(60);
const version = z.number().int().min(0).optional().describe('The version that the record must still have.');

/** The path of a kind of record, such as `crm/deal`. */
export const kindPathParams = z.object({ pack: name, kind: name });
/** Returns the name of the kind that a path has in two parts. */
export const kindOfPath = ({ pack, kind }: z.output<typeof kindPathParams>): string => `${pack}/${kind}`;
export const recordParams = kindPathParams.extend({ id: idSchema });

export const createBody = z.strictObject({ id: idSchema.optional(), fields, ...envelope });
export const changeBody = values;
/** Several changes: each is decided on its own. */
export const bulkBody = z.strictObject({
  changes: z
    .array(
      z.discriminatedUnion('op', [
        createBody.extend({ op: z.literal('create'), kind: z.string().max(120) }),
        values.extend({ op: z.literal('change'), kind: z.string().max(120), id: idSchema, version }),
        z.strictObject({ op: z.literal('delete'), kind: z.string().max(120), id: idSchema, version, label }),
      ]),
    )
    .min(1)
    .max(100),
});
/** A question in a body: the list query without its kind, which the path names. */
export const queryBody = listQuerySchema.omit({ entity: true });

/** The question of a list in the address. */
export const listParams = z.object({
  filter: z.string().max(8_000).optional().describe('A filter as JSON, such as {"field":"stage","op":"is","value":"won"}.'),
  search: z.string().max(200).optional().describe('Words that the record contains, each as a prefix.'),
  sort: z
    .string()
    .max(700)
    .optional()
    .describe('Fields by which the list is sorted, separated by commas; with a minus sign: descending. Such as -closeOn,name.'),
  life: z.enum(['alive', 'deleted', 'any']).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
  cursor: z.string().max(8_000).optional().describe('The `next` of the page before.'),
}); // prettier-ignore

/** Reads the question of a list from the address. Refuses `request/invalid` with the place. */
export function listQuestionOf(given: z.output<typeof listParams>): Result<z.output<typeof queryBody>> {
  const { filter, search, sort, life, limit, cursor } = given;
  let where: unknown;
  try {
    where = filter === undefined ? undefined : JSON.parse(filter);
  } catch {
    return refuse('request/invalid', 'query.filter: is not JSON', { path: 'query.filter' });
  }
  const read = queryBody.safeParse({
    ...(where === undefined ? {} : { where }),
    ...(search === undefined ? {} : { search }),
    ...(sort === undefined ? {} : { sort: sort.split(',').map(sortOf) }),
    ...(life === undefined ? {} : { life }),
    ...(limit === undefined ? {} : { limit }),
    ...(cursor === undefined ? {} : { after: cursor }),
  });
  return read.success ? accept(read.data) : invalidInput('query', read.error);
}

const sortOf = (one: string) =>
  one.startsWith('-') ? { field: one.slice(1), direction: 'desc' } : { field: one, direction: 'asc' };

const anything = z.json();
export const outcomeSchema = z.object({
  id: idSchema,
  act: idSchema.describe('The act by which it was done: name it to undo it.'),
  outcome: z.enum(['accepted', 'merged']),
  version: z.number().int().nullable(),
  replaced: z.record(z.string(), anything).describe('By field: the values of others that the change replaced.'),
});
export const bulkAnswer = z.object({
  outcomes: z.array(
    z.union([
      outcomeSchema,
      z.object({
        outcome: z.literal('refused'),
        code: z.string(),
        message: z.string(),
        details: z.record(z.string(), z.unknown()),
      }),
    ]),
  ),
});
export const recordPageSchema = z.object({ records: z.array(anything), next: z.string().nullable() });
export const historyParams = z.object({
  before: z.coerce.number().int().min(1).optional().describe('Only rows with a lower number: the last `n` of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
}); // prettier-ignore
