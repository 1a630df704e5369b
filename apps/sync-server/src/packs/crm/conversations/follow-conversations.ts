import type { ChangeEdit, Edit } from '@outpost/domain/kernel/acts/act';
import { given } from '@outpost/domain/kernel/acts/given';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { addDays } from '@outpost/domain/kernel/days';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { type Instant, refTarget } from '@outpost/domain/kernel/entities/fields';
import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { conversation } from '@outpost/domain/packs/crm/entities/conversation.entity';
import type { JournalFollower } from '../../../jobs/followers/journal-follower.ts';
import type { Service } from '../../../jobs/service/service.ts';
import { salesKinds } from '../sales-kinds.ts';

type Activity = RecordOf<typeof activity>;
type Conversation = RecordOf<typeof conversation>;

/** The kinds of activity of which conversations consist. */
const messageKinds = ['call', 'email', 'text'];
/** Chosen: an older message that was sent, or a call of then, begins no conversation. So an import of a history fills no inbox. */
const freshDays = 7;

/** Filters the messages and calls of records. One that lies ahead is not in its conversation yet. */
const messages = (now: string, more: readonly Filter[]): Filter => ({
  and: [...more, { field: 'kind', op: 'one-of', value: messageKinds }, { field: 'happensAt', op: 'lte', value: now }],
});

/**
 * INB-2: keeps the newest message of each conversation, and begins one where a message comes in, or somebody writes or calls. It follows
 * messages wherever they were made: on the server, or on a device without a network.
 */
export const followConversations: JournalFollower = {
  name: 'conversations',
  doing: 'keeping conversations',
  kinds: [activity.name, ...salesKinds.keys()],
  async follow(service, changed) {
    const ids = [...(changed.get(activity.name) ?? [])];
    const written = await byIds(service, ids);
    if (!written.ok) return written;
    const alive = new Set<string>(written.value.map(({ id }) => id));
    const abouts = new Set<string>(written.value.map(({ fields }) => fields.about));
    const gone = ids.filter((id) => !alive.has(id));
    const records = [...changed].flatMap(([kind, of]) => (salesKinds.has(kind) ? of.map((id) => `${kind}:${id}`) : []));
    const known = await knownOf(service, { abouts: [...abouts, ...records], gone });
    if (!known.ok) return known;
    // Its newest message was deleted, or belongs to another record now.
    for (const { fields } of known.value) if (fields.last && ids.includes(fields.last)) abouts.add(fields.about);
    const perAbout = Map.groupBy(known.value, ({ fields }) => fields.about as string);
    for (const about of new Set([...abouts, ...records])) {
      const [first, ...twice] = perAbout.get(about) ?? [];
      const own = written.value.filter(({ fields }) => fields.about === about);
      const done = await keepOne(service, about, { first, twice, own, isAsked: abouts.has(about) });
      if (!done.ok && done.code !== 'records/parent-gone') return done; // it rests while its record is deleted
    }
    return accept(null);
  },
};

const byIds = (service: Service, ids: readonly string[]): Promise<Result<readonly Activity[]>> =>
  ids.length === 0
    ? Promise.resolve(accept([]))
    : service.list(activity, { where: messages(service.now, [{ field: 'id', op: 'one-of', value: [...ids] }]) });

/** Returns the conversations about records, and those whose newest message is gone; the oldest first. */
async function knownOf(
  service: Service,
  { abouts, gone }: { readonly abouts: readonly string[]; readonly gone: readonly string[] },
): Promise<Result<readonly Conversation[]>> {
  if (abouts.length + gone.length === 0) return accept([]);
  return service.list(conversation, {
    where: {
      or: [
        { field: 'about', op: 'one-of', value: [...abouts] },
        { field: 'last', op: 'one-of', value: [...gone] },
      ],
    },
    sort: [{ field: 'createdAt', direction: 'asc' }],
  });
}

type Keeping = {
  /** The conversation, and further ones that a merging of duplicates has brought to the same record. */
  readonly first: Conversation | undefined;
  readonly twice: readonly Conversation[];
  /** Its messages among those that changed. */
  readonly own: readonly Activity[];
  /** Whether its messages changed. Otherwise only its record did. */
  readonly isAsked: boolean;
};

async function keepOne(service: Service, about: string, { first, twice, own, isAsked }: Keeping): Promise<Result<unknown>> {
  if (!first) return isAsked ? beginOne(service, about, own) : accept(null);
  const record = await recordOf(service, about);
  if (!record.ok) return record;
  const newest = isAsked || twice.length > 0 ? await newestOf(service, about) : accept(undefined);
  if (!newest.ok) return newest;
  const wanted: Record<string, JsonValue> = newest.value ? { ...newest.value } : {};
  // Something that came in is never taken back by a deletion: a decision counts up to it.
  const lastIn = [first, ...twice].flatMap(({ fields }) => fields.lastInAt ?? []).toSorted().at(-1); // prettier-ignore
  if (newest.value && lastIn !== undefined && lastIn > (newest.value.lastInAt ?? '')) wanted['lastInAt'] = lastIn;
  if (record.value) wanted['teamId'] = record.value.teamId;
  const now: Readonly<Record<string, JsonValue | undefined>> = { ...first.fields, teamId: first.teamId };
  const fields: Record<string, [JsonValue, JsonValue]> = {};
  for (const [name, to] of Object.entries(wanted)) {
    const from = now[name] ?? null;
    if (from !== to) fields[name] = [from, to];
  }
  const edits: Edit[] = twice.map(({ id, version }): ChangeEdit => ({ id, entity: conversation.name, seen: version, fields: { life: ['alive', 'deleted'] } })); // prettier-ignore
  if (Object.keys(fields).length > 0) edits.push({ id: first.id, entity: conversation.name, seen: first.version, fields }); // prettier-ignore
  if (edits.length === 0) return accept(null);
  const done = await service.act({
    once: ['conversation', first.id, String(first.version), JSON.stringify([fields, ...twice.map(({ id }) => id)]), service.now],
    label: 'Kept a conversation',
    edits,
    expected: { [first.id]: first.version },
  });
  if (done.ok || done.code !== 'records/stale') return done;
  const again = await knownOf(service, { abouts: [about], gone: [] }); // somebody decided at the same moment
  if (!again.ok) return again;
  const [fresh, ...more] = again.value;
  return fresh && fresh.version !== first.version
    ? keepOne(service, about, { first: fresh, twice: more, own, isAsked })
    : accept(null);
} // prettier-ignore

/** Begins a conversation with a message that came in, or with one of the last days. Its first person is the owner of its record. */
async function beginOne(service: Service, about: string, own: readonly Activity[]): Promise<Result<unknown>> {
  const since = `${addDays(service.today, -freshDays)}T00:00:00.000Z`;
  const begins = own.find(({ fields }) => fields.direction === 'in' || (fields.happensAt ?? '') >= since);
  if (!begins) return accept(null);
  const newest = await newestOf(service, about);
  if (!newest.ok || !newest.value) return newest;
  const record = await recordOf(service, about);
  if (!record.ok) return record;
  const { teamId = null, ownerId = null, name = 'Conversation' } = record.value ?? {};
  const filled = {
    name: cutText(name, 300),
    about: begins.fields.about,
    handled: 'open',
    ...present(newest.value),
  } as const;
  const begin = (...words: readonly string[]) =>
    service.act({
      once: ['begins', about, begins.id, ...words],
      label: 'Began a conversation',
      edits: [
        given(conversation, service.idOf(conversation, about, ...words), filled, {
          ownerId: ownerId ?? begins.ownerId,
          teamId,
        }),
      ],
    });
  const done = await begin();
  if (done.ok || done.code !== 'records/exists') return done;
  const known = await knownOf(service, { abouts: [about], gone: [] });
  if (!known.ok || known.value.length > 0) return known; // another server was first
  return begin(begins.id); // the conversation was deleted
}

type Newest = {
  readonly last: Activity['id'];
  readonly lastAt: Instant | null;
  readonly lastInAt: Instant | null;
  readonly with?: NonNullable<Activity['fields']['with']>;
};
type Filled = { readonly last: Activity['id']; readonly lastAt?: Instant; readonly lastInAt?: Instant; readonly with?: NonNullable<Newest['with']> }; // prettier-ignore
const present = ({ last, lastAt, lastInAt, with: contact }: Newest): Filled => ({
  last,
  ...(lastAt === null ? {} : { lastAt }),
  ...(lastInAt === null ? {} : { lastInAt }),
  ...(contact ? { with: contact } : {}),
});

/** Returns the newest message of a record, and when the server got the newest that came in. Undefined: it has none. */
async function newestOf(service: Service, about: string): Promise<Result<Newest | undefined>> {
  const of: Filter = { field: 'about', op: 'is', value: about };
  const newest = await service.list(activity, {
    where: messages(service.now, [of]),
    sort: [{ field: 'happensAt', direction: 'desc' }],
    limit: 1,
  });
  if (!newest.ok) return newest;
  const [last] = newest.value;
  if (!last) return accept(undefined);
  const come = await service.list(activity, {
    where: messages(service.now, [of, { field: 'direction', op: 'is', value: 'in' }]),
    sort: [{ field: 'createdAt', direction: 'desc' }],
    limit: 1,
  });
  if (!come.ok) return come;
  const { with: contact, happensAt = null } = last.fields;
  return accept({
    last: last.id,
    lastAt: happensAt,
    lastInAt: (come.value[0]?.createdAt ?? null) as Instant | null, // the envelope's times are instants of this form
    ...(contact ? { with: contact } : {}),
  });
}

type Known = { readonly name: string; readonly ownerId: string | null; readonly teamId: string | null };

/** Returns the record of a conversation. Undefined: it is of another pack, or gone. */
async function recordOf(service: Service, about: string): Promise<Result<Known | undefined>> {
  const target = refTarget(conversation.fields.about, about);
  const kind = target && salesKinds.get(target.entity);
  if (!target || !kind) return accept(undefined);
  const found = await service.list<Entity>(kind, { where: { field: 'id', op: 'is', value: target.id }, limit: 1 });
  if (!found.ok) return found;
  const [record] = found.value;
  return accept(record && { name: titleOf(kind, record), ownerId: record.ownerId, teamId: record.teamId });
}
