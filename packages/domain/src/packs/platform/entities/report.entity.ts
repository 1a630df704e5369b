import { entity } from '../../../kernel/entities/entity.ts';
import { choice, json, text } from '../../../kernel/entities/fields.ts';
import { ReportId } from '../ids.ts';

/**
 * A report that a person saved: the records that it counts, what it measures, its groups and its chart (`report-definition.ts`).
 * It is private, a team's (its `teamId`) or everyone's. Each person sees it over the records that they may see.
 */
export const report = entity(ReportId, {
  label: { one: 'Report', many: 'Reports' },
  icon: 'chart',
  title: 'name',
  byWildcard: true,
  openWhen: { field: 'audience', is: 'everyone' },
  fields: {
    name: text({ required: true, maxChars: 120 }),
    forEntity: text({ required: true, maxChars: 120, merge: 'fixed', label: 'Kind of record' }),
    /** Empty: its owner and its team see it. */
    audience: choice([{ value: 'everyone', label: 'Everyone' }], { administered: true, label: 'Open to' }),
    /** A filter (`filterSchema`); empty for all records. */
    where: json({ label: 'Filter' }),
    measures: json({ required: true }),
    /** At most two; empty for one figure. */
    groups: json({ label: 'Grouped by' }),
    period: json(),
    /** A kind of chart, such as "bar". A build that does not know it shows a table. */
    chart: text({ required: true, maxChars: 40 }),
    options: json(),
  },
  indexes: [['name'], ['updatedAt']],
  listed: ['name', 'forEntity', 'chart', 'audience', 'ownerId'],
});
