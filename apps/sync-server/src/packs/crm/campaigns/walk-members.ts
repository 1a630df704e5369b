import type { CampaignStepCounts } from '@outpost/domain/kernel/campaigns/campaign-counts';
import type { CampaignPlan } from '@outpost/domain/kernel/campaigns/campaign-plan';
import { firstStep, moveOfMember, stepAhead } from '@outpost/domain/kernel/campaigns/campaign-steps';
import { addressOnChannel } from '@outpost/domain/kernel/campaigns/campaign-values';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { addressLine } from '@outpost/domain/kernel/entities/field-types';
import type { RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { isWrittenStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import type { Service } from '../../../jobs/service/service.ts';
import { postalAddressOf } from '../letters/letter-to.ts';
import { addressKeyOf } from './read-audience.ts';
import { takeBack } from './take-back.ts';
import type { RunningCampaign } from './write-campaign.ts';

type Book = Service['campaigns'];
type Walker = Awaited<ReturnType<Book['walkers']>>[number];
type WalkerMove = Parameters<Book['move']>[2][number];
type WalkCounts = Awaited<ReturnType<Book['walkCounts']>>;

/** Chosen: their records are read in one question. After them, other tenants come before the rest. */
const mostAtOnce = 500;

const stepsOf = ({ steps = [] }: Pick<CampaignPlan, 'steps'>) => steps;

/** CMP-12: takes back the later messages of members whose walks have ended by an answer, and notes those that were taken back. */
export async function stopAnswered({ service, campaign, plan }: RunningCampaign): Promise<Result<unknown>> {
  if (stepsOf(plan).length === 0) return accept(null);
  const messages = await service.campaigns.answered(campaign.id);
  if (messages.length === 0) return accept(null);
  const done = await takeBack(service, messages.map(({ message }) => message)); // prettier-ignore
  if (!done.ok) return done;
  const { taken, missing } = done.value;
  const never = messages.filter(({ message, isHeld }) => isHeld && missing.has(message)); // a server stopped before it wrote them
  const gone = [...taken, ...never.map(({ message }) => message)];
  if (gone.length > 0) await service.campaigns.noteAnswered(campaign.id, gone);
  return accept(null);
}

/** CMP-16: takes back letters in no print batch whose members answered, opted out, or opened or won a deal, also of campaigns that are over. */
export async function recallLetters(service: Service): Promise<Result<unknown>> {
  const letters = await service.campaigns.recalled(mostAtOnce);
  if (letters.length === 0) return accept(null);
  const done = await takeBack(service, letters);
  if (!done.ok) return done;
  const { taken, missing } = done.value;
  if (taken.size + missing.size > 0) await service.campaigns.noteRecalled([...taken, ...missing]);
  return accept(null);
}

/**
 * CMP-11: moves the members of a campaign of several steps that wait for nothing. Their next messages are written as the first one is, so
 * they are judged, reserved and paid for like it. Returns whether there may be more.
 */
export async function walkMembers(running: RunningCampaign): Promise<Result<boolean>> {
  const { service, campaign, plan } = running;
  const { campaigns: book, now } = service;
  if (stepsOf(plan).length === 0) return accept(false);
  const stopped = await stopAnswered(running);
  if (!stopped.ok) return stopped;
  const walkers = await book.walkers(campaign.id, { now, most: mostAtOnce });
  if (walkers.length === 0) return accept(false);
  const moves = await movesOf(running, walkers);
  if (!moves.ok) return moves;
  await book.move(campaign.id, now, moves.value);
  return accept(true);
}

async function movesOf({ service, author, campaign, plan }: RunningCampaign, walkers: readonly Walker[]): Promise<Result<readonly WalkerMove[]>> {
  const { now, timeZone, orgId } = service;
  const steps = stepsOf(plan);
  const planned = walkers.map((walker) => ({ walker, move: moveOfMember({ ...walker, steps, from: walker.since, now, timeZone }) }));
  const entity = service.kindOf(campaign.fields.about);
  const ids = planned.flatMap(({ walker, move }) => (move.kind === 'write' ? walker.record : []));
  const found = entity && ids.length > 0 ? await author.list<Entity>(entity, { where: { field: 'id', op: 'one-of', value: ids } }) : accept([]);
  if (!found.ok) return found;
  const byId = new Map(found.value.map((record) => [record.id as string, record]));
  const onPaper = planned.flatMap(({ walker, move }) => (move.kind === 'write' && move.step.kind === 'letter' ? walker.record : []));
  const receivers = onPaper.length === 0 ? accept([]) : await author.list(contact, { where: { field: 'id', op: 'one-of', value: onPaper } });
  if (!receivers.ok) return receivers;
  const postal = new Map(receivers.value.map((one) => [one.id as string, nameAndAddressOf(one)]));
  return accept(
    planned.map(({ walker: { record, entity: kind, place }, move }): WalkerMove => {
      const at = { record, entity: kind, place };
      if (move.kind === 'end') return { ...at, kind: 'end' };
      if (move.kind === 'wait') return { ...at, kind: 'wait', to: move.place, until: move.until };
      const [own, step] = [byId.get(record), move.step.id];
      const { kind: channel } = move.step;
      const address = channel === 'letter' ? postal.get(record) : entity && own && addressOnChannel(entity, own, channel);
      const message =
        address === undefined
          ? ({ step, state: 'left-out', reason: own ? 'no-address' : 'no-match', key: null } as const)
          : ({ step, state: 'waits', reason: null, key: addressKeyOf(orgId, address) } as const);
      return { ...at, kind: 'write', to: move.place + 1, message };
    }),
  );
} // prettier-ignore

/** CMP-16: returns the address by which a letter is the same as another one: neighbours and families share a house, and each gets a letter. */
function nameAndAddressOf(to: RecordOf<typeof contact>): string | undefined {
  const address = postalAddressOf(to);
  return address && `${to.fields.name}, ${addressLine(address)}`;
}

/** CMP-14: returns the figures of each message of a campaign of several steps, in the order of the steps. */
export function countsOfMessages(plan: CampaignPlan, { rows, walking, stopped }: WalkCounts): readonly CampaignStepCounts[] {
  const steps = stepsOf(plan);
  const before = (places: WalkCounts['walking'], step: string) =>
    places.reduce((sum, { place, count }) => (stepAhead(steps, place) === step ? sum + count : sum), 0);
  return [firstStep, ...steps.filter(isWrittenStep).map(({ id }) => id)].map((step) => {
    const { comes = 0, ...row } = rows.find((one) => one.step === step) ?? {};
    const none = { written: 0, sent: 0, delivered: 0, opened: 0, clicked: 0, replied: 0, optedOut: 0, failed: 0, unknown: 0, leftOut: 0 };
    return { ...none, ...row, step, comes: comes + before(walking, step), stopped: before(stopped, step) };
  });
} // prettier-ignore
