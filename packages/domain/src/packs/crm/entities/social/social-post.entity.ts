import { entity } from '../../../../kernel/entities/entity.ts';
import { choice, instant, ref, text } from '../../../../kernel/entities/fields.ts';
import { SocialAccountId, SocialPostId } from '../../ids.ts';

/**
 * A post on a page at a social network. One that is to be published is an intent (idea 4): it is written and scheduled without a network, and the
 * server publishes it once when it has synced and its time has come (SOC-2). The server writes the outcome. A person decides about one whose outcome
 * is unknown, unless the network's list of posts shows it (SOC-4).
 */
export const socialPost = entity(SocialPostId, {
  label: { one: 'Social post', many: 'Social posts' },
  describes: 'Words that are published on a page at a social network, with the comments on them.',
  icon: 'megaphone',
  title: 'name',
  byWildcard: true,
  carries: ['files', 'tasks'],
  fields: {
    /** The beginning of the words. */
    name: text({ merge: 'derived', label: 'Post', maxChars: 200 }),
    account: ref(SocialAccountId, { required: true, label: 'Account' }),
    words: text({ required: true, multiline: true, searched: true, label: 'Words' }),
    link: text({
      format: 'website',
      maxChars: 2_000,
      label: 'Link',
      help: 'The network shows a preview of this page.',
    }),
    release: choice(
      [
        { value: 'draft', label: 'Keep it as a draft' },
        { value: 'publish', label: 'Publish it' },
        { value: 'cancel', label: 'Do not publish it' },
      ],
      { required: true, label: 'Release' },
    ),
    /** It waits until this time, and is not published after the other. Empty: at once. */
    publishAt: instant({ label: 'Publish at' }),
    publishUntil: instant({ label: 'Not after' }),
    /** SOC-3: derived from the release, the outcome and the decision. */
    status: choice(
      [
        { value: 'draft', label: 'Draft' },
        { value: 'waiting', label: 'Waiting' },
        { value: 'posted', label: 'Posted' },
        { value: 'failed', label: 'Failed' },
        { value: 'unknown', label: 'Not known' },
        { value: 'expired', label: 'Not posted in time' },
        { value: 'cancelled', label: 'Cancelled' },
      ],
      { label: 'State', merge: 'derived' },
    ),
    outcome: choice(
      [
        { value: 'posted', label: 'Posted' },
        { value: 'failed', label: 'Failed' },
        { value: 'unknown', label: 'Not known' },
        { value: 'expired', label: 'Not posted in time' },
      ],
      { label: 'Outcome', merge: 'server' }, // only the server knows it
    ),
    /** The decision of a person about a post without success. Each outcome empties it. */
    decision: choice(
      [
        { value: 'posted', label: 'It was published' },
        { value: 'again', label: 'Publish it again' },
      ],
      { label: 'Decision' },
    ),
    /** The time of the outcome. */
    outcomeAt: instant({ label: 'Outcome at', merge: 'server' }),
    /** The network's own id of the published post: its comments name it. */
    remoteId: text({ maxChars: 200, label: 'Id at the network', merge: 'server' }),
    url: text({ format: 'website', maxChars: 1_000, label: 'Published at', merge: 'server' }),
    why: text({ maxChars: 1_000, label: 'Why it was not posted', merge: 'server' }),
  },
  indexes: [
    ['status', 'publishAt'],
    ['account', 'createdAt'],
    ['publishAt'],
    ['remoteId'],
    ['createdAt'],
    ['updatedAt'],
  ],
  listed: ['name', 'account', 'status', 'publishAt', 'url', 'ownerId'],
});
