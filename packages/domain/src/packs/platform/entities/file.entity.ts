import { whatCarries } from '../../../kernel/entities/what-carries.ts';
import { entity } from '../../../kernel/entities/entity.ts';
import { fileField, ref, text } from '../../../kernel/entities/fields.ts';
import { FileId } from '../ids.ts';

/**
 * A file or photo of a record. It has the record's visibility (A-3a): a person who may see the record may see its
 * files and read their bytes. The record syncs like all others; the bytes are sent separately, by the SHA-256 in
 * `content` (ADR 47).
 */
export const file = entity(FileId, {
  label: { one: 'File', many: 'Files' },
  icon: 'paperclip',
  title: 'name',
  byWildcard: true,
  parent: 'about',
  isAssigned: false,
  fields: {
    name: text({ required: true, searched: true, maxChars: 200, label: 'Name' }),
    about: ref(whatCarries('files'), { required: true, label: 'Belongs to' }),
    caption: text({ searched: true, label: 'Caption' }),
    content: fileField({ required: true, merge: 'fixed', label: 'Content' }), // other bytes are another file
  },
  indexes: [['about', 'createdAt'], ['name'], ['createdAt'], ['updatedAt']],
  listed: ['name', 'about', 'caption', 'createdAt'],
});
