import { z } from 'zod';
import { idSchema } from '../ids.ts';
import type { JsonValue } from '../json.ts';
import { type Filter, filterSchema } from '../questions/list-query.ts';

/** Chosen: a rule with more parts is hard to read from top to bottom. */
const mostParts = 30;
/** Chosen: the entries of one part. A team or a role is one entry. */
const mostMembers = 100;
/** Chosen: the people of all parts that fit a record, with those of teams and roles, by name. The server reads facts of each. */
export const mostPeopleOfRule = 500;

const weight = z.number().int().min(1).max(100).optional();
/** One person, everyone with a role, or everyone in a team. `weight`: the share of each of them, left out: 1. */
const memberSchema = z.union(
  [
    z.strictObject({ person: idSchema, weight }),
    z.strictObject({ role: z.string().min(1).max(60), weight }),
    z.strictObject({ team: idSchema, weight }),
  ],
  'a member is {"person": id}, {"role": key} or {"team": id}, with a weight from 1 to 100 where it has one',
);
export type AssignmentMember = z.output<typeof memberSchema>;

/**
 * How a part chooses among the members who can take a record. `in-turn`: the one whose last record from this part is the longest ago.
 * `weighted`: in turn, as often as the weights say. `fewest`: the one with the fewest open records.
 */
export const assignmentWays = ['in-turn', 'weighted', 'fewest'] as const;
export type AssignmentWay = (typeof assignmentWays)[number];

/**
 * A part of a rule. `id`: names the part's turns, so it stays while the part is edited. `where`: the records that the part is for; left
 * out: all. `most`: nobody who has so many open records gets another one.
 */
export const assignmentPartSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'the id of a part has small letters, digits and hyphens'),
  name: z.string().trim().max(60).optional(),
  where: filterSchema.optional(),
  members: z.array(memberSchema).min(1, 'names one member at least').max(mostMembers),
  way: z.enum(assignmentWays),
  most: z.number().int().min(1).max(100_000).optional(),
});
export type AssignmentPart = z.output<typeof assignmentPartSchema>;
/** A part while a person writes it: it may have no members yet, and a name that ends with a space. */
export const draftPartSchema = assignmentPartSchema.extend({
  name: z.string().max(60).optional(),
  members: z.array(memberSchema),
});

export const assignmentPartsSchema = z
  .array(assignmentPartSchema)
  .min(1)
  .max(mostParts)
  .superRefine((parts, context) => {
    const ids = parts.map(({ id }) => id);
    const twice = ids.find((id, place) => ids.indexOf(id) !== place);
    if (twice !== undefined) context.addIssue({ code: 'custom', message: `has two parts with the id "${twice}"` });
  });

/** The definition of an assignment rule. `entity`: the kind of record that it assigns. `fallback`: gets it where no part finds anybody. */
export type AssignmentDefinition = {
  readonly entity: string;
  readonly parts: readonly AssignmentPart[];
  readonly fallback: string | null;
};

const definitionSchema = z.object({
  forEntity: z.string().max(120),
  parts: assignmentPartsSchema,
  fallback: idSchema.nullish(),
});

/** Reads the definition from the fields of a rule; undefined where this build cannot read it. */
export function readAssignmentDefinition(
  fields: Readonly<Record<string, JsonValue>>,
): AssignmentDefinition | undefined {
  const { data } = definitionSchema.safeParse(fields);
  return data && { entity: data.forEntity, parts: data.parts, fallback: data.fallback ?? null };
}

/** Returns the name by which reasons and screens call a part: its own, or its number. */
export const partName = ({ name }: Pick<AssignmentPart, 'name'>, at: number): string =>
  name === undefined || name === '' ? `part ${at + 1}` : `“${name}”`;

/** Returns all filters of a rule as one, for the names of records that stand in them. */
export function filtersOfParts(parts: readonly Pick<AssignmentPart, 'where'>[]): Filter | undefined {
  const all = parts.flatMap(({ where }) => where ?? []);
  return all.length === 0 ? undefined : { and: all };
}
