import { entity } from '../../../kernel/entities/entity.ts';
import { text } from '../../../kernel/entities/fields.ts';
import { DistinctPairId } from '../ids.ts';

/**
 * Two records that look alike but are not the same, as a person has stated. It names neither of them: it holds a digest
 * of both ids (`kernel/duplicates/pair-digest.ts`), which only a person who knows both ids can find. So everyone may
 * hold it, and nobody learns of a record that they do not see (ADR 55). If two people state the same, there are two
 * such records; deleting all of them withdraws the statement.
 */
export const distinctPair = entity(DistinctPairId, {
  label: { one: 'Distinct pair', many: 'Distinct pairs' },
  describes: 'Two records that look alike but are not the same, as a person has stated. It names neither of them.',
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
