import { entity } from '../../../../kernel/entities/entity.ts';
import { instant, ref, text } from '../../../../kernel/entities/fields.ts';
import { SocialCommentId, SocialPostId } from '../../ids.ts';

/** A comment on a published post (SOC-5). The server keeps each one once. It has the visibility of its post (A-3a). */
export const socialComment = entity(SocialCommentId, {
  label: { one: 'Comment', many: 'Comments' },
  describes: 'A comment on a published post, as its network shows it.',
  icon: 'message',
  title: 'name',
  byWildcard: true,
  parent: 'post',
  fields: {
    post: ref(SocialPostId, { required: true, merge: 'fixed', label: 'Post' }),
    /** The name of the author, as the network shows it. Some networks hide it. */
    name: text({ required: true, searched: true, maxChars: 200, merge: 'fixed', label: 'Author' }),
    words: text({ required: true, multiline: true, searched: true, merge: 'fixed', label: 'Words' }),
    writtenAt: instant({ required: true, merge: 'fixed', label: 'Written' }),
    remoteId: text({ required: true, maxChars: 200, merge: 'fixed', label: 'Id at the network' }),
    url: text({ format: 'website', maxChars: 1_000, merge: 'fixed', label: 'Address' }),
  },
  indexes: [['post', 'writtenAt'], ['remoteId'], ['createdAt'], ['updatedAt']],
  listed: ['name', 'post', 'words', 'writtenAt'],
});
