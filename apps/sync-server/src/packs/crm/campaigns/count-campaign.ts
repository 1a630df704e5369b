import { decideWinner } from '@outpost/domain/kernel/campaigns/decide-winner';
import { type CampaignCounts, keptCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import { readCampaignPlan } from '@outpost/domain/kernel/campaigns/campaign-plan';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import type { Service } from '../../../jobs/service/service.ts';
import { countsOfMessages } from './walk-members.ts';
import { type Campaign, writeCampaign } from './write-campaign.ts';
import type { FeedResult } from './write-messages.ts';
import { hasPostsAhead } from './write-posts.ts';

/** The findings of this round about a campaign. `isRead`: its whole audience was read. */
export type CountingGround = { readonly isRead: boolean; readonly feed: FeedResult | undefined };

/**
 * CMP-4, CMP-8: writes the figures of a campaign into its record, chooses the winner of its test when its rule says so, and ends it when
 * nothing of it is left to send. All of it is one act, which is refused where the campaign was changed meanwhile.
 */
export async function countCampaign(service: Service, campaign: Campaign, { isRead, feed }: CountingGround): Promise<Result<unknown>> {
  const { campaigns: book, now } = service;
  await book.beginCount(campaign.id, now);
  const { open: waiting, openInTest, lastSentAt, ...figures } = await book.counts(campaign.id);
  const { status, winner } = campaign.fields;
  const plan = readCampaignPlan(campaign.fields.plan);
  const walks = plan.ok && (plan.value.steps ?? []).length > 0 ? await book.walkCounts(campaign.id) : undefined;
  const open = waiting + (walks?.open ?? 0);
  const changes: Record<string, JsonValue> = {};
  let waits: Pick<CampaignCounts, 'nextAt' | 'waitsFor'> = { nextAt: walks?.nextAt ?? null, waitsFor: walks?.nextAt == null ? null : 'step' }; // prettier-ignore
  if (feed?.kind === 'waits') waits = { nextAt: feed.until ?? null, waitsFor: feed.why };
  if (status === 'running' && plan.ok && plan.value.test !== null && winner === undefined && isRead) {
    const { test, variants } = plan.value;
    const parts = figures.parts.filter(({ part }) => part === 'test');
    const results = variants.map(({ id }) => {
      const of = parts.find(({ variant }) => variant === id);
      return { id, sent: (of?.sent ?? 0) + (of?.unknown ?? 0), hits: (test.measure === 'replied' ? of?.replied : of?.deals) ?? 0 }; // prettier-ignore
    });
    const decided = decideWinner({ test, results, open: openInTest, lastSentAt, now });
    if (decided.kind === 'decided')
      Object.assign(changes, { winner: decided.variant ?? 'none', winnerWhy: cutText(decided.reason, 500), decidedAt: now }); // prettier-ignore
    else if (openInTest === 0) waits = { nextAt: decided.until ?? null, waitsFor: 'test' };
  }
  const isOver = status === 'running' && plan.ok && !plan.value.living && isRead && open === 0 && !hasPostsAhead({ service, campaign, plan: plan.value });
  if (isOver) Object.assign(changes, { status: 'finished', endedAt: now });
  const steps = plan.ok && walks ? { steps: [...countsOfMessages(plan.value, walks)] } : {};
  const counts: CampaignCounts = { at: now, ...figures, ...steps, isRead, ...(isOver ? { nextAt: null, waitsFor: null } : waits) };
  const done = await writeCampaign(service, campaign, { ...changes, counts: keptCounts(counts) }, isOver ? 'Finished' : 'Counted'); // prettier-ignore
  return done.ok || done.code === 'records/stale' ? accept(null) : done;
} // prettier-ignore
