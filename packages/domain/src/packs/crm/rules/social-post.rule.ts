import { derived } from '../../../kernel/entities/derived.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { gapFault } from '../../../kernel/templates/snippets.ts';
import { cutText } from '../../../kernel/text/cut-text.ts';
import { socialPost } from '../entities/social/social-post.entity.ts';
import { mostPostChars } from '../social-networks.ts';

/** The title of a post: the beginning of its words. A post without words has none, and is refused. */
export const postName = derived(socialPost, 'name', ({ record: { fields } }) => {
  const given: Partial<typeof fields> = fields; // derived before the record is checked
  return cutText((given.words ?? '').trim().replaceAll(/\s+/gu, ' '), 80);
});

/** SOC-3: the state of a post. What the server knows comes before what a person wants. */
export const postStatus = derived(socialPost, 'status', ({ record: { fields } }) => {
  const { release, outcome, decision } = fields;
  if (outcome === 'posted' || (outcome && decision === 'posted')) return 'posted';
  if (outcome && release === 'publish' && decision === 'again') return 'waiting';
  if (outcome === 'unknown') return 'unknown';
  if (release === 'cancel') return 'cancelled';
  if (release === 'draft') return 'draft';
  return outcome ?? 'waiting';
});

/**
 * SOC-3: a post has words that its network takes, and no gap when it is published (PSH-3). Its time does not end before it begins. A person decides only about a post without
 * success, and only one that may have been published can be said to be.
 */
export const postIsComplete = rule(socialPost, {
  id: 'SOC-3',
  check: ({
    record: {
      fields: { words, publishAt, publishUntil, release, outcome, decision },
    },
  }) => {
    if (words.trim() === '') return { message: 'A post needs words.', field: 'words' };
    if (words.length > mostPostChars.facebook)
      return { message: `A post has at most 63,206 characters. This one has ${words.length}.`, field: 'words' };
    const gap = release === 'publish' && (!outcome || decision === 'again') ? gapFault(words) : undefined;
    if (gap !== undefined) return { message: gap, field: 'words' };
    if (publishAt && publishUntil && publishUntil <= publishAt)
      return {
        message: 'The post would never be published: "Not after" lies before "Publish at".',
        field: 'publishUntil',
      };
    if (!decision) return undefined;
    const refusal = (message: string) => ({ message, field: 'decision' as const });
    if (!outcome) return refusal('The post still waits. Change its release to take it back.');
    if (outcome === 'posted') return decision === 'posted' ? undefined : refusal('The post was published.');
    return decision === 'posted' && outcome !== 'unknown'
      ? refusal('Only a post that may have been published can be marked as published.')
      : undefined;
  },
});
