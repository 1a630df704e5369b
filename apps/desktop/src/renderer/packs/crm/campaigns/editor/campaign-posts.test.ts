import { describe, expect, it } from 'vitest';
import { type DraftPost, postsOfDraft } from './campaign-posts.ts';

const post = (more: Partial<DraftPost> = {}): DraftPost => ({ account: 'page', words: 'Winter check', link: '', days: '0', ...more }); // prettier-ignore
const whyOf = (...drafts: readonly DraftPost[]) => {
  const made = postsOfDraft(drafts);
  return made.ok ? undefined : made.why;
};

describe('[CMP-15] the posts of a campaign', () => {
  it.each(['javascript:alert(1)', 'ftp://example.com/file', 'mailto:ada@example.com', 'https:example.com', 'example.com'])(
    'have no link such as %s',
    (link) => {
      expect(whyOf(post(), post({ link }))).toBe('Enter the link of post 2 as an address that begins with https:// or http://, such as https://example.com.');
    },
  ); // prettier-ignore

  it.each(['https://example.com/check', 'http://example.com', ' HTTPS://example.com '])('may have the link %s', (link) => {
    expect(postsOfDraft([post({ link })])).toMatchObject({ ok: true, part: { posts: [{ link: link.trim() }] } });
  }); // prettier-ignore

  it('say which days are missing by the name of their field', () => {
    for (const days of ['', 'soon', '366'])
      expect(whyOf(post({ days }))).toBe('Enter the days after the beginning for post 1 as a number from 0 to 365.');
  });
});
