import { columnExpression } from '@outpost/domain/kernel/query/sqlite-expression';
import type { JournalNotificationKind, NotificationAsk } from '../notification-kind.ts';
import { newValueOf } from './changed-value.ts';

const path = columnExpression;
const kind = 'platform/my-notifications';

/** The followed records, cached for each ask: one ask looks at hundreds of rows. */
const followedOf = new WeakMap<NotificationAsk, ReadonlySet<string>>();

/** Returns the followed records of the person: their ids, and their values in a reference of several kinds, as "crm/deal:id". */
function followedBy(ask: NotificationAsk): ReadonlySet<string> {
  const known = followedOf.get(ask) ?? readFollowed(ask);
  followedOf.set(ask, known);
  return known;
}

function readFollowed({ device, me }: NotificationAsk): ReadonlySet<string> {
  const named = device.lookups.recordsOf(kind).flatMap(({ ownerId, life, fields }) => {
    const { following } = fields;
    return ownerId === me && life === 'alive' && Array.isArray(following) ? following.map(String) : [];
  });
  return new Set(named.flatMap((value) => [value, value.slice(value.indexOf(':') + 1)]));
}

/** Returns the names of the fields by which records belong to a parent. */
const parentFields = ({ device }: Pick<NotificationAsk, 'device'>): ReadonlySet<string> =>
  new Set([...device.catalogue.entities.values()].flatMap(({ parent }) => parent ?? []));

/**
 * Somebody else has changed a record that the person follows, or has added a record to it: a call, a note, a task, a file.
 * A row is checked when it arrives, so following begins with later rows.
 */
export const followed: JournalNotificationKind = {
  id: 'followed',
  source: 'journal',
  where: (ask) => {
    const wanted = followedBy(ask);
    if (wanted.size === 0) return undefined;
    const list = JSON.stringify([...wanted]);
    const isWanted = (value: string) => `${value} in (select value from json_each(?))`;
    const added = [...parentFields(ask)].map((field) => isWanted(newValueOf(field)));
    return {
      sql: `(${isWanted(path('record'))} or (${path('row.kind')} = 'created' and (${added.join(' or ')})))`,
      values: [list, ...added.map(() => list)],
    };
  },
  of: ({ id, entity, kind: how, changed }, ask) => {
    const wanted = followedBy(ask);
    if (how === 'created' && ask.device.catalogue.views.get(entity)?.isBegunQuietly === true) return undefined;
    const parent = ask.device.catalogue.entities.get(entity)?.parent;
    const above = parent === undefined ? undefined : changed[parent]?.[1];
    if (!wanted.has(id)) return how === 'created' && typeof above === 'string' && wanted.has(above) ? {} : undefined;
    const [first] = how === 'changed' ? Object.entries(changed) : [];
    return first === undefined ? {} : { field: first[0], value: first[1][1] };
  },
};
