import { entity } from '../../../kernel/entities/entity.ts';
import { json, tags, text } from '../../../kernel/entities/fields.ts';
import { CustomObjectId } from '../ids.ts';

/** K-3: a kind of record of a tenant's own, stored as a record. Its fields are field definitions for `own/<name>`. */
export const customObject = entity(CustomObjectId, {
  label: { one: 'Kind of record', many: 'Kinds of record' },
  icon: 'folder',
  title: 'label',
  byWildcard: true,
  audience: 'tenant',
  governed: true,
  defines: 'entities',
  fields: {
    /** Its records are of the kind `own/<name>`. Grants, tokens and links of other fields contain this name. */
    name: text({
      required: true,
      maxChars: 40,
      merge: 'fixed',
      help: 'A short word in lower case, such as "vehicle".',
    }),
    label: text({ required: true, maxChars: 80, label: 'One is called' }),
    labelMany: text({ required: true, maxChars: 80, label: 'Many are called' }),
    icon: text({ maxChars: 40 }),
    belongsTo: text({
      maxChars: 120,
      merge: 'fixed',
      label: 'Belongs to',
      help: 'The kind of record whose visibility its records have, such as "crm/account".',
    }),
    stages: text({
      maxChars: 80,
      help: 'The name of the choice field with the stages of its records: boards have a column for each.',
    }),
    pipelines: text({
      maxChars: 80,
      help: 'The name of the choice field with their pipelines. An empty field means its first option.',
    }),
    /** PLT-54: the roles that its own fields have. */
    scheduleAt: text({ maxChars: 80, label: 'Time', help: 'The name of the date, or date and time, of its calendar.' }),
    scheduleLasts: text({ maxChars: 80, label: 'Duration', help: 'The name of the field with the duration.' }),
    scheduleDone: text({ maxChars: 80, label: 'Done', help: 'The name of the yes-or-no field of what is done.' }),
    alikeBy: tags({
      label: 'Alike by',
      help: 'Names of the fields by which two records are found to be the same. Without any, duplicates are not searched.',
    }),
    unique: json({
      label: 'No two alike',
      help: 'A list of lists of fields. No two records have the same values in all fields of a list.',
    }),
    listed: json({ label: 'Columns', help: 'Names of the fields that a list shows first.' }),
  },
  unique: [['name']],
  indexes: [['name'], ['label'], ['updatedAt']],
  listed: ['label', 'name', 'belongsTo'],
});
