import type { Edit } from '@outpost/domain/kernel/acts/act';
import { given } from '@outpost/domain/kernel/acts/given';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { anyRef, type RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import { lead } from '@outpost/domain/packs/crm/entities/lead.entity';
import type { Service } from '../../jobs/service/service.ts';
import { type SalesKind, salesKinds } from './sales-kinds.ts';

/** A record to which texts and calls belong, with its owner. */
export type Place = { readonly about: ReturnType<typeof anyRef>; readonly ownerId: string | null };

/** A text or a call that came in. `sid`: the provider's id. `more`: further changes of the same act, and further fields of the activity. `about`: the record to which it belongs. */
export type Incoming = {
  readonly kind: 'text' | 'call';
  readonly sid: string;
  readonly from: string;
  readonly label: string;
  readonly fields: { readonly subject: string; readonly body?: string };
  readonly more?: (about: Place['about']) => Promise<Result<More>>;
};

type More = {
  readonly edits: readonly Edit[];
  readonly fields: { readonly subject?: string; readonly body?: string; readonly attached?: string[] };
};
const nothingMore: More = { edits: [], fields: {} };

/** Chosen: the newest messages with a number. Those about deleted records, and about kinds of other packs, are passed over. */
const mostMessages = 20;

/** Returns the id of the activity of a message that came in. */
export const incomingIdOf = (service: Service, { kind, sid }: Pick<Incoming, 'kind' | 'sid'>) => service.idOf(activity, kind, sid); // prettier-ignore

/**
 * MSG-13, MSG-66: keeps a text or a call that came in, once for each id of the provider. It belongs to the record of the newest text or
 * call with the number, else to the person with the number, else to a new lead.
 */
export async function keepIncoming(service: Service, incoming: Incoming): Promise<Result<unknown>> {
  const before = await isKept(service, incoming);
  if (!before.ok || before.value) return before;
  const done = await keepOnce(service, incoming);
  if (done.ok) return done;
  const after = await isKept(service, incoming); // the same message, at the same moment
  return after.ok && after.value ? after : done;
}

/** Whether a message was kept before. The provider may send it several times. */
async function isKept(service: Service, incoming: Incoming): Promise<Result<boolean>> {
  const where = { field: 'id', op: 'is', value: incomingIdOf(service, incoming) } as const;
  const kept = await service.list(activity, { where, limit: 1 });
  return kept.ok ? accept(kept.value.length > 0) : kept;
}

async function keepOnce(service: Service, incoming: Incoming): Promise<Result<unknown>> {
  const { kind, sid, from } = incoming;
  const place = await placeOfNumber(service, from);
  if (!place.ok) return place;
  if (place.value) return keep(service, incoming, { place: place.value });
  // Two first messages at the same moment make one lead. Its id is made of the number, or of the message where that lead was deleted.
  let done: Result<unknown> = accept(null);
  for (const [tries, words] of [[], [sid]].entries()) {
    const id = service.idOf(lead, `${kind}s`, from, ...words);
    const made = given(lead, id, { name: from, status: 'new', source: 'other', phone: from }, { ownerId: null });
    done = await keep(service, incoming, {
      place: { about: anyRef(lead.name, id), ownerId: null },
      lead: made,
      once: tries + 1,
    });
    if (done.ok) return done;
    const again = await placeOfNumber(service, from);
    if (again.ok && again.value) return keep(service, incoming, { place: again.value, once: 9 });
  }
  return done;
}

type Keeping = {
  readonly place: Place;
  /** The lead that the act makes first. */
  readonly lead?: Edit;
  /** The number of the try. A refused act is not tried again under its id. */
  readonly once?: number;
};

async function keep(
  service: Service,
  { kind, sid, from, label, fields, more }: Incoming,
  { place, lead: first, once = 0 }: Keeping,
): Promise<Result<unknown>> {
  const added = (await more?.(place.about)) ?? accept(nothingMore);
  if (!added.ok) return added;
  const made = given(
    activity,
    incomingIdOf(service, { kind, sid }),
    { about: place.about, kind, direction: 'in', number: from, happensAt: service.now, ...fields, ...added.value.fields },
    { ownerId: place.ownerId },
  ); // prettier-ignore
  const edits = [...(first ? [first] : []), ...added.value.edits, made];
  return service.act({ once: [kind, sid, `${once}`], label, edits });
}

/** Returns the record to which messages from this number belong. Undefined: nobody knows the number. */
export async function placeOfNumber(service: Service, number: string): Promise<Result<Place | undefined>> {
  const texts = await service.list(activity, {
    where: { and: [{ field: 'kind', op: 'one-of', value: ['text', 'call'] }, { field: 'number', op: 'is', value: number }] },
    sort: [{ field: 'happensAt', direction: 'desc' }],
    limit: mostMessages,
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
