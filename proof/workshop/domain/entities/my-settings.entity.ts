import { entity } from '../../../kernel/entities/entity.ts';
import { flag, tags, text } from '../../../kernel/entities/fields.ts';
import { MySettingsId } from '../ids.ts';

/** The settings that one person has chosen for themselves. */
export const mySettings = entity(MySettingsId, {
  label: { one: 'My workshop settings', many: 'My workshop settings' },
  describes: 'The choices of one person for themselves. The server makes one record for each person.',
  title: 'bench',
  byWildcard: true,
  fields: {
    bench: text({ label: 'My workbench' }),
    showsAll: flag({ label: 'Show jobs of all benches' }),
    areas: tags({ label: 'Service areas on my computers' }),
  },
});
