import { entity } from '../../../kernel/entities/entity.ts';
import { choice, json, tags, text } from '../../../kernel/entities/fields.ts';
import { DashboardId } from '../ids.ts';

/**
 * A page of reports that a person put together (`dashboard-definition.ts`). It is private, a team's (its `teamId`) or
 * everyone's. It gives nobody access to its reports: a tile whose report is not shared with the viewer says so.
 */
export const dashboard = entity(DashboardId, {
  label: { one: 'Dashboard', many: 'Dashboards' },
  icon: 'board',
  title: 'name',
  byWildcard: true,
  openWhen: { field: 'audience', is: 'everyone' },
  fields: {
    name: text({ required: true, maxChars: 120 }),
    /** Empty: its owner and its team see it. */
    audience: choice([{ value: 'everyone', label: 'Everyone' }], { administered: true, label: 'Open to' }),
    /** The reports in order, each with its width (`tilesSchema`). */
    tiles: json({ label: 'Reports' }),
    /** The period of all its reports (`dashboardPeriodSchema`). Empty: each report has its own. */
    period: json(),
    /** Names of the roles whose people see it on the home page. */
    firstFor: tags({ administered: true, label: 'On the home page of' }),
  },
  indexes: [['name'], ['updatedAt']],
  listed: ['name', 'audience', 'ownerId'],
});
