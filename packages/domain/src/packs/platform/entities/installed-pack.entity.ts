import { entity } from '../../../kernel/entities/entity.ts';
import { number, text } from '../../../kernel/entities/fields.ts';
import { InstalledPackId } from '../ids.ts';

/**
 * T-25: a pack that the tenant has. A deleted record means that the pack was removed: its kinds of record are retired
 * and their records kept.
 */
export const installedPack = entity(InstalledPackId, {
  label: { one: 'Installed pack', many: 'Installed packs' },
  icon: 'package',
  title: 'pack',
  audience: 'tenant',
  governed: true,
  byWildcard: true,
  defines: 'packs',
  fields: {
    /** Its name in the build, such as "crm". */
    pack: text({ required: true, maxChars: 60, merge: 'fixed' }),
    /** The version of the pack to which the tenant has been upgraded. */
    release: number({ label: 'Version' }),
  },
  unique: [['pack']],
  indexes: [['pack'], ['updatedAt']],
  listed: ['pack', 'release'],
});
