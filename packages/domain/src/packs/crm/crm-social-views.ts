import { type KindViews, views } from '../../kernel/catalogue/views.ts';
import { socialAccount } from './entities/social/social-account.entity.ts';
import { socialComment } from './entities/social/social-comment.entity.ts';
import { socialPost } from './entities/social/social-post.entity.ts';

/** The lists and pages of social posts, their comments and the pages at networks (SOC-1). */
export const socialViews: readonly KindViews[] = [
  views(socialPost, {
    area: { place: 165 },
    order: 'publishAt.desc',
    lists: [
      {
        id: 'waiting',
        name: 'To be published',
        where: { field: 'status', op: 'one-of', value: ['draft', 'waiting'] },
        sort: 'publishAt.asc',
      },
      {
        id: 'needs-you',
        name: 'Without success',
        where: { field: 'status', op: 'one-of', value: ['failed', 'unknown', 'expired'] },
      },
    ],
    page: {
      subline: ['account', 'status', 'publishAt'],
      figures: [],
      sections: [
        { title: 'Post', fields: ['words', 'link', 'account'] },
        { title: 'When', fields: ['release', 'publishAt', 'publishUntil'] },
        { title: 'Outcome', fields: ['status', 'outcomeAt', 'url', 'why', 'decision'] },
      ],
    },
    related: [{ by: 'account', place: 10, columns: ['status', 'publishAt'], sort: 'createdAt.desc' }],
  }),
  views(socialComment, {
    lists: [],
    order: 'writtenAt.desc',
    page: {
      subline: ['post', 'writtenAt'],
      figures: [],
      sections: [{ title: 'Comment', fields: ['words', 'name', 'writtenAt', 'url'] }],
    },
    related: [{ by: 'post', place: 10, title: 'Comments', columns: ['words', 'writtenAt'], sort: 'writtenAt.asc' }],
  }),
  views(socialAccount, {
    lists: [],
    page: {
      subline: ['network', 'status'],
      figures: [],
      sections: [{ title: 'Page', fields: ['name', 'network', 'pageId', 'url', 'status', 'problem'] }],
    },
    related: [],
  }),
];
