import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { ActRequest, CallInput, ShownRecord } from '../../bridge/contract.ts';

/** The kind of record with a person's read marks and preferences. A person has one, or a few that count together. */
export const myNotificationsKind = 'platform/my-notifications';

/** The question for the records of the signed-in person, the oldest first. Chosen limit: a person never has more of them. */
export const myRecordsQuestion = {
  entity: myNotificationsKind,
  where: { field: 'ownerId', op: 'is', value: '@me' },
  sort: [{ field: 'createdAt', direction: 'asc' }],
  limit: 20,
} satisfies CallInput<'records.list'>;

type Fields = Readonly<Record<string, JsonValue>>;
type MyRecord = Pick<ShownRecord, 'id' | 'fields'>;

const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);
const emptyAs = (value: JsonValue): JsonValue => (Array.isArray(value) ? [] : null);

/**
 * Returns the edits that give a person's records these values together: the oldest record gets them, and the others
 * lose theirs. Without a record they make one. None if nothing changes.
 */
export function editsOfMine(records: readonly MyRecord[], fields: Fields): ActRequest['edits'] {
  const [first, ...others] = records;
  const entity = myNotificationsKind;
  if (!first) {
    const filled = Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
    return Object.keys(filled).length === 0 ? [] : [{ entity, create: { teamId: null, fields: filled } }];
  }
  const changesOf = (record: MyRecord, wanted: Fields) =>
    Object.entries(wanted).filter(([name, value]) => {
      const now = record.fields[name];
      return !(isEmpty(now) && isEmpty(value)) && !sameJson(now ?? null, value);
    });
  const emptied = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, emptyAs(value)]));
  return [
    { record: first, changes: changesOf(first, fields) },
    ...others.map((record) => ({ record, changes: changesOf(record, emptied) })),
  ].flatMap(({ record: { id }, changes }) =>
    changes.length === 0 ? [] : [{ entity, id, fields: Object.fromEntries(changes) }],
  );
}
