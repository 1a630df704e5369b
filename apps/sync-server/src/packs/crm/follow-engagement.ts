import type { ChangeEdit } from '@outpost/domain/kernel/acts/act';
import { mergedInto } from '@outpost/domain/kernel/entities/record';
import { refTarget } from '@outpost/domain/kernel/entities/fields';
import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import { askedByWord } from '@outpost/domain/kernel/messages/stop-words';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { countEngagement, type EngagementEvent, halfDays } from '@outpost/domain/packs/crm/engagement/count-engagement';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { lead } from '@outpost/domain/packs/crm/entities/lead.entity';
import type { JournalFollower } from '../../jobs/followers/journal-follower.ts';
import type { Service } from '../../jobs/service/service.ts';

type Activity = RecordOf<typeof activity>;
type Lead = RecordOf<typeof lead>;

/** Chosen: the leads of one act. A row of the journal is written for each. */
const leadsAtOnce = 200;

/**
 * CRM-13: counts the engagement of leads. It counts each lead anew from its messages and adds nothing to an earlier count. So a
 * repeated event, another order, a merge and a server that stops change no sum. A lead whose count stays the same is not written.
 */
export const followEngagement: JournalFollower = {
  name: 'engagement',
  doing: 'counting the engagement of leads',
  kinds: [activity.name, lead.name],
  async follow(service, changed) {
    const leads = new Set(changed.get(lead.name));
    const written = await inParts(changed.get(activity.name) ?? [], (ids) => service.list(activity, { life: 'any', where: { field: 'id', op: 'one-of', value: [...ids] } })); // prettier-ignore
    if (!written.ok) return written;
    for (const one of written.value) {
      const id = leadOf(one);
      if (id !== undefined) leads.add(id);
    }
    const found = await inParts([...leads], (ids) => service.list(lead, { life: 'any', where: { field: 'id', op: 'one-of', value: [...ids] } })); // prettier-ignore
    if (!found.ok) return found;
    const survivors = new Set(found.value.flatMap(({ life }) => mergedInto(life) ?? []).filter((id) => !leads.has(id)));
    const more = await inParts([...survivors], (ids) => service.list(lead, { where: { field: 'id', op: 'one-of', value: [...ids] } })); // prettier-ignore
    if (!more.ok) return more;
    const living = [...found.value.filter(({ life }) => life === 'alive'), ...more.value];
    return inParts(living, (part) => countLeads(service, part));
  },
  /** Counts the leads again of which an event loses points. */
  async due(service) {
    const found = await service.list(lead, {
      where: { field: 'engagementUntil', op: 'lte', value: service.now },
      sort: [{ field: 'engagementUntil', direction: 'asc' }],
      limit: leadsAtOnce,
    });
    if (!found.ok) return found;
    const counted = await countLeads(service, found.value);
    return counted.ok ? accept(found.value.length === leadsAtOnce ? 'more' : 'done') : counted;
  },
};

/** Asks for at most some hundred at once. Returns the answers together, or the first refusal. */
async function inParts<T, R>(all: readonly T[], ask: (part: readonly T[]) => Promise<Result<readonly R[]>>): Promise<Result<readonly R[]>> {
  const answers: R[] = [];
  for (let place = 0; place < all.length; place += leadsAtOnce) {
    const answer = await ask(all.slice(place, place + leadsAtOnce));
    if (!answer.ok) return answer;
    answers.push(...answer.value);
  }
  return accept(answers);
} // prettier-ignore

/** Returns the id of the lead that an activity is about; undefined where it is about another record. */
function leadOf({ fields: { about } }: Pick<Activity, 'fields'>): string | undefined {
  const target = refTarget(activity.fields.about, about);
  return target?.entity === lead.name ? target.id : undefined;
}

/**
 * Counts leads and writes those whose count has changed, in one act. A lead that somebody changed at the same moment is left out: that change
 * comes to this follower, too, which counts the lead again.
 */
async function countLeads(service: Service, leads: readonly Lead[]): Promise<Result<readonly never[]>> {
  const read = await eventsOf(service, leads.filter((one) => !isConverted(one)).map(({ id }) => id)); // prettier-ignore
  if (!read.ok) return read;
  const nowMs = Date.parse(service.now);
  const edits = leads.flatMap((one) => {
    const { points, counts, until } = countEngagement(read.value.get(one.id) ?? [], nowMs);
    const none = until === null;
    // CRM-8 moved the messages of a converted lead to its deal. The lead keeps the count that it had then.
    const wanted: Readonly<Record<string, JsonValue>> = isConverted(one)
      ? { engagementUntil: null }
      : { engagement: none ? null : points, engagedBy: none ? null : counts, engagementUntil: until };
    const now: Readonly<Record<string, JsonValue | undefined>> = one.fields;
    const fields = Object.fromEntries(Object.entries(wanted).flatMap(([name, to]): [string, [JsonValue, JsonValue]][] => sameJson(now[name] ?? null, to) ? [] : [[name, [now[name] ?? null, to]]])); // prettier-ignore
    return Object.keys(fields).length === 0 ? [] : [{ id: one.id, entity: lead.name, seen: one.version, fields } satisfies ChangeEdit]; // prettier-ignore
  });
  if (edits.length === 0) return accept([]);
  const done = await service.act({
    once: ['engagement', JSON.stringify(edits)],
    label: 'Counted the engagement',
    shape: 'each',
    edits,
    expected: Object.fromEntries(edits.map(({ id, seen }) => [id, seen])),
    isFilling: true,
  });
  return done.ok || done.code === 'records/stale' ? accept([]) : done;
}

const isConverted = ({ fields: { status } }: Lead): boolean => status === 'converted';

/** Returns the events of leads that may still have points, read together. */
async function eventsOf(service: Service, ids: readonly string[]): Promise<Result<ReadonlyMap<string, readonly EngagementEvent[]>>> {
  const events = new Map<string, EngagementEvent[]>();
  if (ids.length === 0) return accept(events);
  const since = new Date(Date.parse(service.now) - halfDays * 86_400_000).toISOString();
  const where: Filter = {
    and: [
      { field: 'about', op: 'one-of', value: ids.map((id) => `${lead.name}:${id}`) },
      {
        or: [
          { field: 'openedAt', op: 'gte', value: since },
          { field: 'clickedAt', op: 'gte', value: since },
          { field: 'visitedAt', op: 'gte', value: since },
          { and: [{ field: 'direction', op: 'is', value: 'in' }, { field: 'kind', op: 'one-of', value: ['email', 'text'] }, { field: 'happensAt', op: 'gte', value: since }] },
        ],
      },
    ],
  };
  let after: string | null | undefined;
  while (after !== null) {
    const found: Awaited<ReturnType<typeof service.page<typeof activity>>> = await service.page(activity, { where, sort: [{ field: 'id', direction: 'asc' }], ...(after === undefined ? {} : { after }) });
    if (!found.ok) return found;
    for (const one of found.value.rows) {
      const id = leadOf(one);
      if (id !== undefined) events.set(id, [...(events.get(id) ?? []), ...eventsIn(one)]);
    }
    after = found.value.next;
  }
  return accept(events);
} // prettier-ignore

/** Returns the events of one message. Uses by machines are in neither of its two times (MSG-47). A message that says "stop" is no answer. */
function eventsIn({ id, fields }: Activity): readonly EngagementEvent[] {
  const { openedAt, clickedAt, visitedAt, direction, kind, happensAt, body } = fields;
  const hasAnswered = direction === 'in' && (kind === 'email' || kind === 'text') && askedByWord(body ?? '') !== 'stop';
  return [
    ...(openedAt === undefined ? [] : [{ kind: 'opened', of: id, at: openedAt } as const]),
    ...(clickedAt === undefined ? [] : [{ kind: 'clicked', of: id, at: clickedAt } as const]),
    ...(visitedAt === undefined ? [] : [{ kind: 'visited', of: id, at: visitedAt } as const]),
    ...(hasAnswered && happensAt !== undefined ? [{ kind: 'replied', of: id, at: happensAt } as const] : []),
  ];
}
