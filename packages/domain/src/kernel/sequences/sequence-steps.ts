import { z } from 'zod';
import { weekDayOf } from '../calendar/calendar-days.ts';
import { instantAt, minutesLater, sameTimeDaysLater, wallTimeOf } from '../calendar/wall-time.ts';
import { addDays } from '../days.ts';
import type { JsonValue } from '../json.ts';
import { mostTextChars } from '../messages/text-parts.ts';
import { firstIssue, plainIssue } from '../text/plain-issue.ts';
import { branchConditionSchema } from './branch-condition.ts';
import { branchProblem, partsOfBranch, placeBehindMarks } from './branch-places.ts';

/** Chosen: more steps are hard to read, and nobody answers the thirtieth message. */
export const mostSequenceSteps = 30;

const stepId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'the id of a step has small letters, digits and hyphens');
/** `goesOn`: where the message may not be sent, or cannot be, the next step follows. Left out: a person decides. */
const goesOn = z.literal(true).optional();

/**
 * One step of a sequence. `email`: an e-mail of a template. `text`: a text message, in the language of templates. `letter`: a letter on paper
 * of a template, which waits for a print batch (SEQ-14). `task`: a task for the sender, due `days` after the step. `wait`: a day is 24 hours by the clock on the wall; a weekday is Monday to Friday. `if`: a branch
 * (SEQ-12). The steps up to its `else` follow if its condition holds, and those from there to its `end` if not. `of`: the id of the branch.
 */
const sequenceStepSchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ id: stepId, kind: z.literal('email'), template: z.uuid(), goesOn }),
    z.strictObject({
      id: stepId,
      kind: z.literal('text'),
      words: z.string().trim().min(1).max(mostTextChars),
      goesOn,
    }),
    z.strictObject({ id: stepId, kind: z.literal('letter'), template: z.uuid(), goesOn }),
    z.strictObject({
      id: stepId,
      kind: z.literal('task'),
      subject: z.string().trim().min(1).max(200),
      days: z.number().int().min(0).max(365),
    }),
    z.strictObject({
      id: stepId,
      kind: z.literal('wait'),
      count: z.number().int().min(1).max(365),
      unit: z.enum(['hour', 'day', 'weekday']),
    }),
    z.strictObject({ id: stepId, kind: z.literal('if'), when: branchConditionSchema }),
    z.strictObject({ id: stepId, kind: z.literal('else'), of: stepId }),
    z.strictObject({ id: stepId, kind: z.literal('end'), of: stepId }),
  ],
  'a step is of the kind email, text, letter, task, wait, if, else or end',
);
export type SequenceStep = z.output<typeof sequenceStepSchema>;
export type MessageStep = Extract<SequenceStep, { readonly kind: 'email' | 'text' }>;

/** A step with words that its sender sees before the start. */
export type WrittenStep = Extract<SequenceStep, { readonly kind: 'email' | 'text' | 'letter' }>;

/** A branch of a sequence. */
export type IfStep = Extract<SequenceStep, { readonly kind: 'if' }>;

export const isMessageStep = (step: SequenceStep): step is MessageStep => step.kind === 'email' || step.kind === 'text';
export const isWrittenStep = (step: SequenceStep): step is WrittenStep => isMessageStep(step) || step.kind === 'letter';

/** `before`: messages that lie before the steps, for which their branches may ask. */
const sequenceStepsSchema = (before: readonly { readonly id: string; readonly kind: 'email' | 'text' }[]) =>
  z
    .array(sequenceStepSchema)
    .min(1, 'a sequence has one step at least')
    .max(mostSequenceSteps, `a sequence has at most ${mostSequenceSteps} steps`)
    .refine((steps) => new Set(steps.map(({ id }) => id)).size === steps.length, 'two steps have the same id')
    .superRefine((steps, context) => {
      const message = branchProblem([...before, ...steps]);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    });

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written 09:00');
/** The times at which messages begin to go out, in the organisation's time zone. `weekdays`: Monday to Friday only. */
export const sendWindowSchema = z
  .strictObject({ from: clockTime, until: clockTime, weekdays: z.boolean() })
  .refine(({ from, until }) => from < until, 'the time from which it sends lies before the time until which it sends');
export type SendWindow = z.output<typeof sendWindowSchema>;

/**
 * The words of the messages of one enrolment, by the ids of their steps, as the sender saw them (SEQ-4). `templateVersion`: the version of
 * the template that an e-mail began with.
 */
const lettersSchema = z
  .record(
    stepId,
    z.strictObject({
      subject: z.string().max(400).optional(),
      words: z.string().max(20_000),
      templateVersion: z.uuid().optional(),
    }),
  )
  .refine((letters) => Object.keys(letters).length <= mostSequenceSteps, 'has more letters than a sequence has steps');
export type SequenceLetters = z.output<typeof lettersSchema>;

/**
 * An event of an enrolment. `step`: the id of the step. `why`: a sentence. `at`: UTC. `message`: the id of the message or letter that was written.
 * `yes` and `otherwise`: the part of a branch that was taken.
 */
const enrolmentLogSchema = z
  .array(
    z.object({
      step: stepId,
      what: z.enum(['wrote', 'sent', 'not-sent', 'task', 'letter', 'skipped', 'yes', 'otherwise']),
      at: z.iso.datetime(),
      message: z.uuid().optional(),
      why: z.string().max(1_000).optional(),
    }),
  )
  .max(500);
export type EnrolmentLog = z.output<typeof enrolmentLogSchema>;

/** A value that was read, or what is wrong with it in words. */
type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

const reader =
  <T>(schema: z.ZodType<T>) =>
  (value: JsonValue | undefined): Read<T> => {
    const read = schema.safeParse(value, { error: plainIssue });
    if (read.success) return { ok: true, value: read.data };
    const { path, message } = firstIssue(read.error);
    return { ok: false, message: [path.join('.'), message].filter(Boolean).join(' ') };
  };
export const readSequenceSteps = reader<readonly SequenceStep[]>(sequenceStepsSchema([]));
/** Reads the steps that follow the first message of a campaign (CMP-11). Whether its channel has what they ask for is judged with the plan. */
export const readFollowingSteps = reader<readonly SequenceStep[]>(
  sequenceStepsSchema([{ id: 'first', kind: 'email' }]),
);
export const readSendWindow = reader<SendWindow>(sendWindowSchema);
export const readLetters = reader<SequenceLetters>(lettersSchema);
export const readEnrolmentLog = reader<EnrolmentLog>(enrolmentLogSchema);

/** Where an enrolment stands, and when. `place`: the number of its next step. `now`: UTC. */
export type SequenceMoment = {
  readonly steps: readonly SequenceStep[];
  readonly window?: SendWindow | undefined;
  readonly place: number;
  readonly now: string;
  readonly timeZone: string;
};

/** A step that does something at its place. */
type DoneStep = Exclude<SequenceStep, { readonly kind: 'wait' | 'if' | 'else' | 'end' }>;
/**
 * The next move of an enrolment. `wait`: nothing until then; then the step at `place` follows. `ask`: the condition of a branch chooses
 * the next place, `yes` or `otherwise`.
 */
export type SequenceMove =
  | { readonly kind: 'finish' }
  | { readonly kind: 'wait'; readonly place: number; readonly until: string }
  | {
      readonly kind: 'ask';
      readonly place: number;
      readonly step: IfStep;
      readonly yes: number;
      readonly otherwise: number;
    }
  | { readonly kind: 'do'; readonly place: number; readonly step: DoneStep };

/**
 * Returns what an enrolment does at its place (SEQ-7). Waits that follow each other are one wait. A wait before a message, and a message
 * outside of the sending times, end where those times begin.
 */
export function nextMove({ steps, window, place, now, timeZone }: SequenceMoment): SequenceMove {
  let at = placeBehindMarks(steps, place);
  let until = now;
  let hasWaited = false;
  for (let step = steps[at]; step?.kind === 'wait'; step = steps[at]) {
    until = endOfWait(until, step, timeZone);
    hasWaited = true;
    at = placeBehindMarks(steps, at + 1);
  }
  const step = steps[at];
  if (step === undefined || step.kind === 'wait' || step.kind === 'else' || step.kind === 'end')
    return hasWaited ? { kind: 'wait', place: at, until } : { kind: 'finish' };
  const opens = window && isMessageStep(step) ? nextOpening(until, window, timeZone) : until;
  if (opens > now) return { kind: 'wait', place: at, until: opens };
  if (step.kind === 'if') return { kind: 'ask', place: at, step, ...partsOfBranch(steps, at) };
  return { kind: 'do', place: at, step };
}

type WaitStep = Extract<SequenceStep, { readonly kind: 'wait' }>;

function endOfWait(from: string, { count, unit }: WaitStep, timeZone: string): string {
  if (unit === 'hour') return minutesLater(from, count * 60);
  if (unit === 'day') return sameTimeDaysLater(from, count, timeZone);
  let [days, left] = [0, count];
  while (left > 0) {
    days += 1;
    if (isWeekday(wallTimeOf(sameTimeDaysLater(from, days, timeZone), timeZone).day)) left -= 1;
  }
  return sameTimeDaysLater(from, days, timeZone);
}

const isWeekday = (day: string): boolean => weekDayOf(day) <= 5;

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Returns the first moment from `from` on at which messages may begin to go out. */
export function nextOpening(
  from: string,
  { from: opens, until: closes, weekdays }: SendWindow,
  timeZone: string,
): string {
  const isOpenDay = (day: string): boolean => !weekdays || isWeekday(day);
  const { day: today, minute } = wallTimeOf(from, timeZone);
  if (isOpenDay(today)) {
    if (minute < minuteOf(opens)) return instantAt(today, opens, timeZone);
    if (minute < minuteOf(closes)) return from;
  }
  let day = today;
  do day = addDays(day, 1);
  while (!isOpenDay(day));
  return instantAt(day, opens, timeZone);
}
