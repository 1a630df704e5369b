import { type CampaignPlan, readCampaignPlan } from '@outpost/domain/kernel/campaigns/campaign-plan';
import { campaignValues, prepareWords } from '@outpost/domain/kernel/campaigns/campaign-values';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { filterSchema } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';
import { draftPostsSchema, postsOfDraft } from './campaign-posts.ts';
import { followingSchema, mostFollowing, stepsOfFollowing } from './following-steps.ts';

const text = (initial: string) => z.string().catch(initial).default(initial);
const flag = (initial: boolean) => z.boolean().catch(initial).default(initial);

/** The draft of a campaign, which this device keeps. Its numbers are texts, as the person typed them. */
const draftSchema = z.object({
  name: text(''),
  about: text('crm/contact'),
  purpose: text('offers'),
  channel: z.enum(['email', 'text']).catch('email').default('email'),
  where: filterSchema.nullable().catch(null).default(null),
  living: flag(false),
  templates: z.array(z.string()).max(2).catch(['']).default(['']),
  words: z.array(z.string()).max(2).catch(['']).default(['']),
  following: z.array(followingSchema).max(mostFollowing).catch([]).default([]),
  posts: draftPostsSchema.catch([]).default([]),
  isTest: flag(false),
  share: text('20'),
  measure: z.enum(['replied', 'deal']).catch('replied').default('replied'),
  waitHours: text('24'),
  certainty: text('90'),
  isTimed: flag(true),
  from: text('09:00'),
  until: text('17:00'),
  weekdays: flag(true),
  perHour: text('600'),
  beginsOn: text(''),
  beginsAt: text('09:00'),
  isPriced: flag(false),
  each: text('0'),
  fixed: text('0'),
  budget: text(''),
  dealDays: text('60'),
});
export type CampaignDraft = z.output<typeof draftSchema>;

/** Reads a draft. What cannot be read is as in a new one. */
export const readCampaignDraft = (values: Readonly<Record<string, JsonValue>>): CampaignDraft => draftSchema.parse(values); // prettier-ignore

const amount = (typed: string): number | null => {
  const plain = typed.trim().replace(',', '.');
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
};

/** The parts of a plan that the draft names by other records. `versionOf`: the newest version of a template. */
export type DraftGround = { readonly versionOf: (template: string) => string | undefined; readonly currency: string };

type Made = { readonly ok: true; readonly plan: CampaignPlan } | { readonly ok: false; readonly why: string };
const faulty = (why: string): Made => ({ ok: false, why });

/** Returns the plan of a draft, or what is missing, in the order of the form. */
export function planOfDraft(draft: CampaignDraft, { versionOf, currency }: DraftGround): Made {
  if (draft.name.trim() === '') return faulty('Give it a name.');
  const count = draft.isTest ? 2 : 1;
  const ids = ['a', 'b'].slice(0, count);
  const variants: CampaignPlan['variants'] = [];
  for (const [place, id] of ids.entries()) {
    const which = count === 1 ? 'the message' : `message ${id.toUpperCase()}`;
    if (draft.channel === 'text') {
      const words = (draft.words[place] ?? '').trim();
      if (words === '') return faulty(`Write ${which}.`);
      variants.push({ id, words });
    } else {
      const version = versionOf(draft.templates[place] ?? '');
      if (version === undefined) return faulty(`Choose a template for ${which}.`);
      variants.push({ id, templateVersion: version });
    }
  }
  const numbers = { share: amount(draft.share), waitHours: amount(draft.waitHours), certainty: amount(draft.certainty), perHour: amount(draft.perHour), dealDays: amount(draft.dealDays), each: amount(draft.each), fixed: amount(draft.fixed) }; // prettier-ignore
  const names = { share: 'the share of the test', waitHours: 'the wait of the test', certainty: 'the certainty of the test', perHour: 'the messages an hour', dealDays: 'the days in which deals count', each: 'the price of a message', fixed: 'what was spent besides' }; // prettier-ignore
  const asked = (['perHour', 'dealDays', ...(draft.isTest ? (['share', 'waitHours', 'certainty'] as const) : []), ...(draft.isPriced ? (['each', 'fixed'] as const) : [])] as const).find((name) => numbers[name] === null); // prettier-ignore
  if (asked !== undefined) return faulty(`Enter ${names[asked]} as a number.`);
  const budget = draft.budget.trim() === '' ? null : amount(draft.budget);
  if (draft.isPriced && draft.budget.trim() !== '' && budget === null) return faulty('Enter the budget as a number, or leave it empty.'); // prettier-ignore
  const following = stepsOfFollowing(draft.following, { channel: draft.channel, versionOf });
  if (!following.ok) return faulty(following.why);
  if (draft.about !== 'crm/contact' && draft.following.some(({ channel }) => channel === 'letter'))
    return faulty('Only contacts have a postal address: choose contacts, or another channel than letters.');
  const posts = postsOfDraft(draft.posts);
  if (!posts.ok) return faulty(posts.why);
  const plan = {
    where: draft.where,
    living: draft.living,
    variants,
    test: draft.isTest ? { share: numbers.share, measure: draft.measure, waitHours: numbers.waitHours, certainty: numbers.certainty } : null, // prettier-ignore
    window: draft.isTimed ? { from: draft.from, until: draft.until, weekdays: draft.weekdays } : null,
    perHour: numbers.perHour,
    cost: draft.isPriced ? { currency, each: numbers.each, fixed: numbers.fixed, budget } : null,
    dealDays: numbers.dealDays,
    ...following.part,
    ...posts.part,
  };
  const read = readCampaignPlan(plan as unknown as JsonValue);
  return read.ok ? { ok: true, plan: read.value } : faulty(`${read.message.charAt(0).toUpperCase()}${read.message.slice(1)}.`); // prettier-ignore
}

/** Returns what is wrong with the words of a message for a kind of record: a value that campaigns do not have. Empty values are no fault here. */
export function faultOfWords(entity: Entity, words: { readonly subject: string; readonly words: string }): string | undefined {
  const filled = prepareWords({ ...words, isMarkdown: true })(campaignValues(entity, undefined, { name: 'Name' }));
  return !filled.ok && filled.why === 'fault' ? filled.message : undefined;
} // prettier-ignore
