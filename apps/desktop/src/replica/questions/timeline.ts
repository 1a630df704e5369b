import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refTarget, refValue } from '@outpost/domain/kernel/entities/fields';
import { type TimelinePart, timelineFeedOf } from '@outpost/domain/kernel/catalogue/timeline-feed';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { Filter, ListQuery } from '@outpost/domain/kernel/questions/list-query';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import type { CallOutput } from '../../bridge/contract.ts';
import type { TimelineQuestion } from '../../bridge/shapes/timeline-question.ts';
import type { Device } from '../device/device.ts';
import { nowOf } from '../device/now-of.ts';

type Timeline = CallOutput<'records.timeline'>;
/** An entry whose record does not have the type that the bridge declares yet. */
type Entry =
  | { readonly kind: 'record'; readonly at: string; readonly parent: string; readonly record: StoredRecord }
  | { readonly kind: 'change'; readonly at: string; readonly row: HistoryRow };

/**
 * Chosen: the largest number of related records of one list whose entries are read. Those that changed last come first.
 */
export const relatedOfList = 500;

/** The other questions that a timeline is put together from. */
export type TimelineSources = {
  readonly device: Device;
  readonly rows: (query: ListQuery) => Promise<Result<{ readonly rows: readonly StoredRecord[] }>>;
  /** Returns the newest journal rows of the record and of related ones, at most one more than `limit`. */
  readonly historyOf: (related: readonly string[], limit: number) => Promise<readonly HistoryRow[]>;
};

/** The entries of a timeline, and all related records, whose names the answer needs. */
export type ReadTimeline = Pick<Timeline, 'more' | 'related' | 'filled'> & {
  readonly entries: readonly Entry[];
  readonly relatedRecords: readonly StoredRecord[];
};

/**
 * Reads the newest entries of a timeline. It asks one question for each list of related records, at most two for each kind of
 * entry, and one for the journal. The number of questions does not depend on the number of records.
 */
export async function readTimeline(
  { device, rows, historyOf }: TimelineSources,
  record: Pick<StoredRecord, 'id' | 'entity'>,
  { withRelated, parts: wanted, changes, limit }: TimelineQuestion,
): Promise<Result<ReadTimeline>> {
  const feed = timelineFeedOf(device.catalogue, record.entity);
  const relatedRecords = new Map<string, StoredRecord>();
  let isAll = true;
  for (const { entity, list } of withRelated ? feed.related : []) {
    const where = isIn(entity, list.by, [record]);
    const found = await rows(listOf(entity, { where, sort: newestBy('updatedAt'), limit: relatedOfList + 1 }));
    if (!found.ok) return found;
    isAll &&= found.value.rows.length <= relatedOfList;
    for (const row of found.value.rows.slice(0, relatedOfList))
      if (row.id !== record.id) relatedRecords.set(row.id, row);
  }
  const parents = [record, ...relatedRecords.values()];
  const now = nowOf(device.ports.clock);
  const entries: Entry[] = [];
  const filled = new Set<string>();
  for (const part of feed.parts) {
    const where = wanted?.includes(part.entity.name) === false ? undefined : isIn(part.entity, part.parent, parents);
    for (const question of where ? questionsOf(part, { where, limit: limit + 1, now }) : []) {
      const found = await rows(question);
      if (!found.ok) return found;
      entries.push(...found.value.rows.map((row) => recordEntry(part, row)));
      if (found.value.rows.length > 0) filled.add(part.entity.name);
    }
  }
  if (changes) {
    const parts = new Set(feed.parts.map(({ entity }) => entity.name));
    const told = await historyOf([...relatedRecords.keys()], limit);
    for (const row of told)
      // The creation of such a record is already an entry: the record itself.
      if (!(row.kind === 'created' && row.id !== record.id && parts.has(row.entity)))
        entries.push({ kind: 'change', at: row.at, row });
  }
  const newest = entries.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)); // entries of equal time keep their order
  return accept({
    entries: newest.slice(0, limit),
    more: newest.length > limit,
    filled: [...filled],
    related: { count: relatedRecords.size, isAll },
    relatedRecords: [...relatedRecords.values()],
  });
}

const newestBy = (field: string): ListQuery['sort'] => [{ field, direction: 'desc' }];
const listOf = (entity: Entity, asked: Pick<ListQuery, 'where' | 'sort' | 'limit'>): ListQuery => ({
  entity: entity.name,
  life: 'alive',
  ...asked,
});

/** Returns the condition that a reference names one of these records; undefined where it can name none of them. */
function isIn(entity: Entity, by: string, records: readonly Pick<StoredRecord, 'id' | 'entity'>[]): Filter | undefined {
  const field = entity.fields[by];
  if (field?.type !== 'ref') return undefined;
  const named = records.filter((record) => field.targets.includes(record.entity));
  const value = named.map((record) => refValue(field, record.entity, record.id));
  return value.length === 0 ? undefined : { field: by, op: 'one-of', value };
}

/**
 * Returns the questions for the newest records of a part. Records without an instant are ordered by their creation. A record of a
 * series becomes an entry when its time has come: otherwise a year of meetings would be above everything else. The calendar shows
 * the others.
 */
function questionsOf(
  { entity, at }: TimelinePart,
  { where: all, limit, now }: { readonly where: Filter; readonly limit: number; readonly now: string },
): readonly ListQuery[] {
  if (entity.fields[at] === undefined) return [listOf(entity, { where: all, sort: newestBy(at), limit })];
  const { schedule } = entity;
  const isCome: Filter | undefined =
    schedule?.series !== undefined && schedule.at === at
      ? {
          or: [
            { field: schedule.series, op: 'is-empty' },
            { field: at, op: 'lte', value: now },
          ],
        }
      : undefined;
  const where = isCome ? { and: [all, isCome] } : all;
  const filled: Filter = { and: [where, { field: at, op: 'is-not-empty' }] };
  const empty: Filter = { and: [where, { field: at, op: 'is-empty' }] };
  return [
    listOf(entity, { where: filled, sort: newestBy(at), limit }),
    listOf(entity, { where: empty, sort: newestBy('createdAt'), limit }),
  ];
}

function recordEntry({ entity, parent, at }: TimelinePart, record: StoredRecord): Entry {
  const field = entity.fields[parent];
  const [value, instant] = [record.fields[parent], record.fields[at]];
  return {
    kind: 'record',
    at: typeof instant === 'string' ? instant : record.createdAt,
    parent: field?.type === 'ref' && typeof value === 'string' ? refTarget(field, value).id : record.id,
    record,
  };
}
