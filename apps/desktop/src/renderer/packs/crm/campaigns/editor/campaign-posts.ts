import { type CampaignPlan, isPostLink, mostCampaignPosts } from '@outpost/domain/kernel/campaigns/campaign-plan';
import { gapFault } from '@outpost/domain/kernel/templates/snippets';
import { z } from 'zod';

/** A post of a campaign as it is being written. `days`: after the beginning, as it was typed. */
export const draftPostsSchema = z
  .array(
    z.object({ account: z.string().catch(''), words: z.string().catch(''), link: z.string().catch(''), days: z.string().catch('0') }),
  )
  .max(mostCampaignPosts); // prettier-ignore
export type DraftPost = z.output<typeof draftPostsSchema>[number];

type Made = { readonly ok: true; readonly part: Pick<CampaignPlan, 'posts'> } | { readonly ok: false; readonly why: string }; // prettier-ignore

/** CMP-15: returns the part of a plan that its posts make, or what is missing. Without any it is empty. */
export function postsOfDraft(drafts: readonly DraftPost[]): Made {
  const posts: NonNullable<CampaignPlan['posts']> = [];
  for (const [place, { account, words, link, days }] of drafts.entries()) {
    const name = `post ${place + 1}`;
    if (account === '') return { ok: false, why: `Choose an account for ${name}.` };
    if (words.trim() === '') return { ok: false, why: `Write ${name}.` };
    const gap = gapFault(words);
    if (gap !== undefined) return { ok: false, why: `Post ${place + 1}: ${gap}` };
    if (link.trim() !== '' && !isPostLink(link.trim())) return { ok: false, why: `Enter the link of ${name} as an address that begins with https:// or http://, such as https://example.com.` }; // prettier-ignore
    const count = /^\d{1,3}$/.test(days.trim()) ? Number(days) : -1;
    if (count < 0 || count > 365)
      return { ok: false, why: `Enter the days after the beginning for ${name} as a number from 0 to 365.` };
    posts.push({ id: `post-${place + 1}`, account, words: words.trim(), days: count, ...(link.trim() === '' ? {} : { link: link.trim() }) }); // prettier-ignore
  }
  return { ok: true, part: posts.length === 0 ? {} : { posts } };
}
