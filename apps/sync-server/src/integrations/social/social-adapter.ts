import type { PostOrder } from '@outpost/domain/kernel/catalogue/intents/post-intent';
import type { SocialBook } from '../../gateway/social/social-book.ts';
import type { IntentAdapter } from '../../jobs/intents/intent-adapter.ts';

/** Publishes the posts that records ask for (SOC-2). `bookOf`: the connected pages of an organisation. */
export const socialAdapter = (bookOf: (orgId: string) => SocialBook): IntentAdapter => ({
  kind: 'social',
  atOnce: 1, // posts of one page stand there in their order
  words: {
    doing: 'publishing posts',
    done: 'Published the post',
    failed: 'Could not publish the post',
    abandoned:
      'It is not clear whether this post was published: the server stopped while publishing it. Outpost looks for it on the page every few minutes. Look there before you publish it again.',
    expired: 'It was not published in time: it still waited when its time had passed.',
    givenUp: (tries, why) => `It could not be published in ${tries === 1 ? 'one try' : `${tries} tries`}: ${why}.`,
  },
  async carryOut({ order, orgId, signal }) {
    const { account, words, link } = order as PostOrder; // `postIntent` makes these orders
    const book = bookOf(orgId);
    const key = await book.keyOf(account);
    return key === undefined
      ? { status: 'refused', why: 'Its account is not connected. An administrator connects it in the settings.' }
      : book.network.publish(key, { words, link }, signal);
  },
});
