import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { given } from '@outpost/domain/kernel/acts/given';
import { type CampaignPlan, type CampaignPost, timeOfPost } from '@outpost/domain/kernel/campaigns/campaign-plan';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { socialPost } from '@outpost/domain/packs/crm/entities/social/social-post.entity';
import type { Service } from '../../../jobs/service/service.ts';
import { type Campaign, pauseCampaign, type RunningCampaign } from './write-campaign.ts';

type Posting = { readonly service: Service; readonly campaign: Campaign; readonly plan: CampaignPlan };

/** Returns the posts of a campaign whose time has come, or whose time lies ahead. */
const postsOf = ({ service, campaign, plan }: Posting, which: 'due' | 'ahead'): readonly CampaignPost[] => {
  const from = campaign.fields.beginsAt ?? campaign.createdAt;
  return (plan.posts ?? []).filter((post) => timeOfPost(post, from, service.timeZone) <= service.now === (which === 'due'));
}; // prettier-ignore

/** Whether a post of a campaign lies ahead. Until then the campaign is not over. */
export const hasPostsAhead = (posting: Posting): boolean => postsOf(posting, 'ahead').length > 0;

/**
 * CMP-15: writes the posts of a campaign whose time has come, each once, with the rights of its sender. They are published as any other post
 * (SOC-2). The id of a post is made of the campaign, so a server that stops, two servers, and a post that somebody deleted make no second one.
 * Returns false where one is refused: the campaign is paused, and its sender is told why.
 */
export async function writePosts(running: RunningCampaign): Promise<Result<boolean>> {
  const { service, author, campaign } = running;
  const due = postsOf(running, 'due').map((post) => ({ post, id: service.idOf(socialPost, 'campaign', campaign.id, post.id) })); // prettier-ignore
  if (due.length === 0) return accept(true);
  const found = await service.list(socialPost, { life: 'any', where: { field: 'id', op: 'one-of', value: due.map(({ id }) => id) } }); // prettier-ignore
  if (!found.ok) return found;
  const written = new Set<string>(found.value.map(({ id }) => id));
  for (const { post, id } of due.filter((one) => !written.has(one.id))) {
    const { account, words, link } = post;
    const fields = {
      account: account as never,
      words,
      ...(link === undefined ? {} : { link }),
      release: 'publish',
    } as const; // the reference checks the account itself
    const done = await author.act({
      once: ['campaign post', campaign.id, post.id, service.now],
      label: cutLabel(`A post of ${campaign.fields.name}`),
      edits: [given(socialPost, id, fields, { ownerId: campaign.createdBy })],
    });
    if (done.ok || done.code === 'records/exists') continue; // another server was first
    const paused = await pauseCampaign(service, campaign, `A post cannot be published: ${done.message}`);
    return paused.ok || paused.code === 'records/stale' ? accept(false) : paused;
  }
  return accept(true);
}
