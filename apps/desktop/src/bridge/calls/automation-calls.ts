import { runStatuses } from '@outpost/domain/kernel/automation/run-machine';
import { idSchema } from '@outpost/domain/kernel/ids';
import { jsonSchema } from '@outpost/domain/kernel/json';
import { z } from 'zod';
import { shownRecordSchema } from '../shapes/shown-record.ts';

const status = z.enum(runStatuses);

/** A version of an automation. The parts of `definition` are read by `readDefinition`; null: the server cannot read it. */
const versionSchema = z.object({
  id: idSchema,
  number: z.number().int(),
  madeBy: idSchema,
  definition: z
    .object({
      entity: z.string(),
      trigger: jsonSchema,
      conditions: jsonSchema.optional(),
      steps: z.array(jsonSchema),
    })
    .nullable(),
});
export type ShownAutomationVersion = z.infer<typeof versionSchema>;

/** An automation, its live version (or the newest one of a draft), and the numbers of its runs by state. */
const automationSchema = z.object({
  id: idSchema,
  name: z.string(),
  describes: z.string().nullable(),
  isLive: z.boolean(),
  version: versionSchema.nullable(),
  paused: z.object({ at: z.string(), why: z.enum(['person', 'storm', 'definition']) }).nullable(),
  runs: z.record(status, z.number().int()),
  /** The last due moment of its dates or its schedule, the runs that it started, and the records that it left out. */
  lastDue: z.object({ at: z.string(), started: z.number().int(), left: z.number().int() }).nullable(),
});
export type ShownAutomation = z.infer<typeof automationSchema>;

/** The cause of a run: a press of a button, the date of a field, or the due moment of a schedule. */
const causeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('button'), press: z.string(), by: z.string() }),
  z.object({ kind: z.literal('date'), field: z.string(), value: z.string() }),
  z.object({ kind: z.literal('schedule'), due: z.string() }),
]);
export type ShownRunCause = z.infer<typeof causeSchema>;

/** A run. `n`: the journal row that started it. `cause`: null where a change started it. `step`: the id of the step at which it stands. */
const runSchema = z.object({
  id: idSchema,
  n: z.number().int(),
  entity: z.string(),
  recordId: idSchema,
  cause: causeSchema.nullable(),
  status,
  step: z.string().nullable(),
  why: z.string().nullable(),
  wakesAt: z.string().nullable(),
  madeAt: z.string(),
  changedAt: z.string(),
});
export type ShownRun = z.infer<typeof runSchema>;

/** A line of a run's log. `by`: the person who decided; null: the server. */
const lineSchema = z.object({
  step: z.string().nullable(),
  kind: z.string().nullable(),
  outcome: z.enum(['done', 'chose', 'waits', 'woke', 'ended', 'refused', 'faulted', 'again', 'skipped', 'cancelled']),
  why: z.string().nullable(),
  by: idSchema.nullable(),
  at: z.string(),
  /** The person to whom an assignment rule gave the record. */
  to: idSchema.nullable(),
  /** The record of a loop that the line is about; null: the record of the run. */
  record: idSchema.nullish(), // servers before it do not say it
});
export type ShownRunLine = z.infer<typeof lineSchema>;

const dryRunSchema = z.object({
  basis: z.enum(['changes', 'records', 'none']),
  moments: z.number().int(),
  matching: z.number().int(),
  rows: z.number().int(),
  isWhole: z.boolean(),
  starts: z.number().int(),
  unmet: z.number().int(),
  steps: z.record(z.string(), z.number().int()),
  unknown: z.record(z.string(), z.number().int()).optional(), // servers before it do not say it
  examples: z.array(z.object({ record: idSchema, at: z.string(), steps: z.array(z.string()) })),
});
/** The records of an answer that this device holds, by id. */
const records = z.record(idSchema, shownRecordSchema);

/**
 * The calls about automations. The server has their runs, so all refuse `sync/offline` where it does not answer, and `access/denied` to
 * people who are not administrators.
 */
export const automationCalls = {
  'automations.list': { input: z.null(), output: z.object({ automations: z.array(automationSchema) }) },
  /** Pauses an automation, or lets it go on. */
  'automations.turn': { input: z.strictObject({ id: idSchema, isPaused: z.boolean() }), output: z.null() },
  /** Lists the runs of an automation, newest first: those of earlier journal rows than `before`. */
  'automations.runs': {
    input: z.strictObject({ id: idSchema, status: status.nullable(), before: z.number().int().nullable() }),
    output: z.object({ runs: z.array(runSchema), more: z.boolean(), records }),
  },
  /** Returns one run with its log, oldest line first. */
  'automations.run': {
    input: z.strictObject({ id: idSchema, run: idSchema }),
    output: z.object({ run: runSchema, version: versionSchema.nullable(), lines: z.array(lineSchema) }),
  },
  /** Decides about a run that stopped or waits. Refuses `records/invalid` where it went on meanwhile. */
  'automations.decide': {
    input: z.strictObject({ id: idSchema, run: idSchema, decision: z.enum(['try-again', 'skip', 'cancel']) }),
    output: z.null(),
  },
  /** Says what a version would have done with the changes of the last days. Nothing is written. */
  'automations.dryRun': {
    input: z.strictObject({ version: idSchema, entity: z.string(), days: z.number().int().min(1).max(90) }),
    output: dryRunSchema.extend({ records }),
  },
} as const;
