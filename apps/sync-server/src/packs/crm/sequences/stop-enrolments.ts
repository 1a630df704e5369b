import type { ChangeEdit } from '@outpost/domain/kernel/acts/act';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { RecordOf, Values } from '@outpost/domain/kernel/entities/typed-record';
import { askedByWord } from '@outpost/domain/kernel/messages/stop-words';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { readEnrolmentLog } from '@outpost/domain/kernel/sequences/sequence-steps';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { outcomesWithoutMeeting } from '@outpost/domain/packs/crm/meeting-outcomes';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { deal } from '@outpost/domain/packs/crm/entities/deal.entity';
import { enrolment } from '@outpost/domain/packs/crm/entities/enrolment.entity';
import { letter } from '@outpost/domain/packs/crm/entities/letters/letter.entity';
import type { Service } from '../../../jobs/service/service.ts';
import { takingLetterBack } from '../letters/taking-letter-back.ts';

export type Enrolment = RecordOf<typeof enrolment>;
type Activity = RecordOf<typeof activity>;
export type StoppedBy = NonNullable<Values<typeof enrolment>['stoppedBy']>;

/** The states of enrolments that have not ended. */
const under: Filter = { field: 'status', op: 'one-of', value: ['active', 'paused', 'stuck'] };

/** Returns why an activity stops the sequences of its person; undefined: it does not. */
export function stopOf({ kind, direction, outcome, meetingOutcome, body }: Activity['fields']): StoppedBy | undefined {
  if (direction === 'in') return askedByWord(body ?? '') === 'stop' ? 'opt-out' : 'reply';
  if (kind === 'call') return outcome === 'reached' ? 'call' : undefined;
  const isOff = meetingOutcome !== undefined && outcomesWithoutMeeting.includes(meetingOutcome);
  return kind === 'meeting' && !isOff ? 'meeting' : undefined;
}

/** The activities that concern the person of an enrolment, or its record. */
const concerns = ({ fields: { about, number, with: contact } }: Pick<Enrolment, 'fields'> | Pick<Activity, 'fields'>): Filter => ({
  or: [
    { field: 'about', op: 'is', value: about },
    ...(number ? [{ field: 'number', op: 'is', value: number } as const] : []),
    ...(contact ? [{ field: 'with', op: 'is', value: contact } as const] : []),
    ...(contact ? [{ field: 'about', op: 'is', value: `crm/contact:${contact}` } as const] : []),
    ...(about.startsWith('crm/contact:') ? [{ field: 'with', op: 'is', value: about.slice('crm/contact:'.length) } as const] : []),
  ],
}); // prettier-ignore

/** SEQ-3: stops the enrolments of the people who answered, were reached, or have a meeting, by activities that were made after they began. */
export async function stopByActivities(
  service: Service,
  activities: readonly Pick<Activity, 'fields' | 'createdAt'>[],
): Promise<Result<unknown>> {
  for (const one of activities) {
    const by = stopOf(one.fields);
    if (by === undefined) continue;
    const found = await service.list(enrolment, { where: { and: [under, concerns(one)] } });
    if (!found.ok) return found;
    for (const enrolled of found.value)
      if (one.createdAt >= enrolled.createdAt) {
        const done = await stopEnrolment(service, enrolled, by);
        if (!done.ok && !isAtRest(done)) return done; // its next step asks for answers again
      }
  }
  return accept(null);
}

/** SEQ-3: stops the enrolments of deals that are closed. */
export async function stopByDeals(service: Service, ids: readonly string[]): Promise<Result<unknown>> {
  const closed = await service.list(deal, { where: { and: [{ field: 'id', op: 'one-of', value: [...ids] }, { field: 'closedOn', op: 'is-not-empty' }] } }); // prettier-ignore
  if (!closed.ok || closed.value.length === 0) return closed;
  const about = closed.value.map(({ id }) => `${deal.name}:${id}`);
  const found = await service.list(enrolment, {
    where: { and: [under, { field: 'about', op: 'one-of', value: about }] },
  });
  if (!found.ok) return found;
  for (const one of found.value) {
    const done = await stopEnrolment(service, one, 'closed');
    if (!done.ok && !isAtRest(done)) return done;
  }
  return accept(null);
}

/** Returns why an enrolment must stop now, as all activities and the deal say; undefined: it goes on. Asked before each step. */
export async function reasonToStop(service: Service, enrolled: Enrolment): Promise<Result<StoppedBy | undefined>> {
  const since: Filter = { field: 'createdAt', op: 'gte', value: enrolled.createdAt };
  const sorts: Filter = { or: [{ field: 'direction', op: 'is', value: 'in' }, { field: 'kind', op: 'one-of', value: ['call', 'meeting'] }] }; // prettier-ignore
  const found = await service.list(activity, { where: { and: [concerns(enrolled), since, sorts] }, limit: 100 });
  if (!found.ok) return found;
  const by = found.value.map(({ fields }) => stopOf(fields)).find((one) => one !== undefined);
  const { about } = enrolled.fields;
  if (by !== undefined || !about.startsWith(`${deal.name}:`)) return accept(by);
  const closed = await service.list(deal, { where: { and: [{ field: 'id', op: 'is', value: about.slice(deal.name.length + 1) }, { field: 'closedOn', op: 'is-not-empty' }] } }); // prettier-ignore
  return closed.ok ? accept(closed.value.length > 0 ? 'closed' : undefined) : closed;
}

/**
 * Stops an enrolment. A message that still waits is taken back with it; where it cannot be, it is refused at the moment of sending
 * (`sentActivity.isOver`). An enrolment that was changed meanwhile is read again.
 */
export async function stopEnrolment(service: Service, enrolled: Enrolment, by: StoppedBy): Promise<Result<unknown>> {
  const { id, version, fields } = enrolled;
  const { status, endedAt = null, stoppedBy = null, nextAt = null, why = null } = fields;
  const stop: ChangeEdit = {
    id,
    entity: enrolment.name,
    seen: version,
    fields: { status: [status, 'stopped'], stoppedBy: [stoppedBy, by], endedAt: [endedAt, service.now], nextAt: [nextAt, null], why: [why, null] },
  }; // prettier-ignore
  const done = await service.act({
    once: ['stop', id, String(version), service.now], // a refused act is not decided again under its id; `expected` makes it one
    label: cutLabel(`Stopped ${fields.name}`),
    edits: [stop, ...(await takenBack(service, fields.waitsFor)), ...(await lettersTakenBack(service, [enrolled]))],
    shape: 'each',
    expected: { [id]: version },
  });
  if (done.ok || done.code !== 'records/stale') return done;
  const again = await service.list(enrolment, { where: { and: [under, { field: 'id', op: 'is', value: id }] } });
  if (!again.ok) return again;
  return again.value[0] && again.value[0].version !== version
    ? stopEnrolment(service, again.value[0], by)
    : accept(null);
}

/** Whether an enrolment could not be written because its record is deleted. It rests then, and holds up no other one. */
export const isAtRest = (refused: { readonly code: string }): boolean => refused.code === 'records/parent-gone';

/**
 * SEQ-10: takes back the messages of deleted enrolments that were not sent yet, such as those of an undone start. The moment of sending
 * refuses them, too (`sentActivity.isOver`); with this they no longer wait for it on the timeline. SEQ-14: also takes back the letters of
 * enrolments that were stopped, deleted or merged into another one.
 */
export async function takeBackOfEnded(service: Service, ids: readonly string[]): Promise<Result<unknown>> {
  if (ids.length === 0) return accept(null);
  const found = await service.list(enrolment, { life: 'any', where: { field: 'id', op: 'one-of', value: [...ids] } });
  if (!found.ok) return found;
  const ended = found.value.filter(({ life, fields }) => life !== 'alive' || fields.status === 'stopped');
  const written = ended.flatMap(({ life, fields: { waitsFor } }) => (life === 'deleted' ? (waitsFor ?? []) : []));
  const messages = written.length === 0 ? accept([]) : await service.list(activity, { where: { field: 'id', op: 'one-of', value: written } }); // prettier-ignore
  if (!messages.ok) return messages;
  const edits = [...messages.value.flatMap((one) => takingBack(one)), ...(await lettersTakenBack(service, ended))];
  if (edits.length === 0) return accept(null);
  const [first, ...more] = edits.map(({ id, seen }) => `${id} ${seen}`);
  await service.act({
    once: ['take back', first ?? '', ...more],
    label: 'Took back messages of a sequence',
    edits,
    shape: 'each',
  });
  return accept(null); // what could not be taken back holds up no other sequence: it is refused at the moment of sending
}

/** Returns the edit that takes back a message that was not sent yet. */
async function takenBack(service: Service, message: string | undefined): Promise<readonly ChangeEdit[]> {
  if (message === undefined) return [];
  const found = await service.list(activity, { where: { field: 'id', op: 'is', value: message } });
  return (found.ok ? found.value : []).flatMap((one) => takingBack(one));
}

/** SEQ-14: returns the edits that take back the letters of enrolments that are in no print batch yet. */
async function lettersTakenBack(service: Service, enrolled: readonly Enrolment[]): Promise<readonly ChangeEdit[]> {
  const ids = enrolled.flatMap(({ fields: { log } }) => {
    const read = readEnrolmentLog(log ?? []);
    return read.ok ? read.value.flatMap(({ what, message }) => (what === 'letter' ? (message ?? []) : [])) : [];
  });
  if (ids.length === 0) return [];
  const found = await service.list(letter, { where: { field: 'id', op: 'one-of', value: ids } }); // prettier-ignore
  return (found.ok ? found.value : []).flatMap(takingLetterBack);
} // prettier-ignore

const takingBack = ({ id, version, fields }: Activity): readonly ChangeEdit[] =>
  fields.deliveryStatus || fields.deliveryDecision
    ? []
    : [{ id, entity: activity.name, seen: version, fields: { deliveryDecision: [null, 'not-sent'] } }];
