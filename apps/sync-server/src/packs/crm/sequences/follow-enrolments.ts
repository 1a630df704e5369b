import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { isMessageStep, readSequenceSteps, type SequenceStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import { deal } from '@outpost/domain/packs/crm/entities/deal.entity';
import { enrolment } from '@outpost/domain/packs/crm/entities/enrolment.entity';
import { sequence } from '@outpost/domain/packs/crm/entities/sequence.entity';
import { sequenceVersion } from '@outpost/domain/packs/crm/entities/sequence-version.entity';
import { isSent } from '@outpost/domain/packs/crm/intents/sent-activity';
import type { ChangedRecords, JournalFollower } from '../../../jobs/followers/journal-follower.ts';
import type { Service } from '../../../jobs/service/service.ts';
import { salesKinds } from '../sales-kinds.ts';
import { type Enrolment, isAtRest, stopByActivities, stopByDeals, takeBackOfEnded } from './stop-enrolments.ts';
import { makeStuck, openRound, readByIds, takeSequenceStep, withLine, writeEnrolment } from './take-sequence-step.ts';

/** Chosen: after it, other tenants come before the rest. */
const mostAtOnce = 100;
/** Chosen: an organisation has some dozens of sequences. */
const mostPaused = 500;

/**
 * Moves people through sequences. An outcome of a message moves its enrolment on, an answer stops it (SEQ-3), and the passing of time
 * brings the next step (SEQ-2).
 */
export const followEnrolments: JournalFollower = {
  name: 'sequences',
  doing: 'moving sequences',
  kinds: [activity.name, enrolment.name, ...salesKinds.keys()],
  async follow(service, changed) {
    const activities = await service.list(activity, { where: { field: 'id', op: 'one-of', value: [...(changed.get(activity.name) ?? [])] } }); // prettier-ignore
    if (!activities.ok) return activities;
    const stopped = await stopByActivities(service, activities.value);
    if (!stopped.ok) return stopped;
    const closed = await stopByDeals(service, changed.get(deal.name) ?? []);
    if (!closed.ok) return closed;
    const undone = await takeBackOfEnded(service, changed.get(enrolment.name) ?? []);
    if (!undone.ok) return undone;
    const noted = await noteOutcomes(service, activities.value);
    return noted.ok ? noteMissedOutcomes(service, changed) : noted;
  },
  async due(service) {
    const paused = await service.list(sequence, {
      where: { field: 'paused', op: 'is', value: true },
      limit: mostPaused,
    });
    if (!paused.ok) return paused;
    const isPaused = paused.value.map(({ id }) => id);
    for (let offset = 0; ; offset += mostAtOnce) {
      const due = await readDue(service, isPaused, offset);
      if (!due.ok) return due;
      const moved = await takeSteps(service, due.value);
      if (!moved.ok) return moved;
      if (moved.value > 0) return accept('more'); // the step behind a task is due at once
      if (due.value.length < mostAtOnce) return accept('done');
    }
  },
};

/** Returns enrolments whose time has come, the longest due first. */
const readDue = (service: Service, paused: readonly string[], offset: number): Promise<Result<readonly Enrolment[]>> =>
  service.list(enrolment, {
    where: {
      and: [
        { field: 'status', op: 'is', value: 'active' },
        { field: 'nextAt', op: 'lte', value: service.now },
        ...(paused.length === 0 ? [] : [{ field: 'sequence', op: 'none-of', value: [...paused] } as const]),
      ],
    },
    sort: [{ field: 'nextAt', direction: 'asc' }],
    limit: mostAtOnce,
    offset,
  });

/** Takes the steps of enrolments. Those whose record is deleted rest, and stand in nobody's way. Returns how many were moved. */
async function takeSteps(service: Service, due: readonly Enrolment[]): Promise<Result<number>> {
  const alive = await readAlive(service, due);
  if (!alive.ok) return alive;
  const round = await openRound(service, due);
  if (!round.ok) return round;
  let moved = 0;
  let refused: Result<never> | undefined;
  for (const enrolled of due) {
    if (!alive.value(enrolled)) continue;
    const done = await takeSequenceStep(round.value, enrolled);
    if (done.ok) moved += 1;
    else if (done.code !== 'records/stale' && !isAtRest(done)) refused ??= done; // tried again in the next round
  }
  return refused !== undefined && moved === 0 ? refused : accept(moved);
}

/** Returns whether the record of an enrolment is alive. Records of other packs count as alive: their acts are refused where they are not. */
async function readAlive(service: Service, enrolled: readonly Enrolment[]): Promise<Result<(one: Enrolment) => boolean>> {
  const gone = new Set<string>();
  const targets = enrolled.flatMap(({ fields: { about } }) => refTarget(enrolment.fields.about, about) ?? []);
  for (const [name, ofKind] of Map.groupBy(targets, ({ entity }) => entity)) {
    const kind = salesKinds.get(name);
    if (!kind) continue;
    const ids = [...new Set(ofKind.map(({ id }) => id))];
    const found = await service.list<Entity>(kind, { where: { field: 'id', op: 'one-of', value: ids } });
    if (!found.ok) return found;
    const held = new Set<string>(found.value.map(({ id }) => id));
    for (const id of ids) if (!held.has(id)) gone.add(`${name}:${id}`);
  }
  return accept(({ fields: { about } }) => !gone.has(about));
} // prettier-ignore

/**
 * Notes outcomes that came while an enrolment or its record was deleted: a restoring is a change of the record. An enrolment whose message
 * was taken back with it waits for its sender then. One with a time was told to go on without its message.
 */
async function noteMissedOutcomes(service: Service, changed: ChangedRecords): Promise<Result<unknown>> {
  const about = [...changed].flatMap(([entity, ids]) =>
    salesKinds.has(entity) ? ids.map((id) => `${entity}:${id}`) : [],
  );
  const ids = [...(changed.get(enrolment.name) ?? [])];
  if (about.length + ids.length === 0) return accept(null);
  const theirs: Filter = { or: [{ field: 'about', op: 'one-of', value: about }, { field: 'id', op: 'one-of', value: ids }] }; // prettier-ignore
  const waiting = await service.list(enrolment, { where: { and: [theirs, { field: 'status', op: 'one-of', value: ['active', 'paused'] }, { field: 'waitsFor', op: 'is-not-empty' }, { field: 'nextAt', op: 'is-empty' }] } }); // prettier-ignore
  if (!waiting.ok || waiting.value.length === 0) return waiting;
  const written = waiting.value.flatMap(({ fields: { waitsFor } }) => waitsFor ?? []);
  const messages = await service.list(activity, { where: { field: 'id', op: 'one-of', value: written } });
  return messages.ok ? noteOutcomes(service, messages.value) : messages;
}

/** Moves enrolments on whose message has an outcome. */
async function noteOutcomes(service: Service, activities: readonly RecordOf<typeof activity>[]): Promise<Result<unknown>> {
  const messages = new Map(activities.flatMap((one) => (one.fields.enrolment ? [[one.id as string, one] as const] : [])));
  const ended = [...messages.values()].filter(({ fields: { deliveryStatus, deliveryDecision } }) => deliveryStatus ?? deliveryDecision === 'not-sent'); // prettier-ignore
  if (ended.length === 0) return accept(null);
  const waiting = await service.list(enrolment, { where: { field: 'waitsFor', op: 'one-of', value: ended.map(({ id }) => id) } }); // prettier-ignore
  if (!waiting.ok) return waiting;
  const versions = await readByIds(service, sequenceVersion, [...new Set(waiting.value.map(({ fields }) => fields.sequenceVersion as string))]); // prettier-ignore
  if (!versions.ok) return versions;
  for (const one of waiting.value) {
    const message = messages.get(one.fields.waitsFor ?? '');
    const steps = readSequenceSteps(versions.value.get(one.fields.sequenceVersion)?.fields.steps);
    const step = steps.ok ? steps.value[one.fields.place - 1] : undefined;
    const done = message ? await noteOutcome(service, one, { message: message.fields, step }) : accept(null);
    if (!done.ok && !isAtRest(done)) return done;
  }
  return accept(null);
} // prettier-ignore

type Message = RecordOf<typeof activity>['fields'];
/** A message with an outcome, and the step that wrote it. */
type Ended = { readonly message: Message; readonly step: SequenceStep | undefined };

/** SEQ-4, SEQ-5: after a message was sent the sequence goes on. After one that was not, a person decides, unless its step says that it goes on. */
async function noteOutcome(service: Service, enrolled: Enrolment, { message, step }: Ended): Promise<Result<unknown>> {
  const { status, log } = enrolled.fields;
  if (status === 'stopped' || status === 'finished') return accept(null);
  const goesOn = status === 'paused' ? {} : { status: 'active', nextAt: service.now, why: null };
  const line = { step: step?.id ?? 'step', at: service.now };
  if (isSent(message))
    return writeEnrolment(service, enrolled, { ...goesOn, waitsFor: null, log: withLine(log, { ...line, what: 'sent' }) }, 'Sent a message of'); // prettier-ignore
  if (status === 'stuck') return accept(null); // known
  const why = whyNot(message);
  const not = withLine(log, { ...line, what: 'not-sent', why });
  const isCertain = ['failed', 'returned', 'expired'].includes(message.deliveryStatus ?? '');
  if (isCertain && step && isMessageStep(step) && step.goesOn === true)
    return writeEnrolment(service, enrolled, { ...goesOn, waitsFor: null, log: not }, 'Skipped a message of');
  return makeStuck(service, enrolled, why, { log: not });
} // prettier-ignore

function whyNot({ deliveryStatus: status, deliveryError: error, kind }: Message): string {
  const it = kind === 'text' ? 'The text' : 'The e-mail';
  if (status === 'unknown') return `Nobody knows whether ${it.toLowerCase()} was sent. ${error ?? ''}`.trim();
  if (status === undefined) return `${it} was taken back.`;
  return `${it} was not sent. ${error ?? ''}`.trim();
}
