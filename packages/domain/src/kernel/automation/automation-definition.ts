import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { jsonSchema, type JsonValue } from '../json.ts';
import { type Filter, filterSchema } from '../questions/list-query.ts';

/** Chosen: an automation with more steps is hard to read, and a run of this many acts still ends in seconds. */
export const mostSteps = 50;
/** Chosen: branches inside of branches, deeper than a person draws them. */
const deepest = 5;
/** Chosen: the records through which one loop goes. Each step for each of them is an act, and all are in the run's log (AUT-18). */
export const mostLooped = 100;
/** Chosen: the people whom one step asks or to whom it offers a record. A question to more people is nobody's (AUT-17, AUT-20). */
export const mostAsked = 20;
/** Chosen: the runs of one automation in an hour. One more is a storm, which pauses it (AUT-6). */
export const mostRunsPerHour = 500;
/** Chosen: automations that start each other. A change by a run of this depth starts none (AUT-6). */
export const deepestChain = 5;

const fieldName = z
  .string()
  .regex(/^[a-z][a-zA-Z0-9]*$/, 'a field is named in camelCase')
  .max(80);
const stepId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'the id of a step has small letters, digits and hyphens');

/**
 * A value that a step writes. `is`: this value. `of`: the value of a field of the run's record. `text`: a text in which `{name}` stands for
 * the field `name` of that record. `days`: the day this many days after the step, or the instant with the same time of day. `record`: a
 * reference to that record.
 */
export const stepValueSchema = z.union(
  [
    z.strictObject({ is: jsonSchema }),
    z.strictObject({ of: fieldName }),
    z.strictObject({ text: z.string().max(2_000) }),
    z.strictObject({ days: z.number().int().min(-3_650).max(3_650) }),
    z.strictObject({ record: z.literal(true) }),
  ],
  'a value is {"is": …}, {"of": "field"}, {"text": "Call {name}"}, {"days": 3} or {"record": true}',
);
export type StepValue = z.output<typeof stepValueSchema>;

const settable = z
  .record(fieldName, stepValueSchema)
  .refine((set) => Object.keys(set).length > 0, 'names one field at least')
  .refine((set) => Object.keys(set).length <= 50, 'names at most 50 fields');

/**
 * The people whom a step tells: one person, all who have a role, all in a team, or the person in a field of the run's record, such as `ownerId`.
 */
const toldSchema = z.union(
  [
    z.strictObject({ person: z.string().max(40) }),
    z.strictObject({ role: z.string().min(1).max(60) }),
    z.strictObject({ team: idSchema }),
    z.strictObject({ field: fieldName }),
  ],
  'a step tells {"person": id}, {"role": key}, {"team": id} or {"field": "ownerId"}',
);
export type Told = z.output<typeof toldSchema>;

/** The lengths of a wait, in minutes. A day is 24 hours. */
export const waitUnits = { minute: 1, hour: 60, day: 1_440 } as const;

const waitTime = { count: z.number().int().min(1).max(10_000), unit: z.enum(['minute', 'hour', 'day']) };
/** How long a run waits at most, such as 3 days. */
export type WaitTime = { readonly count: number; readonly unit: keyof typeof waitUnits };

/** Returns how long a step waits, in milliseconds. */
export const msOfWait = ({ count, unit }: WaitTime): number => count * waitUnits[unit] * 60_000;

const toldWords = z.string().trim().min(1).max(500);

/** The steps without those that contain steps. `id`: unique in its version; the log of a run names it. */
const plainSteps = [
  z.strictObject({ id: stepId, kind: z.literal('change'), set: settable }),
  z.strictObject({ id: stepId, kind: z.literal('create'), entity: z.string().max(120), set: settable }),
  z.strictObject({ id: stepId, kind: z.literal('tell'), to: toldSchema, words: toldWords }),
  z.strictObject({ id: stepId, kind: z.literal('wait'), ...waitTime }),
  /** Posts the record to one of the organisation's webhook endpoints, by its id (AUT-12). */
  z.strictObject({ id: stepId, kind: z.literal('webhook'), endpoint: idSchema }),
  /** Gives the record to the person whom an assignment rule chooses, by the id of the rule (ASG-3). */
  z.strictObject({ id: stepId, kind: z.literal('assign'), rule: idSchema }),
  /**
   * Works values out by a calculation of a pack, and keeps them in fields of the record (AUT-19). `give`: the values that it takes, by
   * their names. `keep`: by the name of a field, the name of the value that is kept in it.
   */
  z.strictObject({
    id: stepId,
    kind: z.literal('calculate'),
    calculation: z.string().min(1).max(120),
    give: z.record(fieldName, stepValueSchema).refine((give) => Object.keys(give).length <= 50, 'gives at most 50 values'),
    keep: z
      .record(fieldName, fieldName)
      .refine((keep) => Object.keys(keep).length > 0, 'keeps one value at least')
      .refine((keep) => Object.keys(keep).length <= 20, 'keeps at most 20 values'),
  }),
] as const; // prettier-ignore
type PlainStep = z.output<(typeof plainSteps)[number]>;

/** A choice by a filter over the run's record as it is then. */
type BranchStep = Parts & { readonly id: string; readonly kind: 'branch'; readonly where: Filter };
/** Waits until the run's record matches a filter: then "yes" follows, and "no" when the time is over before (AUT-16). */
type UntilStep = Parts & { readonly id: string; readonly kind: 'until'; readonly where: Filter } & WaitTime;
/** A step that asks people something, and goes on with their answer. `words`: the question. */
type AskStep<K extends string> = Parts & {
  readonly id: string;
  readonly kind: K;
  readonly to: Told;
  readonly words: string;
} & WaitTime;
/** Asks people for their approval: "yes" follows when the first answer approves, "no" when it declines or the time is over (AUT-17). */
type ApproveStep = AskStep<'approve'>;
/**
 * Offers the record to people. The first who takes it becomes its owner, and "yes" follows. "no" follows when all have left it to others, or the
 * time is over (AUT-20).
 */
type OfferStep = AskStep<'offer'>;
/**
 * Goes through the records of a kind that name the run's record in the reference `by` (AUT-18). `matching`: only those that match it. `most`: how many
 * at most. "yes" follows for each of them, and its steps are about that record. "no" follows where there is none.
 */
type EachStep = Parts & {
  readonly id: string;
  readonly kind: 'each';
  readonly entity: string;
  readonly by: string;
  readonly matching?: Filter | undefined;
  readonly most: number;
};
/** The two lists of steps of a step with parts. A run carries out one of them. */
type Parts = { readonly yes: readonly Step[]; readonly no: readonly Step[] };
export type Step = PlainStep | BranchStep | UntilStep | ApproveStep | OfferStep | EachStep;
export type StepKind = Step['kind'];
/** The kinds of step that have parts. */
export type PartedKind = Extract<Step, Parts>['kind'];
export type StepOf<K extends StepKind> = Extract<Step, { readonly kind: K }>;

const askSchema = <K extends 'approve' | 'offer'>(kind: K) =>
  z.strictObject({
    id: stepId,
    kind: z.literal(kind),
    to: toldSchema,
    words: toldWords,
    ...waitTime,
    ...partSchemas(),
  });

export const stepSchema: z.ZodType<Step> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    ...plainSteps,
    z.strictObject({ id: stepId, kind: z.literal('branch'), where: filterSchema, ...partSchemas() }),
    z.strictObject({ id: stepId, kind: z.literal('until'), where: filterSchema, ...waitTime, ...partSchemas() }),
    askSchema('approve'),
    askSchema('offer'),
    z.strictObject({
      id: stepId,
      kind: z.literal('each'),
      entity: z.string().max(120),
      by: fieldName,
      matching: filterSchema.optional(),
      most: z.number().int().min(1).max(mostLooped),
      ...partSchemas(),
    }),
  ]),
) as z.ZodType<Step>; // zod types a member of a recursive union as unknown

const partSchemas = () => ({ yes: z.array(stepSchema).max(mostSteps), no: z.array(stepSchema).max(mostSteps) });

/** Whether a step, or a draft of one, contains other steps in two parts. */
export const hasParts = <S extends object>(step: S): step is Extract<S, { readonly yes: readonly unknown[] }> =>
  'yes' in step;

/**
 * The change that starts a run: a record was made, or changed. `fields`: one of these changed; left out: any. `before` and `after`: filters
 * over the record as it was before and after the change. `answersOwn`: the automation also answers changes of its own runs. `onDevices`: the
 * devices of all people have the first steps, and carry them out in the act that makes the change (AUT-21).
 */
export const changeTriggerSchema = z.strictObject({
  kind: z.literal('change'),
  on: z.array(z.enum(['created', 'changed'])).min(1).max(2),
  fields: z.array(fieldName).min(1).max(50).optional(),
  before: filterSchema.optional(),
  after: filterSchema.optional(),
  answersOwn: z.boolean().optional(),
  onDevices: z.boolean().optional(),
}); // prettier-ignore
export type ChangeTrigger = z.output<typeof changeTriggerSchema>;

/** AUT-13: the people who may press a button: all who may change the record, or administrators alone. */
export const presserSchema = z.enum(['changers', 'administrators']);

/** A person presses a button on the record's page (AUT-13). `label`: what stands behind "Run:". */
export const buttonTriggerSchema = z.strictObject({
  kind: z.literal('button'),
  label: z.string().trim().min(1).max(60),
  by: presserSchema,
});

/** A time of day as a clock on the wall shows it. */
export const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time is written like "09:00"');

/**
 * A date of the record comes, or lies a number of days or hours ahead (negative) or behind (positive) (AUT-14). `at`: the time of that day
 * in the zone of the organisation, for fields with a day. A field with a time keeps its own time of day, so it has none.
 */
export const dateTriggerSchema = z.strictObject({
  kind: z.literal('date'),
  field: fieldName,
  offset: z.number().int().min(-3_650).max(3_650),
  unit: z.enum(['day', 'hour']),
  at: timeOfDaySchema.optional(),
});
export type DateTrigger = z.output<typeof dateTriggerSchema>;

/** Chosen: the records for which one due moment of a schedule starts runs, at most. The rest is logged as left out. */
export const mostPerSchedule = 200;

/**
 * A time that comes again, by a clock in the zone of the organisation (AUT-15). `weekday`: from 1, Monday, to 7, for "week". `monthday`:
 * from 1 to 31, for "month"; the last day of a month that is shorter. `most`: the records of one due moment.
 */
export const scheduleTriggerSchema = z.strictObject({
  kind: z.literal('schedule'),
  every: z.enum(['day', 'weekday', 'week', 'month']),
  weekday: z.number().int().min(1).max(7).optional(),
  monthday: z.number().int().min(1).max(31).optional(),
  at: timeOfDaySchema,
  most: z.number().int().min(1).max(mostPerSchedule),
});
export type ScheduleTrigger = z.output<typeof scheduleTriggerSchema>;

/** The trigger of runs. */
export const triggerSchema = z.discriminatedUnion('kind', [
  changeTriggerSchema,
  buttonTriggerSchema,
  dateTriggerSchema,
  scheduleTriggerSchema,
]);
export type Trigger = z.output<typeof triggerSchema>;
export type TriggerKind = Trigger['kind'];
export type TriggerOf<K extends TriggerKind> = Extract<Trigger, { readonly kind: K }>;

export const stepsSchema = z
  .array(stepSchema)
  .min(1)
  .superRefine((steps, context) => {
    const message = stepsProblem(steps);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

/** The definition of one version of an automation. `entity`: the kind of record of its runs. `conditions`: asked when a run starts. */
export type AutomationDefinition = {
  readonly entity: string;
  readonly trigger: Trigger;
  readonly conditions?: Filter;
  readonly steps: readonly Step[];
};

const definitionSchema = z.object({
  forEntity: z.string().max(120),
  trigger: triggerSchema,
  conditions: filterSchema.optional(),
  steps: stepsSchema,
});

/** Reads the definition from the fields of a version; undefined where this build cannot read it. */
export function readDefinition(fields: Readonly<Record<string, JsonValue>>): AutomationDefinition | undefined {
  const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
  const { data } = definitionSchema.safeParse(filled);
  if (!data) return undefined;
  const { forEntity: entity, trigger, conditions, steps } = data;
  return { entity, trigger, steps, ...(conditions === undefined ? {} : { conditions }) };
}

/** Returns all steps with those in parts of others, in the order in which they are written. */
export const allSteps = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((step) => (hasParts(step) ? [step, ...allSteps(step.yes), ...allSteps(step.no)] : [step]));

const depthOf = (steps: readonly Step[]): number =>
  steps.reduce(
    (most, step) => (hasParts(step) ? Math.max(most, 1 + Math.max(depthOf(step.yes), depthOf(step.no))) : most),
    0,
  );

/** Returns why steps that can be read each for itself do not fit together. */
export function stepsProblem(steps: readonly Step[]): string | undefined {
  const all = allSteps(steps);
  if (all.length > mostSteps) return `has ${all.length} steps; at most ${mostSteps} are possible`;
  if (depthOf(steps) > deepest) return `has branches in branches; at most ${deepest} levels are possible`;
  const ids = all.map(({ id }) => id);
  const twice = ids.find((id, place) => ids.indexOf(id) !== place);
  if (twice !== undefined) return `has two steps with the id "${twice}"`;
  return all.some((step) => step.kind === 'each' && step.yes.length === 0)
    ? 'has a loop that does nothing with its records'
    : undefined;
}
