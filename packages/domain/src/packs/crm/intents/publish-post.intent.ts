import type { IntentResult } from '../../../kernel/catalogue/intents/intent.ts';
import { type PostAnswer, postIntent } from '../../../kernel/catalogue/intents/post-intent.ts';
import { socialPost } from '../entities/social/social-post.entity.ts';

const outcomes = { failed: 'failed', unclear: 'unknown', expired: 'expired' } as const;

/** SOC-2: publishes a post once, when it has synced and its time has come. It is taken back while it waits by another release. */
export const publishPost = postIntent(socialPost)({
  isWanted: ({ fields: { release, outcome } }) => release === 'publish' && !outcome,
  isAskedAgain: ({ fields: { release, outcome, decision } }) =>
    release === 'publish' && decision === 'again' && outcome !== undefined && outcome !== 'posted',
  window: ({ fields: { publishAt, publishUntil } }) => ({
    opensAt: publishAt ?? null,
    closesAt: publishUntil ?? null,
  }),
  order: ({ fields: { account, words, link } }) => ({ account, words, ...(link ? { link } : {}) }),
  outcome: (result: IntentResult<PostAnswer>) => ({
    ...(result.status === 'done'
      ? { outcome: 'posted' as const, remoteId: result.answer.id, url: result.answer.url, why: null }
      : { outcome: outcomes[result.status], why: result.why }),
    outcomeAt: result.at,
    decision: null,
  }),
});
