import { rule } from '../../../kernel/entities/rule.ts';
import { shareEnd } from '../entities/share-end.entity.ts';

/**
 * PLT-43: the key of an end names a record and the person. The record is not compared: after a merge of duplicates the end is about
 * the survivor, and keeps its key.
 */
export const shareEndNamesItsPerson = rule(shareEnd, {
  id: 'PLT-43',
  check: ({ record: { fields } }) =>
    fields.key?.endsWith(` ${fields.person}`) === true
      ? undefined
      : { message: 'The key of the end of a share names the record and the person.', field: 'key' },
});
