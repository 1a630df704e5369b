import { entity } from '../../../kernel/entities/entity.ts';
import { choice, json, tags, text } from '../../../kernel/entities/fields.ts';
import { SavedViewId } from '../ids.ts';

/**
 * A view of a list that a person saved: the records, their order and groups, the kind of view and its columns. It is
 * private, a team's (its `teamId`) or everyone's. A view shows nobody a record that they may not see.
 */
export const savedView = entity(SavedViewId, {
  label: { one: 'Saved view', many: 'Saved views' },
  icon: 'table',
  title: 'name',
  byWildcard: true,
  openWhen: { field: 'audience', is: 'everyone' },
  fields: {
    name: text({ required: true, maxChars: 60 }),
    forEntity: text({ required: true, maxChars: 120, merge: 'fixed', label: 'Kind of record' }),
    /** Empty: its owner and its team see it. */
    audience: choice([{ value: 'everyone', label: 'Everyone' }], { administered: true, label: 'Open to' }),
    /** A filter (`filterSchema`); empty for all records. */
    where: json({ label: 'Filter' }),
    search: text({ maxChars: 200, label: 'Searched words' }),
    /** "closesOn.asc". */
    sort: text({ maxChars: 130, label: 'Order' }),
    group: text({ maxChars: 120, label: 'Grouped by' }),
    /** A kind of view, such as "board". A build that does not know it shows the list's usual kind. */
    kind: text({ maxChars: 40, label: 'Kind of view' }),
    /** The columns of a grid in order (`view-columns.ts`); empty for those that the kind of record lists. */
    columns: json(),
    /** The names of the pinned columns (`view-columns.ts`). */
    pins: json({ label: 'Pinned columns' }),
    /** Names of the roles for whose people the list opens with this view. */
    firstFor: tags({ administered: true, label: 'Opens first for' }),
  },
  indexes: [['forEntity', 'name'], ['updatedAt']],
  listed: ['name', 'forEntity', 'audience', 'ownerId'],
});
