import { entity } from '../../../kernel/entities/entity.ts';
import { ref, text } from '../../../kernel/entities/fields.ts';
import { PersonId, TeamId } from '../ids.ts';

/** People who work together and whose records a manager sees. */
export const team = entity(TeamId, {
  label: { one: 'Team', many: 'Teams' },
  icon: 'users-group',
  title: 'name',
  byWildcard: true,
  audience: 'tenant',
  governed: true,
  fields: {
    name: text({ required: true, searched: true, importAs: ['team'] }),
    region: text({ maxChars: 100, importAs: ['regional_office', 'office'] }),
    lead: ref(PersonId, { label: 'Led by', importAs: ['manager'] }),
  },
  indexes: [['name'], ['region', 'name'], ['updatedAt']],
  listed: ['name', 'region', 'lead'],
});
