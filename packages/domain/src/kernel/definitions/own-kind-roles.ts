import { z } from 'zod';
import type { DuplicateRules, Entity, Schedule } from '../entities/entity.ts';
import type { Field } from '../entities/fields.ts';
import { website } from '../entities/formats/website.ts';

/**
 * PLT-54: the roles that fields have in a tenant's own kind, as parts of its definition. A name that is not a field of the right
 * type is left out.
 */
export const ownKindRoles = {
  /** The date, or date and time, of a record in calendars. */
  scheduleAt: z.string().exactOptional(),
  scheduleLasts: z.string().exactOptional(),
  /** The yes-or-no field of a record that is done. */
  scheduleDone: z.string().exactOptional(),
  /** The fields by which two records are found to be the same. None: duplicates are not searched. */
  alikeBy: z.array(z.string()).exactOptional(),
};
const roles = z.object(ownKindRoles);

/** The roles of a field in a schedule, by the parts of the definition that name it. */
const scheduleTypes = {
  scheduleAt: ['date', 'instant'],
  scheduleLasts: ['duration'],
  scheduleDone: ['flag'],
} as const satisfies Partial<Record<keyof typeof ownKindRoles, readonly Field['type'][]>>;
export type ScheduleRole = keyof typeof scheduleTypes;

/** Whether a field can have this role in the schedule of its kind. */
export const canBeScheduled = (role: ScheduleRole, { type, merge }: Field): boolean =>
  merge !== 'derived' && scheduleTypes[role].some((one) => one === type);

/** The place of a field in the rules of duplicates; undefined for a field by which records are not compared. */
export function likenessOf(field: Field): keyof DuplicateRules | undefined {
  if (field.merge === 'derived') return undefined;
  if (field.type === 'email') return 'emails';
  if (field.type === 'phone') return 'phones';
  if (field.type === 'text' && field.format === website.name) return 'websites';
  return (field.type === 'text' && !field.multiline) || field.type === 'ref' ? 'context' : undefined;
}

/** Returns an own kind with the schedule and the rules of duplicates that its definition states. */
export function withOwnRoles(
  entity: Entity,
  { scheduleAt, scheduleLasts, scheduleDone, alikeBy = [] }: z.infer<typeof roles>,
): Entity {
  const { fields, title } = entity;
  const named = (role: ScheduleRole, name: string | undefined): string | undefined => {
    const field = name === undefined ? undefined : fields[name];
    return field && canBeScheduled(role, field) ? name : undefined;
  };
  const at = named('scheduleAt', scheduleAt);
  const [lasts, done] = [named('scheduleLasts', scheduleLasts), named('scheduleDone', scheduleDone)];
  const schedule: Schedule | undefined =
    at === undefined
      ? undefined
      : { at, ...(lasts === undefined ? {} : { lasts }), ...(done === undefined ? {} : { done }) };
  const alike = alikeBy.filter((name) => name in fields);
  return {
    ...entity,
    ...(schedule === undefined ? {} : { schedule }),
    ...(alike.length === 0
      ? {}
      : {
          duplicates: rulesBy(
            entity,
            alike.filter((name) => name !== title),
          ),
        }),
  };
}

function rulesBy({ fields }: Entity, names: readonly string[]): DuplicateRules {
  const rules: { -readonly [R in keyof DuplicateRules]?: string[] } = {};
  for (const name of names) {
    const field = fields[name];
    const role = field && likenessOf(field);
    if (role !== undefined) (rules[role] ??= []).push(name);
  }
  return rules;
}
