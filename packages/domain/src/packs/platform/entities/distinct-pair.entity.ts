import { entity } from '../../../kernel/entities/entity.ts';
import { text } from '../../../kernel/entities/fields.ts';
import { DistinctPairId } from '../ids.ts';

/**
 * Two records that look alike and are not the same, as a person said. It names neither of them: it holds a digest of both ids
 * (`kernel/duplicates/pair-digest.ts`), which only somebody who knows both can find. So everyone may hold it, and nobody learns
 * of a record that they do not see (ADR 55). Two people who say the same make two of them; deleting all of them withdraws it.
 */
export const distinctPair = entity(DistinctPairId, {
  label: { one: 'Distinct pair', many: 'Distinct pairs' },
  describes: 'Two records that look alike and are not the same, as a person said. It names neither of them.',
  icon: 'merge',
  title: 'pair',
  audience: 'tenant',
  byWildcard: true,
  fields: {
    pair: text({ required: true, maxChars: 36, merge: 'fixed', label: 'Digest of the pair' }),
  },
  indexes: [['pair'], ['updatedAt']],
  listed: ['pair', 'createdAt'],
});
