import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { type CampaignPlan, readCampaignPlan } from '@outpost/domain/kernel/campaigns/campaign-plan';
import type { RecordOf, Values } from '@outpost/domain/kernel/entities/typed-record';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { campaign as kind } from '@outpost/domain/packs/crm/entities/campaign.entity';
import type { Service } from '../../../jobs/service/service.ts';

export type Campaign = RecordOf<typeof kind>;
type Fields = Values<typeof kind>;

/** A campaign that is under way, with its plan. `author`: the work with the rights of the person who started it. */
export type RunningCampaign = { readonly service: Service; readonly author: Service; readonly campaign: Campaign; readonly plan: CampaignPlan }; // prettier-ignore

/** Writes fields of a campaign as the pack itself. Refused with `records/stale` where it was changed since it was read. */
export function writeCampaign(service: Service, { id, version, fields }: Campaign, changes: Partial<Record<keyof Fields, JsonValue>>, did: string): Promise<Result<unknown>> {
  const edited = Object.entries(changes as Readonly<Record<string, JsonValue>>).map(([name, to]) => [name, [fields[name as keyof Fields] ?? null, to] as [JsonValue, JsonValue]] as const); // its own keys
  return service.act({
    once: ['campaign', did, id, String(version), service.now],
    label: cutLabel(`${did} ${fields.name}`),
    edits: [{ id, entity: kind.name, seen: version, fields: Object.fromEntries(edited) }],
    expected: { [id]: version },
  });
} // prettier-ignore

/** CMP-3, CMP-6: pauses a campaign that cannot go on, and tells its sender why. */
export async function pauseCampaign(service: Service, campaign: Campaign, why: string): Promise<Result<unknown>> {
  const done = await writeCampaign(service, campaign, { status: 'paused', why: cutText(why, 1_000) }, 'Paused');
  if (!done.ok) return done;
  const { id, version, fields, createdBy } = campaign;
  await service.tell({ key: ['campaign', id, String(version)], people: [createdBy], words: cutText(`“${fields.name}” is paused: ${why}`, 500), from: 'Campaigns', about: { entity: kind.name, id } }); // prettier-ignore
  return done;
}

/** Opens a campaign with the rights of its sender. Undefined: it cannot run, and was paused. */
export async function openCampaign(service: Service, campaign: Campaign): Promise<Result<RunningCampaign | undefined>> {
  const paused = async (why: string) => {
    const done = await pauseCampaign(service, campaign, why);
    return done.ok || done.code === 'records/stale' ? accept(undefined) : done;
  };
  const plan = readCampaignPlan(campaign.fields.plan);
  if (!plan.ok) return paused(`Its plan cannot be read: ${plan.message}.`);
  if (service.kindOf(campaign.fields.about)?.reach === undefined) return paused('It is about a kind of record without people.'); // prettier-ignore
  const author = await service.as(campaign.createdBy);
  if (!author) return paused('The person who started it has no rights here any more.');
  return accept({ service, author, campaign, plan: plan.value });
}
