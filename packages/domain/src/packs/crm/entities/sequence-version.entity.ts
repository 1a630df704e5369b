import { entity } from '../../../kernel/entities/entity.ts';
import { json, ref, text } from '../../../kernel/entities/fields.ts';
import { SequenceId, SequenceVersionId } from '../ids.ts';

/** The steps of a sequence at one time (`kernel/sequences/sequence-steps.ts`). A version never changes: people under way keep theirs. */
export const sequenceVersion = entity(SequenceVersionId, {
  label: { one: 'Version of a sequence', many: 'Versions of sequences' },
  describes: 'The steps of a sequence at one time.',
  icon: 'history',
  title: 'name',
  audience: 'tenant',
  byWildcard: true,
  isAppendOnly: true,
  fields: {
    /** In words for the journal: "After the proposal, version 3". */
    name: text({ required: true, maxChars: 160, merge: 'fixed' }),
    sequence: ref(SequenceId, { required: true, merge: 'fixed', label: 'Sequence' }),
    steps: json({ required: true, merge: 'fixed' }),
    /** The times at which messages begin to go out. Empty: at any time. */
    window: json({ merge: 'fixed', label: 'Sending times' }),
    note: text({ merge: 'fixed', maxChars: 200, label: 'What changed' }),
  },
  indexes: [['sequence', 'createdAt'], ['createdAt'], ['updatedAt']],
  listed: ['name', 'sequence', 'note', 'createdAt', 'createdBy'],
});
