import { entity } from '../../../kernel/entities/entity.ts';
import { instant, ref, text } from '../../../kernel/entities/fields.ts';
import { whatCarries } from '../../../kernel/entities/what-carries.ts';
import { PersonId, ShareEndId } from '../ids.ts';

/**
 * The end of the share of a record with a person (PLT-43, ADR 99). It has the record's visibility (A-3a): only people
 * who see the record learn when a share of it ends. A person who may share the record sets it, changes it and removes
 * it (`judge-share-ends.ts`).
 */
export const shareEnd = entity(ShareEndId, {
  label: { one: 'Time-limited share', many: 'Time-limited shares' },
  describes: 'The instant at which the server stops sharing a record with a person.',
  icon: 'clock',
  title: 'name',
  byWildcard: true,
  parent: 'about',
  isAssigned: false,
  fields: {
    /** In words for the journal. It names no person: a client who sees the record may not see people. */
    name: text({ required: true, maxChars: 60 }),
    /** Every kind that carries files: the kinds with pages and people who share them. */
    about: ref(whatCarries('files'), { required: true, merge: 'fixed', label: 'Shared record' }),
    person: ref(PersonId, { required: true, merge: 'fixed', label: 'Shared with' }),
    endsAt: instant({ required: true, label: 'Ends at' }),
    /** One living end for each record and person (`shareEndKey`). */
    key: text({ required: true, maxChars: 80, merge: 'fixed', label: 'Key' }),
  },
  unique: [['key']],
  indexes: [['about', 'createdAt'], ['endsAt'], ['key'], ['updatedAt']],
  listed: ['about', 'person', 'endsAt'],
});
