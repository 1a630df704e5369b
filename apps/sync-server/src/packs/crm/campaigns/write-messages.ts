import type { Edit } from '@outpost/domain/kernel/acts/act';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { given } from '@outpost/domain/kernel/acts/given';
import { minutesLater, sameTimeDaysLater } from '@outpost/domain/kernel/calendar/wall-time';
import { campaignFeed, mostUnderWay } from '@outpost/domain/kernel/campaigns/campaign-feed';
import { addressOnChannel, campaignValues, prepareWords } from '@outpost/domain/kernel/campaigns/campaign-values';
import { variantOfRest } from '@outpost/domain/kernel/campaigns/choose-variant';
import { firstStep, lettersOfSteps } from '@outpost/domain/kernel/campaigns/campaign-steps';
import { type LeftOutReason, reasonOfRule } from '@outpost/domain/kernel/campaigns/member-state';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { moment } from '@outpost/domain/kernel/entities/field-types';
import { anyRef, type RecordOf } from '@outpost/domain/kernel/entities/typed-record';
import type { Message } from '@outpost/domain/kernel/messages/message';
import { isMessageStep } from '@outpost/domain/kernel/sequences/sequence-steps';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { cutText } from '@outpost/domain/kernel/text/cut-text';
import { activity } from '@outpost/domain/packs/crm/entities/activity.entity';
import { letter } from '@outpost/domain/packs/crm/entities/letters/letter.entity';
import { templateVersion } from '@outpost/domain/packs/crm/entities/templates/template-version.entity';
import { isSent } from '@outpost/domain/packs/crm/intents/sent-activity';
import type { Id } from '@outpost/domain/kernel/ids';
import { person } from '@outpost/domain/packs/platform/entities/person.entity';
import type { Service } from '../../../jobs/service/service.ts';
import { composeLetters } from './compose-letters.ts';
import type { ComposedMembers, ComposingGround, DueRow, FilledByStep, Ready, StepWords } from './composed-members.ts';
import { readWritten } from './read-written.ts';
import { pauseCampaign, type RunningCampaign } from './write-campaign.ts';

/** Chosen: one act has so many messages. After it, other tenants come before the rest. */
const mostAtOnce = 100;
/** A message that was reserved for so long and does not exist was lost with its server. Chosen: an act takes seconds. */
const lostAfterMinutes = 2;

/** `wrote`: more may follow at once. `waits`: until the time, or until messages have their outcomes. */
export type FeedResult =
  | { readonly kind: 'wrote' | 'nothing' }
  | { readonly kind: 'waits'; readonly why: string; readonly until: string | undefined }; // prettier-ignore

type MessageId = Id<typeof activity.name>;

/** Returns the id of the one message that a step of a campaign writes to a record (CMP-1, CMP-11). */
const messageOfMember = (service: Service, campaign: string, { record, step }: Pick<DueRow, 'record' | 'step'>): MessageId =>
  step === firstStep ? service.idOf(activity, 'campaign', campaign, record) : service.idOf(activity, 'campaign', campaign, record, step); // prettier-ignore

/**
 * CMP-1, CMP-2: writes the messages of members whose turn it is. First they are judged and their words are made, then they are reserved, then
 * one act with the rights of the sender writes them. A server that stops in between leaves reserved members without a message: they are found
 * by `recoverLost`, and get the same message.
 */
export async function writeMessages(running: RunningCampaign): Promise<Result<FeedResult>> {
  const { service, campaign, plan } = running;
  const { campaigns: book, now, timeZone } = service;
  const hourAgo = minutesLater(now, -60);
  const { beginsAt, winner } = campaign.fields;
  const { own, ...traffic } = await book.traffic(campaign.id, hourAgo);
  const move = campaignFeed({ now, timeZone, beginsAt, window: plan.window, perHour: plan.perHour, cost: plan.cost, ...traffic }); // prettier-ignore
  const most = move.kind === 'write' ? Math.min(mostAtOnce, move.most) : 1;
  const due = await book.due(campaign.id, { most, isRestOpen: plan.test === null || winner !== undefined, now });
  if (due.length === 0) return accept({ kind: 'nothing' });
  if (move.kind === 'spent') {
    if (own > 0) return accept({ kind: 'waits', why: 'under-way', until: undefined }); // a pause would take back what is paid for; one that fails leaves money
    const paused = await pauseCampaign(service, campaign, 'Its budget is used up.');
    return paused.ok ? accept({ kind: 'nothing' }) : paused;
  }
  if (move.kind === 'wait') return accept({ kind: 'waits', why: move.why, until: move.until });
  const composed = await composeAll(running, due);
  if (!composed.ok) return composed;
  const { leftOut, later, ready } = composed.value;
  if (leftOut.length > 0) await book.leaveOut(campaign.id, now, leftOut);
  if (later.length > 0) await book.postpone(campaign.id, later);
  const countsUntil = sameTimeDaysLater(now, plan.dealDays, timeZone);
  const mine = await book.reserve(campaign.id, ready.map(({ record, step, variant, message }) => ({ record, step, variant: step === firstStep ? variant : null, message })), { now, hourAgo, mostUnderWay, perHour: plan.perHour, countsUntil, hasSteps: (plan.steps ?? []).length > 0 }); // prettier-ignore
  const written = await carryOut(running, ready.filter(({ message }) => mine.has(message))); // prettier-ignore
  return written.ok ? accept({ kind: 'wrote' }) : written;
}

/** Judges members, and makes their messages and letters. Those whose records the sender no longer sees have left the list. */
async function composeAll(running: RunningCampaign, due: readonly DueRow[]): Promise<Result<ComposedMembers>> {
  const { service, author, campaign, plan } = running;
  const entity = service.kindOf(campaign.fields.about);
  if (!entity) return accept({ ready: [], leftOut: [], later: [] });
  const words = await readWords(running);
  if (!words.ok) return words;
  const me = await author.list(person, { where: { field: 'id', op: 'is', value: campaign.createdBy } });
  if (!me.ok) return me;
  const ground = { entity, words: words.value, name: { name: me.value[0]?.fields.name ?? '' } };
  const onPaper = new Set((plan.steps ?? []).flatMap(({ id, kind }) => (kind === 'letter' ? id : [])));
  const letters = due.filter(({ step }) => onPaper.has(step));
  if (letters.length === 0) return composeMessages(running, ground, due);
  const [first, second] = [await composeMessages(running, ground, due.filter(({ step }) => !onPaper.has(step))), await composeLetters(running, ground, letters)];
  if (!first.ok || !second.ok) return first.ok ? second : first;
  const [a, b] = [first.value, second.value];
  return accept({ ready: [...a.ready, ...b.ready], leftOut: [...a.leftOut, ...b.leftOut], later: [...a.later, ...b.later] });
} // prettier-ignore

async function composeMessages({ service, author, campaign, plan }: RunningCampaign, { entity, words, name }: ComposingGround, due: readonly DueRow[]): Promise<Result<ComposedMembers>> {
  const { about, purpose, winner } = campaign.fields;
  const channels = new Map<string, 'email' | 'text'>([[firstStep, campaign.fields.channel], ...(plan.steps ?? []).filter(isMessageStep).map(({ id, kind }) => [id, kind] as const)]); // prettier-ignore
  const records = await author.list<Entity>(entity, { where: { field: 'id', op: 'one-of', value: due.map(({ record }) => record) } }); // prettier-ignore
  if (!records.ok) return records;
  const byId = new Map(records.value.map((record) => [record.id as string, record]));
  const leftOut: { record: string; step: string; reason: LeftOutReason }[] = [];
  const later: { record: string; step: string; until: string }[] = [];
  const found = due.flatMap((one) => {
    const record = byId.get(one.record);
    const channel = channels.get(one.step) ?? campaign.fields.channel;
    const address = record && addressOnChannel(entity, record, channel);
    if (record && address !== undefined) return [{ ...one, record, address, channel }];
    leftOut.push({ record: one.record, step: one.step, reason: record ? 'no-address' : 'no-match' });
    return [];
  });
  const verdicts = await service.judge(found.map(({ address, channel }): Message => ({ channel, purpose, address })));
  const old = await readWritten(service, found.flatMap(({ message }) => message ?? [])); // prettier-ignore
  if (!old.ok) return old;
  const ready = found.flatMap((one, place): readonly Ready[] => {
    const { record, step, address, channel, message: known } = one;
    const verdict = verdicts[place];
    if (verdict && !verdict.allowed) {
      leftOut.push({ record: record.id, step, reason: reasonOfRule(verdict.rule) });
      return [];
    }
    if (verdict?.hours?.isOpen === false) {
      later.push({ record: record.id, step, until: verdict.hours.opensAt });
      return [];
    }
    const variant = step === firstStep ? (one.variant ?? variantOfRest(plan, { winner, campaign: campaign.id, member: record.id }) ?? '') : step; // prettier-ignore
    const message = messageOfMember(service, campaign.id, { record: record.id, step });
    const before = known === null ? undefined : old.value.messages.get(known);
    if (before) return [{ record: record.id, step, variant, message, edit: revived(before) }];
    const filled = words.get(variant)?.fill(campaignValues(entity, record, name));
    if (filled?.ok !== true) {
      leftOut.push({ record: record.id, step, reason: 'gap' });
      return [];
    }
    const common = { about: anyRef(about, record.id as never), purpose, body: filled.words, delivery: 'send', campaign: campaign.id, happensAt: service.now } as const; // prettier-ignore
    const version = words.get(variant)?.version;
    const fields =
      channel === 'email'
        ? ({ ...common, kind: 'email', toAddress: address, subject: cutText(filled.subject, 400), ...(version ? { templateVersion: version } : {}) } as const) // prettier-ignore
        : ({ ...common, kind: 'text', direction: 'out', number: address, subject: cutText(filled.words.split('\n')[0] ?? '', 80) } as const); // prettier-ignore
    const edit = given(activity, message, fields as Parameters<typeof given<typeof activity>>[2], { ownerId: campaign.createdBy }); // prettier-ignore
    return [{ record: record.id, step, variant, message, edit }];
  });
  return accept({ ready, leftOut, later });
} // prettier-ignore

/** CMP-5: returns the edit that lets a message go out again that a pause took back. One that was sent, or still waits, stays as it is. */
function revived({ id, version, fields }: RecordOf<typeof activity>): Edit {
  const { deliveryStatus: status, deliveryDecision: decision = null } = fields;
  const to = status === 'failed' ? 'again' : status === undefined && decision === 'not-sent' ? null : decision;
  return { id, entity: activity.name, seen: version, fields: isSent(fields) ? {} : { deliveryDecision: [decision, to] } }; // prettier-ignore
}

/** Reads the words of all variants and steps once. */
async function readWords({ author, plan }: RunningCampaign): Promise<Result<FilledByStep>> {
  const all = [...plan.variants, ...lettersOfSteps(plan)];
  const ids = all.flatMap((one) => ('templateVersion' in one ? one.templateVersion : []));
  const versions = ids.length === 0 ? accept([]) : await author.list(templateVersion, { where: { field: 'id', op: 'one-of', value: ids } }); // prettier-ignore
  if (!versions.ok) return versions;
  return accept(
    new Map(
      all.flatMap((one): readonly (readonly [string, StepWords])[] => {
        if ('words' in one)
          return [[one.id, { fill: prepareWords({ subject: '', words: one.words, isMarkdown: false }), version: undefined }]]; // prettier-ignore
        const version = versions.value.find(({ id }) => id === one.templateVersion);
        return version ? [[one.id, { fill: prepareWords({ subject: version.fields.subject, words: version.fields.words, isMarkdown: true }), version: version.id }]] : []; // prettier-ignore
      }),
    ),
  );
}

/**
 * Writes the messages and letters of reserved members as their sender. A member whose message is refused is left out alone. A letter has no
 * outcome to wait for, so it is noted at once (CMP-16).
 */
async function carryOut({ service, author, campaign }: RunningCampaign, ready: readonly Ready[]): Promise<Result<unknown>> {
  const edits = ready.flatMap(({ edit }) => ('fields' in edit && Object.keys(edit.fields).length === 0 ? [] : [edit]));
  const done = edits.length === 0 ? accept(null) : await author.act({
    once: ['campaign', campaign.id, service.now, ...ready.map(({ message }) => message)],
    label: cutLabel(`Messages of ${campaign.fields.name}`),
    edits,
    shape: 'each',
  });
  const hasLetters = ready.some(({ edit }) => edit.entity === letter.name);
  if (done.ok && !hasLetters) return done;
  const there = await readWritten(service, ready.map(({ message }) => message)); // prettier-ignore
  if (!there.ok) return there;
  if (hasLetters) await service.campaigns.noteEnds([...there.value.letters.values()].map((one) => endOfLetter(one, service.now)));
  const refused = ready.filter(({ message }) => !there.value.has(message));
  await service.campaigns.leaveOut(campaign.id, service.now, refused.map(({ record, step }) => ({ record, step, reason: 'refused' }))); // prettier-ignore
  return accept(null);
} // prettier-ignore

/** CMP-1: gives members back whose message was reserved by a server that stopped before it wrote it, and notes outcomes that were missed. */
export async function recoverLost({ service, campaign }: RunningCampaign): Promise<Result<unknown>> {
  const { campaigns: book, now } = service;
  const stale = await book.stale(campaign.id, minutesLater(now, -lostAfterMinutes));
  const there = await readWritten(service, stale.map(({ message }) => message)); // prettier-ignore
  if (!there.ok) return there;
  if (there.value.letters.size > 0) await book.noteEnds([...there.value.letters.values()].map((one) => endOfLetter(one, now))); // prettier-ignore
  const lost = stale.filter(({ message }) => !there.value.has(message));
  if (lost.length > 0) await book.giveBack(campaign.id, lost.map(({ message }) => message)); // prettier-ignore
  return accept(null);
}

/** Returns a message's end as the members note it. */
export const endOf = ({ id, fields }: RecordOf<typeof activity>, now: string) => {
  const { deliveryStatus, deliveryDecision, deliveryError, deliveredAt } = fields;
  return { message: id as string, deliveryStatus, deliveryDecision, deliveryError, at: moment(deliveredAt ?? now) };
};

/** CMP-16: returns the state of a letter as the members note it. A deleted one is not printed. */
export const endOfLetter = ({ id, life, fields }: RecordOf<typeof letter>, now: string) =>
  ({ message: id as string, letterStatus: life === 'alive' ? fields.status : 'cancelled', at: now }) as const;
