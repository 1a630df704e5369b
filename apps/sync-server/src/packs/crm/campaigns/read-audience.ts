import { instantAt } from '@outpost/domain/kernel/calendar/wall-time';
import { addressOnChannel } from '@outpost/domain/kernel/campaigns/campaign-values';
import { chooseVariant } from '@outpost/domain/kernel/campaigns/choose-variant';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { hashedId } from '@outpost/domain/kernel/hashed-id';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { foldedKey } from '@outpost/domain/kernel/text/fold-text';
import { pauseCampaign, type RunningCampaign } from './write-campaign.ts';

const pageSize = 1_000;

/** Returns the key under which an address is known in campaigns: a hash, so that no table has the address itself. */
export const addressKeyOf = (orgId: string, address: string): string => hashedId('address of campaign', orgId, foldedKey(address)); // prettier-ignore

/**
 * CMP-1: reads the next page of a campaign's audience, as its sender sees it. `read`: all pages of this round were read. `paused`: the list
 * cannot be read. A living audience is
 * read again each morning at 6:00.
 */
export async function readAudience({ service, author, campaign, plan }: RunningCampaign): Promise<Result<'read' | 'more' | 'paused'>> {
  const { campaigns: book, orgId, now, today, timeZone } = service;
  const { about, channel } = campaign.fields;
  const { round, after, readAt } = await book.reading(campaign.id);
  if (readAt !== null) {
    const morning = instantAt(today, '06:00', timeZone);
    if (!plan.living || readAt >= morning || now < morning) return accept('read');
    await book.readAgain(campaign.id, round);
    return accept('more');
  }
  const entity = service.kindOf(about);
  if (!entity) return accept('read');
  const found = await author.page<Entity>(entity, { ...(plan.where === null ? {} : { where: plan.where }), sort: [{ field: 'id', direction: 'asc' }], limit: pageSize, ...(after === null ? {} : { after }) });
  if (!found.ok) {
    const paused = await pauseCampaign(service, campaign, `Its list cannot be read: ${found.message}`);
    return paused.ok ? accept('paused') : paused;
  }
  const { rows, next } = found.value;
  const members = rows.map((record) => {
    const address = addressOnChannel(entity, record, channel);
    return {
      record: record.id,
      ...chooseVariant(plan, campaign.id, record.id),
      addressKey: address === undefined ? null : addressKeyOf(orgId, address),
    };
  });
  await book.addPage(campaign.id, { round, entity: about, members, was: after, after: next, readAt: next === null ? now : null }); // prettier-ignore
  return accept('more');
} // prettier-ignore
