import { sendingHours } from '@outpost/domain/kernel/messages/hours/sending-hours';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { isInternationalNumber } from '@outpost/domain/kernel/text/phone-numbers';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { person } from '@outpost/domain/packs/platform/entities/person.entity';
import type { EndedCall, IncomingCall } from '../../integrations/sms/calls.ts';
import type { Service } from '../../jobs/service/service.ts';
import type { CallReceiving, RecordingFile, RecordingPlace } from '../pack-server.ts';
import { incomingIdOf, keepIncoming, placeOfNumber } from './keep-incoming.ts';

/** The subject of a call whose end is not known yet. */
const ringing = 'Call under way';

/** Numbers that Twilio names for callers who hide theirs: "anonymous", "restricted" and "unavailable" by the letters of a telephone. */
const hidden: ReadonlySet<string> = new Set(['+266696687', '+7378742833', '+8656696', '+86282452253', '+2562533']);
const isNumber = (from: string): boolean => isInternationalNumber(from) && !hidden.has(from);

/** MSG-66: keeps a call that came in, at its beginning, so that it is known also where its end is never reported. */
async function begin(service: Service, { sid, from }: IncomingCall): Promise<Result<unknown>> {
  if (sid === '' || !isNumber(from)) return accept(null); // a hidden number belongs to nobody
  return keepIncoming(service, { kind: 'call', sid, from, label: 'A call came in', fields: { subject: ringing } });
}

/** MSG-67: returns the telephone of the owner of the record, if they are active, not away, and it is neither early nor late where they are. */
async function telephone(service: Service, { from }: IncomingCall): Promise<Result<string | undefined>> {
  if (!isNumber(from)) return accept(undefined);
  const place = await placeOfNumber(service, from);
  if (!place.ok) return place;
  const ownerId = place.value?.ownerId;
  if (!ownerId) return accept(undefined);
  const found = await service.list(person, { where: { field: 'id', op: 'is', value: ownerId }, limit: 1 });
  if (!found.ok) return found;
  const owner = found.value[0]?.fields;
  if (owner?.status !== 'active' || owner.phone === from || !isInternationalNumber(owner.phone ?? ''))
    return accept(undefined);
  const { awayFrom, awayUntil, timeZone } = owner;
  const isAway =
    (awayFrom !== undefined || awayUntil !== undefined) &&
    (awayFrom ?? service.today) <= service.today &&
    service.today <= (awayUntil ?? service.today);
  if (isAway || !sendingHours([timeZone ?? service.timeZone], service.now).isOpen) return accept(undefined);
  return accept(owner.phone);
}

/** MSG-66: notes once how a call ended. A call whose record a person has changed keeps their words. */
async function end(
  service: Service,
  { sid }: IncomingCall,
  { isAnswered, seconds }: EndedCall,
): Promise<Result<unknown>> {
  const id = incomingIdOf(service, { kind: 'call', sid });
  const found = await service.list(activity, { where: { field: 'id', op: 'is', value: id }, limit: 1 });
  if (!found.ok) return found;
  const [kept] = found.value;
  if (kept?.fields.subject !== ringing) return accept(null);
  return service.act({
    once: ['call-end', sid],
    label: isAnswered ? 'A call that came in was answered' : 'A call that came in was missed',
    edits: [
      {
        id,
        entity: activity.name,
        seen: kept.version,
        fields: isAnswered
          ? {
              subject: [ringing, 'Call'],
              lasts: [kept.fields.lasts ?? null, seconds],
              outcome: [kept.fields.outcome ?? null, kept.fields.outcome ?? 'reached'],
            }
          : { subject: [ringing, 'Missed call'] },
      },
    ],
  });
}

/** MSG-71: returns the activity of a call that came in. */
async function recordOf(service: Service, { sid, from }: IncomingCall): Promise<Result<string | undefined>> {
  if (sid === '' || !isNumber(from)) return accept(undefined);
  const id = incomingIdOf(service, { kind: 'call', sid });
  const found = await service.list(activity, { where: { field: 'id', op: 'is', value: id }, limit: 1 });
  return found.ok ? accept(found.value[0]?.id) : found;
}

/** MSG-70: returns the record that a call is about, which gets its recording. A record that is deleted may be restored, so nothing is said of it. */
async function placeOfRecording(service: Service, call: string): Promise<Result<RecordingPlace | undefined>> {
  const found = await service.list(activity, { where: { field: 'id', op: 'is', value: call }, limit: 1 });
  if (!found.ok) return found;
  const [kept] = found.value;
  if (!kept) return accept(undefined);
  const { about, direction, happensAt = kept.createdAt } = kept.fields;
  const { entity, id } = refTarget(activity.fields.about, about);
  const kind = service.kindOf(entity);
  const carrier = kind ? await service.list<Entity>(kind, { where: { field: 'id', op: 'is', value: id }, limit: 1 }) : accept([]); // prettier-ignore
  if (!carrier.ok) return carrier;
  if (carrier.value.length === 0) return accept(undefined);
  const at = happensAt.slice(0, 16).replace('T', ' ').replace(':', '.');
  return accept({ about, name: `${direction === 'in' ? 'Message' : 'Call'} of ${at} UTC.mp3` });
}

/** MSG-70: makes the file of a recording. A refused act is not tried again under its id, so each attempt is an act of its own. */
async function keepRecording(service: Service, { key, attempt, edit }: RecordingFile): Promise<Result<boolean>> {
  const done = await service.act({
    once: ['recording', key, `${attempt}`],
    label: 'Kept the recording of a call',
    edits: [edit],
  });
  if (done.ok || done.code === 'records/exists') return accept(true); // an earlier attempt made it, and its server stopped then
  return done.code === 'records/parent-gone' ? accept(false) : done;
}

/** The CRM keeps calls that come in, and rings the owner of the record. */
export const receiveCall: CallReceiving = { begin, telephone, end, recordOf, placeOfRecording, keepRecording };
