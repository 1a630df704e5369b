import type { Edit } from '@outpost/domain/kernel/acts/act';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { given } from '@outpost/domain/kernel/acts/given';
import { sameTimeDaysLater } from '@outpost/domain/kernel/calendar/wall-time';
import { moment } from '@outpost/domain/kernel/entities/field-types';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import { anyRef, type RecordOf, type Values } from '@outpost/domain/kernel/entities/typed-record';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import {
  type EnrolmentLog,
  type MessageStep,
  nextMove,
  readEnrolmentLog,
  readLetters,
  readSendWindow,
  readSequenceSteps,
  type SequenceMove,
  type WrittenStep,
} from '@outpost/domain/kernel/sequences/sequence-steps';
import { messagesAsked } from '@outpost/domain/kernel/sequences/branch-places';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { enrolment } from '@outpost/domain/packs/crm/entities/enrolment.entity';
import { sequence } from '@outpost/domain/packs/crm/entities/sequence.entity';
import { sequenceVersion } from '@outpost/domain/packs/crm/entities/sequence-version.entity';
import { task } from '@outpost/domain/packs/crm/entities/task.entity';
import type { Service } from '../../../jobs/service/service.ts';
import { decideBranch } from './decide-branch.ts';
import { type LetterStep, letterOfStep } from './letter-of-step.ts';
import { type Enrolment, isAtRest, reasonToStop, stopEnrolment } from './stop-enrolments.ts';

type Fields = Values<typeof enrolment>;
/** The new values of an enrolment's record. Null empties a field. */
type Changes = Partial<Record<keyof Fields, JsonValue>>;

/** Returns an edit of an enrolment, from the values that were read. */
const changed = ({ id, version, fields }: Enrolment, changes: Changes): Edit => ({
  id,
  entity: enrolment.name,
  seen: version,
  fields: Object.fromEntries(
    Object.entries(changes).map(([name, to]) => [name, [fields[name as keyof Fields] ?? null, to] as [JsonValue, JsonValue]]), // its own keys
  ),
}); // prettier-ignore

/** Returns the log with one more line. The oldest lines go first. */
export function withLine(value: Fields['log'], line: EnrolmentLog[number]): JsonValue {
  const read = value === undefined ? undefined : readEnrolmentLog(value);
  const kept = read?.ok === true ? read.value : [];
  return [...kept.slice(-200), line] as readonly object[] as JsonValue; // both were read or made by their schema
}

/** Writes changes of an enrolment as the pack itself. Refused with `records/stale` where it was changed since it was read. */
export function writeEnrolment(service: Service, enrolled: Enrolment, changes: Changes, did: string): Promise<Result<unknown>> {
  const { id, version, fields } = enrolled;
  return service.act({
    once: ['enrolment', did, id, String(version), service.now],
    label: cutLabel(`${did} ${fields.name}`),
    edits: [changed(enrolled, changes)],
    expected: { [id]: version },
  });
} // prettier-ignore

/** SEQ-5: lets an enrolment wait for a person, and tells its sender why. */
export async function makeStuck(service: Service, enrolled: Enrolment, why: string, more: Changes = {}): Promise<Result<unknown>> {
  const { id, version, fields, createdBy } = enrolled;
  const done = await writeEnrolment(service, enrolled, { status: 'stuck', nextAt: null, why: cutText(why, 1_000), ...more }, 'Waits for a person:'); // prettier-ignore
  if (!done.ok) return done;
  await service.tell({ key: ['sequence', id, String(version)], people: [createdBy], words: cutText(`“${fields.name}” waits for you: ${why}`, 500), from: 'Sequences', about: refTarget(enrolment.fields.about, fields.about) }); // prettier-ignore
  return done;
} // prettier-ignore

/** The facts that the enrolments of one round share, so that they are read once. */
export type SequenceRound = {
  readonly service: Service;
  /** The work with the rights of a person; undefined: they have none. */
  readonly as: (userId: string) => Promise<Service | undefined>;
  /** Sequences, versions, and messages on their way, by their ids. */
  readonly sequences: ReadonlyMap<string, RecordOf<typeof sequence>>;
  readonly versions: ReadonlyMap<string, RecordOf<typeof sequenceVersion>>;
  readonly messages: ReadonlyMap<string, RecordOf<typeof activity>>;
};

/** Reads what the steps of these enrolments need, at most some hundred of them. */
export async function openRound(service: Service, enrolled: readonly Enrolment[]): Promise<Result<SequenceRound>> {
  const named = (of: (fields: Fields) => string | undefined): string[] => [...new Set(enrolled.flatMap(({ fields }) => of(fields) ?? []))]; // prettier-ignore
  const [sequences, versions, messages] = await Promise.all([
    readByIds(
      service,
      sequence,
      named((fields) => fields.sequence),
    ),
    readByIds(
      service,
      sequenceVersion,
      named((fields) => fields.sequenceVersion),
    ),
    readByIds(
      service,
      activity,
      named((fields) => fields.waitsFor),
    ),
  ]);
  if (!sequences.ok) return sequences;
  if (!versions.ok) return versions;
  if (!messages.ok) return messages;
  const senders = new Map<string, Promise<Service | undefined>>();
  const as = (userId: string): Promise<Service | undefined> => {
    const known = senders.get(userId) ?? service.as(userId);
    senders.set(userId, known);
    return known;
  };
  return accept({ service, as, sequences: sequences.value, versions: versions.value, messages: messages.value });
}

/** Returns the living records of a kind with these ids, by id. */
export async function readByIds<E extends Entity>(service: Service, kind: E, ids: readonly string[]): Promise<Result<ReadonlyMap<string, RecordOf<E>>>> {
  if (ids.length === 0) return accept(new Map());
  const found = await service.list(kind, { where: { field: 'id', op: 'one-of', value: [...ids] } });
  return found.ok ? accept(new Map(found.value.map((record) => [record.id as string, record]))) : found;
} // prettier-ignore

/**
 * SEQ-2: takes the next step of an enrolment that is due. The message or task of a step and the move to the next one are one act, which is
 * refused where the enrolment has another version by then. So a server that stops before or after it repeats nothing.
 */
export async function takeSequenceStep(round: SequenceRound, enrolled: Enrolment): Promise<Result<unknown>> {
  const { service, as } = round;
  const { fields, createdBy } = enrolled;
  const by = await reasonToStop(service, enrolled);
  if (!by.ok) return by;
  if (by.value) return stopEnrolment(service, enrolled, by.value);
  if (isOnItsWay(round, fields)) return writeEnrolment(service, enrolled, { nextAt: null }, 'Waits for the message of');
  const plan = planOf(round, enrolled);
  if (typeof plan === 'string') return makeStuck(service, enrolled, plan);
  const { move, purpose, asked } = plan;
  switch (move.kind) {
    case 'finish':
      return writeEnrolment(service, enrolled, { status: 'finished', endedAt: service.now, nextAt: null, waitsFor: null }, 'Finished'); // prettier-ignore
    case 'wait':
      return writeEnrolment(service, enrolled, { place: move.place, nextAt: move.until, waitsFor: null }, 'Waits:');
    case 'ask':
    case 'do': {
      const sender = await as(createdBy);
      if (!sender) return makeStuck(service, enrolled, 'The person who started it has no rights here any more.');
      const doing = { service, sender, enrolled, purpose, asked };
      return move.kind === 'ask' ? chooseBranch(doing, move) : doStep(doing, move);
    }
  }
}

/** SEQ-12: asks the condition of a branch now, and moves the enrolment into one of the parts, once. The log says which, and why. */
async function chooseBranch(doing: Doing, { place, step, yes, otherwise }: Extract<SequenceMove, { readonly kind: 'ask' }>): Promise<Result<unknown>> {
  const { service, enrolled } = doing;
  const { now } = service;
  const chosen = await decideBranch(doing, step.when);
  if (!chosen.ok) return makeStuck(service, enrolled, `A branch could not be decided: ${chosen.message}`, { place, waitsFor: null });
  const { holds, why } = chosen.value;
  const line = withLine(enrolled.fields.log, { step: step.id, what: holds ? 'yes' : 'otherwise', at: now, why });
  return writeEnrolment(service, enrolled, { place: holds ? yes : otherwise, nextAt: now, waitsFor: null, log: line }, 'Chose a part of');
} // prettier-ignore

/** Whether the enrolment's last message has no outcome yet. The outcome moves the enrolment on. */
function isOnItsWay({ messages }: SequenceRound, { waitsFor }: Fields): boolean {
  const message = messages.get(waitsFor ?? '')?.fields;
  return message !== undefined && !message.deliveryStatus && message.deliveryDecision !== 'not-sent';
}

type Plan = { readonly move: SequenceMove; readonly purpose: Values<typeof sequence>['purpose']; readonly asked: ReadonlySet<string> }; // prettier-ignore

/** Returns what comes next. A text: why nothing can. */
function planOf({ service, versions, sequences }: SequenceRound, { fields: { sequenceVersion: id, place, sequence: of } }: Enrolment): Plan | string {
  const version = versions.get(id);
  const owner = sequences.get(of);
  if (!version || !owner) return 'The sequence was deleted.';
  const steps = readSequenceSteps(version.fields.steps);
  if (!steps.ok) return `The steps of the sequence cannot be read: ${steps.message}.`;
  const window = version.fields.window === undefined ? undefined : readSendWindow(version.fields.window);
  if (window?.ok === false) return `The sending times of the sequence cannot be read: ${window.message}.`;
  const { now, timeZone } = service;
  const move = nextMove({ steps: steps.value, window: window?.value, place, now, timeZone });
  return { move, purpose: owner.fields.purpose, asked: messagesAsked(steps.value) };
} // prettier-ignore

type Doing = {
  readonly service: Service;
  /** The work with the rights of the person who started the enrolment. */
  readonly sender: Service;
  readonly enrolled: Enrolment;
  readonly purpose: Plan['purpose'];
  /** The steps about whose messages a branch asks. Logs of other sequences stay readable for an app of the build before. */
  readonly asked: ReadonlySet<string>;
};

async function doStep(doing: Doing, { place, step }: Extract<SequenceMove, { readonly kind: 'do' }>): Promise<Result<unknown>> {
  const { service, enrolled } = doing;
  const { now } = service;
  const { log } = enrolled.fields;
  if (step.kind === 'task') {
    const line = withLine(log, { step: step.id, what: 'task', at: now });
    return carryOut(doing, [taskOf(doing, step)], { place: place + 1, nextAt: now, waitsFor: null, log: line });
  }
  if (step.kind === 'letter') return writeLetter(doing, { place, step });
  const message = messageOf(doing, step);
  if (typeof message !== 'string') {
    const line = withLine(log, { step: step.id, what: 'wrote', at: now, ...(doing.asked.has(step.id) ? { message: message.id } : {}) });
    return carryOut(doing, [message], { place: place + 1, nextAt: null, waitsFor: message.id, log: line });
  }
  return leaveOut(doing, { place, step, why: message });
} // prettier-ignore

type LeftOut = { readonly place: number; readonly step: WrittenStep; readonly why: string };

/** SEQ-5: lets the enrolment wait for its sender where a message or letter cannot be written. Where the step says so, the next one follows. */
function leaveOut({ service, enrolled }: Doing, { place, step, why }: LeftOut): Promise<Result<unknown>> {
  if (step.goesOn !== true) return makeStuck(service, enrolled, why, { place, waitsFor: null });
  const log = withLine(enrolled.fields.log, { step: step.id, what: 'skipped', at: service.now, why });
  return writeEnrolment(service, enrolled, { place: place + 1, nextAt: service.now, waitsFor: null, log }, 'Skipped a step:');
} // prettier-ignore

/** SEQ-14: writes the letter of a step. It waits for a print batch, and the enrolment does not wait for it. */
async function writeLetter(doing: Doing, { place, step }: Omit<LeftOut, 'why' | 'step'> & { readonly step: LetterStep }): Promise<Result<unknown>> {
  const { now } = doing.service;
  const written = await letterOfStep(doing, step);
  if (!written.ok) return written;
  if (typeof written.value === 'string') return leaveOut(doing, { place, step, why: written.value });
  const log = withLine(doing.enrolled.fields.log, { step: step.id, what: 'letter', at: now, message: written.value.id });
  return carryOut(doing, [written.value], { place: place + 1, nextAt: now, waitsFor: null, log });
} // prettier-ignore

/** Writes the record of a step and the move as one act of the sender. */
async function carryOut({ service, sender, enrolled }: Doing, edits: readonly Edit[], changes: Changes): Promise<Result<unknown>> {
  const { id, version, fields } = enrolled;
  const done = await sender.act({
    once: ['step', id, String(version), service.now],
    label: cutLabel(`A step of ${fields.name}`),
    edits: [...edits, changed(enrolled, changes)],
    expected: { [id]: version },
  });
  if (done.ok || done.code === 'records/stale' || isAtRest(done)) return done;
  return makeStuck(service, enrolled, done.message);
} // prettier-ignore

/** Returns the message of a step; a text: why it cannot be written. */
function messageOf({ service, enrolled, purpose }: Doing, step: MessageStep) {
  const { id, version, fields, ownerId, createdBy } = enrolled;
  const { about, with: contactId, toAddress, number } = fields;
  const letters = readLetters(fields.letters);
  const letter = letters.ok ? letters.value[step.id] : undefined;
  if (!letter) return 'The words of this message were not written when the sequence was started.';
  const made = service.idOf(activity, 'sequence', id, String(version));
  const common = {
    about,
    ...(contactId ? { with: contactId } : {}),
    purpose,
    body: letter.words,
    delivery: 'send',
    enrolment: id,
    happensAt: service.now,
  } as const;
  const holder = { ownerId: ownerId ?? createdBy };
  if (step.kind === 'email') {
    if (!toAddress) return 'There is no e-mail address.';
    const { subject = '', templateVersion } = letter;
    return given(
      activity,
      made,
      {
        ...common,
        kind: 'email',
        toAddress,
        subject,
        ...(templateVersion ? { templateVersion: templateVersion as never } : {}),
      },
      holder,
    ); // checked by the reference itself
  }
  if (!number) return 'There is no number for text messages.';
  return given(activity, made, { ...common, kind: 'text', direction: 'out', number, subject: cutText(letter.words.split('\n')[0] ?? '', 80) }, holder); // prettier-ignore
}

/** Returns the task of a step, for the sender. */
function taskOf({ service, enrolled }: Doing, { subject, days }: { readonly subject: string; readonly days: number }): Edit {
  const { id, version, fields, ownerId, createdBy } = enrolled;
  const target = refTarget(enrolment.fields.about, fields.about);
  const dueAt = moment(sameTimeDaysLater(service.now, days, service.timeZone));
  const made = service.idOf(task, 'sequence', id, String(version));
  const about = target ? { about: anyRef(target.entity, target.id as never) } : {}; // the enrolment's own reference
  return given(task, made, { subject, dueAt, ...about }, { ownerId: ownerId ?? createdBy });
} // prettier-ignore
