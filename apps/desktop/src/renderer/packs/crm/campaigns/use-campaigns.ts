import { type CampaignPlan, readCampaignPlan } from '@outpost/domain/kernel/campaigns/campaign-plan';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { useRecordList } from '../../../queries/record-queries.ts';
import { installedEntity } from '../../../records/entity-shape.ts';

export const campaignKind = installedEntity('crm/campaign');
/** The kinds of record that are people with an address. */
export const campaignKinds = ['crm/contact', 'crm/lead'] as const;
/** Chosen: an organisation starts some dozens a year. */
const mostCampaigns = 200;

/** Returns the campaigns, the newest first. Undefined while they are being read. */
export function useCampaigns(): readonly ShownRecord[] | undefined {
  const { data } = useRecordList({
    entity: campaignKind.name,
    sort: [{ field: 'createdAt', direction: 'desc' }],
    limit: mostCampaigns,
  });
  return data?.rows;
}

/** Returns the plan of a campaign; undefined where this app cannot read it. */
export function planOfCampaign({ fields: { plan } }: ShownRecord): CampaignPlan | undefined {
  const read = readCampaignPlan(plan);
  return read.ok ? read.value : undefined;
}
