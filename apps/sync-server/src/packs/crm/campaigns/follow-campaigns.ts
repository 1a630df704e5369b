import { readCampaignCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import { readCampaignPlan } from '@outpost/domain/kernel/campaigns/campaign-plan';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { campaign as kind } from '@outpost/domain/packs/crm/entities/campaign.entity';
import { deal } from '@outpost/domain/packs/crm/entities/deal.entity';
import { letter } from '@outpost/domain/packs/crm/entities/letters/letter.entity';
import { lead } from '@outpost/domain/packs/crm/entities/lead.entity';
import { suppression } from '@outpost/domain/packs/crm/entities/suppression.entity';
import { dealStages } from '@outpost/domain/packs/crm/deal-stages';
import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import type { JournalFollower } from '../../../jobs/followers/journal-follower.ts';
import type { Service } from '../../../jobs/service/service.ts';
import { countCampaign, type CountingGround } from './count-campaign.ts';
import { addressKeyOf, readAudience } from './read-audience.ts';
import { takeBack } from './take-back.ts';
import { noteAnswers } from './note-answers.ts';
import { recallLetters, stopAnswered, walkMembers } from './walk-members.ts';
import { type Campaign, openCampaign, writeCampaign } from './write-campaign.ts';
import { endOf, endOfLetter, recoverLost, writeMessages } from './write-messages.ts';
import { hasPostsAhead, writePosts } from './write-posts.ts';

/** Chosen: an organisation has a few at once. */
const mostRunning = 50;
/** Chosen: the figures of a campaign reach all devices, so they are written a few times a minute at most. */
const countEveryMs = 15_000;
const countedBefore = (now: string): string => new Date(Date.parse(now) - countEveryMs).toISOString();

/**
 * Sends campaigns: reads their audiences, writes their messages a part at a time, notes what became of them and what they brought, and takes
 * back what was not sent after a pause or an end (ADR 152).
 */
export const followCampaigns: JournalFollower = {
  name: 'campaigns',
  doing: 'sending campaigns',
  kinds: [kind.name, activity.name, letter.name, suppression.name, deal.name, lead.name],
  async follow(service, changed) {
    const halted = await haltChanged(service, changed.get(kind.name) ?? []);
    if (!halted.ok) return halted;
    const messages = await noteMessages(service, changed.get(activity.name) ?? []);
    if (!messages.ok) return messages;
    const letters = await noteLetters(service, changed.get(letter.name) ?? []);
    if (!letters.ok) return letters;
    const stopped = await noteSuppressed(service, changed.get(suppression.name) ?? []);
    if (!stopped.ok) return stopped;
    return noteDeals(service, changed.get(deal.name) ?? [], changed.get(lead.name) ?? []);
  },
  async due(service) {
    const recalled = await recallLetters(service);
    if (!recalled.ok) return recalled;
    const running = await service.list(kind, { where: { field: 'status', op: 'is', value: 'running' }, sort: [{ field: 'createdAt', direction: 'asc' }], limit: mostRunning }); // prettier-ignore
    if (!running.ok) return running;
    let isMore = false;
    let refused: Result<never> | undefined;
    for (const one of running.value) {
      const done = await sendSome(service, one);
      if (!done.ok)
        refused ??= done; // it holds up no other campaign
      else isMore ||= done.value === 'more';
    }
    const counted = await countOthers(service, new Set(running.value.map(({ id }) => id)));
    return refused ?? (counted.ok ? accept(isMore ? 'more' : 'done') : counted);
  },
};

/** Reads a page of a campaign's audience, or writes some of its messages. */
async function sendSome(service: Service, campaign: Campaign): Promise<Result<'done' | 'more'>> {
  const opened = await openCampaign(service, campaign);
  if (!opened.ok) return opened;
  if (!opened.value) return accept('done');
  const read = await readAudience(opened.value);
  if (!read.ok) return read;
  if (read.value === 'paused') return accept('done');
  const recovered = await recoverLost(opened.value);
  if (!recovered.ok) return recovered;
  const posted = await writePosts(opened.value);
  if (!posted.ok) return posted;
  if (!posted.value) return accept('done'); // it was paused
  const walked = await walkMembers(opened.value);
  if (!walked.ok) return walked;
  const fed = read.value === 'read' ? await writeMessages(opened.value) : undefined;
  if (fed?.ok === false) return fed;
  const stopped = fed?.value.kind === 'wrote' ? await stopAnswered(opened.value) : accept(null); // an answer may have come meanwhile
  if (!stopped.ok) return stopped;
  const isMore = read.value === 'more' || walked.value || fed?.value.kind === 'wrote';
  const counted = await countWhenDue(service, campaign, { isRead: read.value === 'read', feed: fed?.value });
  return counted.ok ? accept(isMore ? 'more' : 'done') : counted;
}

/**
 * Counts a campaign some time after its figures changed, and where it may be over, its test may be decided, or it waits for something else. Each
 * count is a change of its record, so there are a few in a minute at most.
 */
async function countWhenDue(service: Service, campaign: Campaign, ground: CountingGround): Promise<Result<unknown>> {
  const { campaigns: book, now } = service;
  const before = countedBefore(now);
  const counts = readCampaignCounts(campaign.fields.counts);
  const isDue = (await book.toCount(before)).includes(campaign.id);
  const isNews = async () => ground.isRead && (counts === undefined || counts.at <= before) && (await mayBeTold(service, campaign, ground)); // prettier-ignore
  if (!isDue && !(await isNews())) return accept(null);
  const [current] = await readCampaigns(service, [campaign.id]);
  return current?.fields.status === 'running' ? countCampaign(service, current, ground) : accept(null);
}

/** Whether the record of a campaign does not say yet that it is over, that its test is decided, or for what it waits. */
async function mayBeTold(service: Service, campaign: Campaign, { feed }: CountingGround): Promise<boolean> {
  const { campaigns: book, now } = service;
  const { id, fields } = campaign;
  const counts = readCampaignCounts(fields.counts);
  if (feed?.kind === 'waits') return feed.why !== counts?.waitsFor;
  const plan = readCampaignPlan(fields.plan);
  if (!plan.ok) return false;
  const { living, test } = plan.value;
  const isInTest = test !== null && fields.winner === undefined;
  if (living && !isInTest) return false;
  const { isOpen, isTestOpen } = await book.openIn(id);
  if (!isOpen) return !living && !hasPostsAhead({ service, campaign, plan: plan.value });
  return isInTest && !isTestOpen && (counts?.waitsFor !== 'test' || (counts.nextAt ?? '') <= now);
} // prettier-ignore

/** Counts campaigns that do not run any more: answers and deals still come. */
async function countOthers(service: Service, running: ReadonlySet<string>): Promise<Result<unknown>> {
  const ids = (await service.campaigns.toCount(countedBefore(service.now))).filter((id) => !running.has(id)); // prettier-ignore
  for (const campaign of await readCampaigns(service, ids)) {
    const done = await countCampaign(service, campaign, { isRead: true, feed: undefined });
    if (!done.ok) return done;
  }
  return accept(null);
}

async function readCampaigns(service: Service, ids: readonly string[]): Promise<readonly Campaign[]> {
  if (ids.length === 0) return [];
  const found = await service.list(kind, { where: { field: 'id', op: 'one-of', value: [...ids] } });
  return found.ok ? found.value : [];
}

/** CMP-5: takes back the messages of campaigns that were paused, cancelled or deleted. An ended campaign does not run again. */
async function haltChanged(service: Service, ids: readonly string[]): Promise<Result<unknown>> {
  if (ids.length === 0) return accept(null);
  const found = await service.list(kind, { life: 'any', where: { field: 'id', op: 'one-of', value: [...ids] } });
  if (!found.ok) return found;
  for (const campaign of found.value) {
    const { id, life, fields } = campaign;
    const isEnded = fields.status === 'cancelled' || life !== 'alive';
    if (!isEnded && fields.status !== 'paused') {
      if (fields.endedAt === undefined || fields.status !== 'running') continue;
      const ended = await writeCampaign(service, campaign, { status: 'finished', why: 'A campaign that has ended does not run again.' }, 'Ended'); // prettier-ignore
      if (!ended.ok && ended.code !== 'records/stale') return ended;
      continue;
    }
    const waiting = await (isEnded ? service.campaigns.cancel(id) : service.campaigns.hold(id));
    const taken = await takeBack(service, waiting);
    if (!taken.ok) return taken;
    if (life === 'alive' && isEnded && fields.endedAt === undefined) {
      const ended = await writeCampaign(service, campaign, { endedAt: service.now }, 'Ended');
      if (!ended.ok && ended.code !== 'records/stale') return ended;
    }
  }
  return accept(null);
}

/** Notes what became of campaigns' messages, and who answered. */
async function noteMessages(service: Service, ids: readonly string[]): Promise<Result<unknown>> {
  if (ids.length === 0) return accept(null);
  const found = await service.list(activity, { where: { field: 'id', op: 'one-of', value: [...ids] } });
  if (!found.ok) return found;
  const written = found.value.filter(({ fields }) => fields.campaign !== undefined);
  if (written.length > 0) await service.campaigns.noteEnds(written.map((one) => endOf(one, service.now)));
  const uses = written.flatMap(({ id, fields: { openedAt: opened, clickedAt: clicked } }) => opened || clicked ? [{ message: id, ...(opened ? { opened } : {}), ...(clicked ? { clicked } : {}) }] : []); // prettier-ignore
  if (uses.length > 0) await service.campaigns.noteUses(uses);
  await noteAnswers(service, found.value);
  return accept(null);
}

/** CMP-16: notes letters of campaigns that were put into a batch, taken back or deleted. */
async function noteLetters(service: Service, ids: readonly string[]): Promise<Result<unknown>> {
  if (ids.length === 0) return accept(null);
  const found = await service.list(letter, { life: 'any', where: { field: 'id', op: 'one-of', value: [...ids] } });
  if (found.ok) await service.campaigns.noteEnds(found.value.map((one) => endOfLetter(one, service.now)));
  return found;
}

/** Notes who opted out by an address. */
async function noteSuppressed(service: Service, ids: readonly string[]): Promise<Result<unknown>> {
  if (ids.length === 0) return accept(null);
  const found = await service.list(suppression, { where: { and: [{ field: 'id', op: 'one-of', value: [...ids] }, { field: 'reason', op: 'is', value: 'opt-out' }] } }); // prettier-ignore
  if (!found.ok) return found;
  const since = new Map<string, string>(found.value.map(({ createdAt, fields }) => [addressKeyOf(service.orgId, fields.address), createdAt])); // prettier-ignore
  if (since.size === 0) return accept(null);
  const records = await service.campaigns.recordsOfAddress([...since.keys()]);
  await service.campaigns.noteAnswers('opted-out', records.map(({ record, key }) => ({ record, at: since.get(key) ?? service.now }))); // prettier-ignore
  return accept(null);
}

const outcomeOf = (stage: string): 'open' | 'won' | 'lost' => dealStages.find(({ value }) => value === stage)?.outcome ?? 'open'; // prettier-ignore

/** CMP-8: notes the deals of members: a deal of a contact, and the one that a lead became. */
async function noteDeals(service: Service, deals: readonly string[], leads: readonly string[]): Promise<Result<unknown>> {
  if (deals.length + leads.length === 0) return accept(null);
  const converted = await service.list(lead, { where: { and: [{ field: 'id', op: 'one-of', value: [...leads] }, { field: 'convertedTo', op: 'is-not-empty' }] } }); // prettier-ignore
  if (!converted.ok) return converted;
  const ofLeads = new Map(converted.value.flatMap(({ id, fields: { convertedTo } }) => (convertedTo ? [[convertedTo as string, id as string] as const] : []))); // prettier-ignore
  const ids = [...new Set([...deals, ...ofLeads.keys()])];
  if (ids.length === 0) return accept(null);
  const found = await service.list(deal, { where: { field: 'id', op: 'one-of', value: ids } });
  if (!found.ok) return found;
  const noted = found.value.flatMap((one) => {
    const people = [...new Set([one.fields.contact as string | undefined, ofLeads.get(one.id)])].filter((id) => id !== undefined); // prettier-ignore
    return people.map((record) => dealOf(one, record));
  });
  if (noted.length > 0) await service.campaigns.noteDeals(noted);
  return accept(null);
} // prettier-ignore

const dealOf = ({ id, createdAt, fields: { stage, value, closedOn } }: RecordOf<typeof deal>, record: string) => ({
  record,
  deal: id as string,
  at: createdAt,
  outcome: outcomeOf(stage),
  wonOn: outcomeOf(stage) === 'won' ? (closedOn ?? null) : null,
  amount: value?.amount ?? null,
  currency: value?.currency ?? null,
});
