import { shareEndKey } from '../../../kernel/access/share-ends.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { shareEnd } from '../entities/share-end.entity.ts';

/**
 * PLT-43: the key of an end names its record and its person. A key of another record would reveal whether that record
 * is shared until a time, even to a person who does not see it.
 */
export const shareEndNamesItsShare = rule(shareEnd, {
  id: 'PLT-43',
  check: ({ record: { fields } }) => {
    const [, record = ''] = (fields.about ?? '').split(':');
    return fields.key === shareEndKey({ record, person: fields.person ?? '' })
      ? undefined
      : { message: 'The key of the end of a share names its record and its person.', field: 'key' };
  },
});
