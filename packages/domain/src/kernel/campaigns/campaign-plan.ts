import { z } from 'zod';
import { sameTimeDaysLater } from '../calendar/wall-time.ts';
import type { JsonValue } from '../json.ts';
import { mostTextChars } from '../messages/text-parts.ts';
import { filterSchema } from '../questions/list-query.ts';
import {
  readFollowingSteps,
  type SendWindow,
  sendWindowSchema,
  type SequenceStep,
} from '../sequences/sequence-steps.ts';
import { firstIssue, plainIssue } from '../text/plain-issue.ts';
import { problemOfSteps, variantForm } from './campaign-steps.ts';

/** Chosen: with more variants each gets too few members to tell them apart. */
const mostVariants = 4;

const variantId = z.string().regex(variantForm, 'a variant is named a, b, c or d');
/** The message of a variant. E-mail: the id of a version of a template. Text: its words, in the language of templates. */
const variantSchema = z.union(
  [
    z.strictObject({ id: variantId, templateVersion: z.uuid() }),
    z.strictObject({ id: variantId, words: z.string().trim().min(1).max(mostTextChars) }),
  ],
  'a variant names a version of a template, or has words',
);

/**
 * CMP-4: how a winner is chosen. `share`: percent of the members who get the variants first. `waitHours`: counted from the last message of
 * that part. `certainty`: percent; a leader that is less certain does not win.
 */
const testSchema = z.strictObject({
  share: z.number().int().min(1).max(90),
  measure: z.enum(['replied', 'deal']),
  waitHours: z.number().int().min(1).max(720),
  certainty: z.number().int().min(50).max(99),
});
export type CampaignTest = z.output<typeof testSchema>;

/** `each`: the price of one message, and `fixed` what was spent besides, both in whole units of the currency. `budget`: null is none. */
const costSchema = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency is written USD'),
  each: z.number().min(0).max(10_000),
  fixed: z.number().min(0).max(1e9),
  budget: z.number().min(0).max(1e9).nullable(),
});
export type CampaignCost = z.output<typeof costSchema>;

/** Networks show a preview of the page, so no other address is of use, and a "javascript:" would be a danger to readers. */
const linkSchema = z
  .string()
  .regex(/^https?:\/\//i, 'the link of a post begins with https:// or http://')
  .pipe(z.url('the link of a post is an address').max(2_000));

/** Whether a text can be the link of a post. */
export const isPostLink = (text: string): boolean => linkSchema.safeParse(text).success;

/** CMP-15: a post on a page at a social network, once for the whole campaign, so many days after its beginning. */
const postSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'the id of a post has small letters, digits and hyphens'),
  account: z.uuid('a post names an account'),
  words: z.string().trim().min(1, 'a post has words').max(63_206), // of the network with the longest posts
  link: linkSchema.optional(),
  days: z.number().int().min(0).max(365),
});
export type CampaignPost = z.output<typeof postSchema>;

/** Chosen: more of them are a calendar of posts, which has a page of its own. */
export const mostCampaignPosts = 5;

/** The steps of a sequence, read by its own reader: there is one form of them. */
const stepsSchema = z.array(z.json()).transform((steps, context): readonly SequenceStep[] => {
  const read = readFollowingSteps(steps);
  if (read.ok) return read.value;
  context.addIssue({ code: 'custom', message: read.message });
  return z.NEVER;
});

const planSchema = z
  .strictObject({
    where: filterSchema.nullable(),
    living: z.boolean(),
    variants: z.array(variantSchema).min(1, 'a campaign has one message at least').max(mostVariants),
    test: testSchema.nullable(),
    window: (sendWindowSchema as z.ZodType<SendWindow>).nullable(),
    perHour: z.number().int().min(1).max(50_000),
    cost: costSchema.nullable(),
    dealDays: z.number().int().min(1).max(365),
    steps: stepsSchema.optional(),
    letters: z.record(z.string().max(40), z.uuid()).optional(),
    posts: z.array(postSchema).min(1).max(mostCampaignPosts).optional(),
  })
  .refine(
    ({ variants }) => new Set(variants.map(({ id }) => id)).size === variants.length,
    'two variants have the same name',
  ) // prettier-ignore
  .refine(
    ({ variants }) => new Set(variants.map((one) => 'words' in one)).size === 1,
    'all variants go by the same channel',
  ) // prettier-ignore
  .refine(({ posts = [] }) => new Set(posts.map(({ id }) => id)).size === posts.length, 'two posts have the same id') // prettier-ignore
  .refine(
    ({ variants, test }) => variants.length > 1 === (test !== null),
    'a test needs two variants, and two variants need a test',
  ) // prettier-ignore
  .superRefine((plan, context) => {
    const message = problemOfSteps(plan, channelOfPlan(plan));
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });

/**
 * Everything that a campaign does, as it was when it started. It never changes afterwards. `where`: the filter of the audience; null is
 * everybody of the kind. `living`: the audience is read again each day. `perHour`: the most messages in any 60 minutes. `dealDays`: a deal
 * counts that a member opens within so many days after the message. `steps`: what follows the first message (CMP-11), with `letters`, the
 * version of the template of each e-mail and letter. `posts`: what it publishes besides. All three are left out where there are none, as in plans of
 * earlier builds.
 */
export type CampaignPlan = z.output<typeof planSchema>;

/** Returns when a post of a campaign is published, UTC. `from`: the beginning of the campaign. */
export const timeOfPost = ({ days }: Pick<CampaignPost, 'days'>, from: string, timeZone: string): string =>
  sameTimeDaysLater(from, days, timeZone);

type ReadPlan = { readonly ok: true; readonly value: CampaignPlan } | { readonly ok: false; readonly message: string };

/** Reads a plan, or says what is wrong with it. */
export function readCampaignPlan(value: JsonValue | undefined): ReadPlan {
  const read = planSchema.safeParse(value, { error: plainIssue });
  if (read.success) return { ok: true, value: read.data };
  const { path, message } = firstIssue(read.error);
  return { ok: false, message: [path.join('.'), message].filter(Boolean).join(' ') };
}

/** Returns the channel by which a plan sends. */
export const channelOfPlan = ({ variants: [first] }: Pick<CampaignPlan, 'variants'>): 'email' | 'text' =>
  first !== undefined && 'words' in first ? 'text' : 'email';
