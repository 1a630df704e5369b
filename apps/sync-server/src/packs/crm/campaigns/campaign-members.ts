import { memberStates } from '@outpost/domain/kernel/campaigns/member-state';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { idSchema } from '@outpost/domain/kernel/ids';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { campaign as kind } from '@outpost/domain/packs/crm/entities/campaign.entity';
import { z } from 'zod';
import { packRoute } from '../../../http/packs/pack-route.ts';

/** Chosen: what fits on a page that a person reads. */
const pageSize = 50;

const memberSchema = z.strictObject({
  n: z.number(),
  entity: z.string(),
  record: idSchema,
  title: z.string(),
  step: z.string(),
  variant: z.string().nullable(),
  state: z.enum(memberStates),
  reason: z.string().nullable(),
  sentAt: z.string().nullable(),
  repliedAt: z.string().nullable(),
  optedOutAt: z.string().nullable(),
  deal: idSchema.nullable(),
});

/**
 * CMP-8: the members of a campaign, a page at a time. The caller gets those whose records they see, and the number of the others. `next`: the
 * place after which the next page begins; null: it was the last one.
 */
export const campaignMembers = packRoute({
  name: 'campaign-members',
  summary: 'The members of a campaign with their states, a page at a time',
  asks: `${kind.name}:read@own`,
  takes: z.strictObject({
    campaign: idSchema,
    after: z.number().int().min(0),
    only: z.enum(['all', 'left-out', 'open', 'sent', 'replied', 'deals']),
  }),
  gives: z.strictObject({ members: z.array(memberSchema), hidden: z.number().int(), next: z.number().nullable() }),
  work: async (service, { campaign, after, only }, { userId }) => {
    const found = await service.list(kind, { where: { field: 'id', op: 'is', value: campaign } });
    if (!found.ok) return found;
    const entity = service.kindOf(found.value[0]?.fields.about ?? '');
    if (!found.value[0] || !entity) return refuse('records/not-found', 'This campaign does not exist.', { id: campaign }); // prettier-ignore
    const rows = await service.campaigns.page(campaign, { after, limit: pageSize, only });
    const reader = await service.as(userId);
    const seen = reader && (await reader.list<Entity>(entity, { where: { field: 'id', op: 'one-of', value: rows.map(({ record }) => record) } })); // prettier-ignore
    if (seen?.ok === false) return seen;
    const titles = new Map((seen?.value ?? []).map(({ id, fields }) => [id as string, fields[entity.title]]));
    const members = rows.flatMap(({ part: _part, message: _message, ...row }) => {
      const title = titles.get(row.record);
      return titles.has(row.record) ? [{ ...row, title: typeof title === 'string' ? title : '' }] : [];
    });
    const last = rows.at(-1);
    return accept({ members, hidden: rows.length - members.length, next: rows.length === pageSize && last ? last.n : null }); // prettier-ignore
  },
});
