import type { Edit } from '@outpost/domain/kernel/acts/act';
import { given } from '@outpost/domain/kernel/acts/given';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { anyRef, type RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import { askedByWord } from '@outpost/domain/kernel/messages/stop-words';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import { lead } from '@outpost/domain/packs/crm/entities/lead.entity';
import { suppression } from '@outpost/domain/packs/crm/entities/suppression.entity';
import { serviceIdOf } from '@outpost/domain/kernel/hashed-id';
import type { IncomingText } from '../../integrations/sms/texts.ts';
import type { Service } from '../../jobs/service/service.ts';
import { type SalesKind, salesKinds } from './sales-kinds.ts';

/** A record to which texts belong, with its owner. */
type Place = { readonly about: ReturnType<typeof anyRef>; readonly ownerId: string | null };

/** Chosen: the newest texts with a number. Those about deleted records, and about kinds of other packs, are passed over. */
const mostTexts = 20;

/** The text message in a form that a person's number is compared with. Short codes and names of companies stay as they are. */
const international = /^\+[1-9]\d{6,14}$/;

/**
 * MSG-13, MSG-14: keeps a text message that came in, once for each id of the service. It belongs to the record of the newest text with
 * the number, else to the person with the number, else to a new lead. A word such as STOP suppresses the number, and START gives back
 * what such a word took, in the same act.
 */
export async function receiveText(service: Service, text: IncomingText): Promise<Result<unknown>> {
  if (text.sid === '' || text.from === '') return accept(null);
  const before = await isKept(service, text);
  if (!before.ok || before.value) return before;
  const done = await keepOnce(service, text);
  if (done.ok) return done;
  const after = await isKept(service, text); // the same message, at the same moment
  return after.ok && after.value ? after : done;
}

/** Whether a message was kept before. The service may send it several times. */
async function isKept(service: Service, { sid }: IncomingText): Promise<Result<boolean>> {
  const id = service.idOf(activity, 'text', sid);
  const kept = await service.list(activity, { where: { field: 'id', op: 'is', value: id }, limit: 1 });
  return kept.ok ? accept(kept.value.length > 0) : kept;
}

async function keepOnce(service: Service, text: IncomingText): Promise<Result<unknown>> {
  const { sid, from } = text;
  const place = await placeOf(service, from);
  if (!place.ok) return place;
  const byWord = await editsByWord(service, text);
  if (!byWord.ok) return byWord;
  if (place.value) return keep(service, text, { place: place.value, edits: byWord.value });
  // Two first texts at the same moment make one lead. Its id is made of the number, or of the message where that lead was deleted.
  let done: Result<unknown> = accept(null);
  for (const [tries, more] of [[], [sid]].entries()) {
    const id = service.idOf(lead, 'texts', from, ...more);
    const made = given(lead, id, { name: from, status: 'new', source: 'other', phone: from }, { ownerId: null });
    done = await keep(service, text, {
      place: { about: anyRef(lead.name, id), ownerId: null },
      edits: [made, ...byWord.value],
      once: tries + 1,
    });
    if (done.ok) return done;
    const again = await placeOf(service, from);
    if (again.ok && again.value) return keep(service, text, { place: again.value, edits: byWord.value, once: 9 });
  }
  return done;
}

type Keeping = {
  readonly place: Place;
  readonly edits: readonly Edit[];
  /** The number of the try. A refused act is not tried again under its id. */
  readonly once?: number;
};

function keep(
  service: Service,
  { sid, from, text, media }: IncomingText,
  { place, edits, once = 0 }: Keeping,
): Promise<Result<unknown>> {
  // prettier-ignore
  const added = media === 0 ? '' : `${media === 1 ? 'A picture or file' : `${media} pictures or files`} came with it. Outpost does not keep them.`; // prettier-ignore
  const body = [text, added].filter((part) => part !== '').join('\n\n');
  const made = given(
    activity,
    service.idOf(activity, 'text', sid),
    { about: place.about, kind: 'text', direction: 'in', number: from, subject: cutText(body.split('\n')[0] ?? '', 80), body, happensAt: service.now },
    { ownerId: place.ownerId },
  ); // prettier-ignore
  return service.act({ once: ['text', sid, `${once}`], label: 'Received a text', edits: [...edits, made] });
}

/** Returns the record to which a text from this number belongs. Undefined: nobody knows the number. */
async function placeOf(service: Service, number: string): Promise<Result<Place | undefined>> {
  const texts = await service.list(activity, {
    where: { and: [{ field: 'kind', op: 'is', value: 'text' }, { field: 'number', op: 'is', value: number }] },
    sort: [{ field: 'happensAt', direction: 'desc' }],
    limit: mostTexts,
  }); // prettier-ignore
  if (!texts.ok) return texts;
  for (const about of new Set(texts.value.map(({ fields }) => fields.about))) {
    const target = refTarget(activity.fields.about, about);
    const kind = target && salesKinds.get(target.entity);
    if (!target || !kind) continue;
    const found = await service.list<Entity>(kind, { where: { field: 'id', op: 'is', value: target.id }, limit: 1 });
    if (!found.ok) return found;
    if (found.value[0]) return accept(placeAt(kind, found.value[0]));
  }
  for (const [kind, field] of [
    [contact, 'mobile'],
    [contact, 'phone'],
    [lead, 'phone'],
  ] as const) {
    // prettier-ignore
    const found = await service.list<Entity>(kind, {
      where: { field, op: 'is', value: number },
      sort: [{ field: 'updatedAt', direction: 'desc' }],
      limit: 1,
    });
    if (!found.ok) return found;
    if (found.value[0]) return accept(placeAt(kind, found.value[0]));
  }
  return accept(undefined);
}

const placeAt = ({ name }: SalesKind, { id, ownerId }: RecordOf<Entity>): Place => ({
  about: anyRef(name, id as never), // read as a record of this kind
  ownerId,
});

/** Returns the edits that STOP and START ask for. */
async function editsByWord(service: Service, { sid, from, text }: IncomingText): Promise<Result<readonly Edit[]>> {
  const asked = askedByWord(text);
  if (!international.test(from) || asked === undefined || asked === 'help') return accept([]);
  const listed = await service.list(suppression, { where: { field: 'address', op: 'is', value: from } });
  if (!listed.ok) return listed;
  const byWord = listed.value.filter(
    ({ createdBy, fields }) =>
      createdBy === serviceIdOf('crm') && fields.channel === 'text' && fields.endedAt === undefined,
  );
  if (asked === 'start')
    return accept(
      byWord.map(({ id, version }) => ({ id, entity: suppression.name, seen: version, fields: { endedAt: [null, service.now] } })), // prettier-ignore
    );
  if (byWord.length > 0) return accept([]);
  const stopped = given(
    suppression,
    service.idOf(suppression, 'text', sid),
    { address: from, channel: 'text', reason: 'opt-out', since: service.now, note: 'They answered with a word such as STOP.' },
    { ownerId: null },
  ); // prettier-ignore
  return accept([stopped]);
}
