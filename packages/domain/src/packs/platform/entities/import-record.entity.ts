import { entity } from '../../../kernel/entities/entity.ts';
import { json, text } from '../../../kernel/entities/fields.ts';
import { ImportId } from '../ids.ts';

/**
 * An import that refused rows. Its files are the refused rows, one CSV file for each file that was imported. It belongs to
 * the person who imported, and to no team: besides them, people see it who may read all records of the organisation. Its id
 * is derived from the group of the import's acts (`importRecordId`). It is not a part of that group, so an undo of the
 * import keeps it. It names no imported file: such a name may be meant for its owner alone. The server deletes it with its
 * files after 90 days (`refusedRowsDays`).
 */
export const importRecord = entity(ImportId, {
  label: { one: 'Import', many: 'Imports' },
  describes: 'An import that refused rows. Its files are these rows with the reasons, to mend and import again.',
  icon: 'upload',
  title: 'name',
  byWildcard: true,
  carries: ['files'],
  fields: {
    name: text({ required: true, maxChars: 120 }),
    /** Its files, each with the number of its rows (`keptRefusedRowsSchema`). */
    refusedRows: json({ label: 'Refused rows' }),
  },
  indexes: [['updatedAt']],
  listed: ['name', 'ownerId', 'createdAt'],
});
