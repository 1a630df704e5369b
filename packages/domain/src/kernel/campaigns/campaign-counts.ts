import { z } from 'zod';
import type { JsonValue } from '../json.ts';

const count = z.number().int().min(0);
/** The outcomes of messages. `sent`: those delivered, too. */
const messageCounts = {
  written: count,
  sent: count,
  delivered: count,
  failed: count,
  unknown: count,
  replied: count,
  optedOut: count,
};
/** The members with one variant in the test part (`part: 'test'`) or in the rest. */
const variantCounts = z.object({
  variant: z.string().nullable(),
  part: z.enum(['test', 'rest']),
  waits: count,
  ...messageCounts,
  /** As far as is known: by people, in e-mails that are followed (MSG-46). Earlier builds did not count them. */
  opened: count.default(0),
  clicked: count.default(0),
  deals: count,
  won: count,
});
export type VariantCounts = z.output<typeof variantCounts>;

/**
 * CMP-14: the members at one step. `comes`: they wait for it, or for the times in which it may be sent. `stopped`: they answered, opted out or
 * opened a deal before it.
 */
const stepCounts = z.object({
  step: z.string(),
  comes: count,
  ...messageCounts,
  opened: count,
  clicked: count,
  leftOut: count,
  stopped: count,
  /** CMP-16: letters that are written and wait for a print batch. Those in one are sent. Left out: none. */
  letters: count.optional(),
});
export type CampaignStepCounts = z.output<typeof stepCounts>;

/**
 * CMP-8: the figures of a campaign as its record has them, so that each device shows them without a network. `waits`: the held ones, too.
 * `sent`: those delivered, too. `leftOut`: by reason. `won`: values of won and of open deals in minor units, by currency. `at`: UTC.
 * Figures that a later build adds are left out.
 */
const countsSchema = z.object({
  at: z.iso.datetime(),
  parts: z.array(variantCounts).max(20),
  leftOut: z.record(z.string(), count),
  wonValue: z.record(z.string(), z.number()),
  openValue: z.record(z.string(), z.number()),
  isRead: z.boolean(),
  nextAt: z.string().nullable(),
  waitsFor: z.string().nullable(),
  /** In the order of the steps, the first message too. Left out in a campaign of one step. */
  steps: z.array(stepCounts).max(40).optional(),
});
export type CampaignCounts = z.output<typeof countsSchema>;

/** Reads the figures of a campaign; undefined where the server has not counted yet. */
export function readCampaignCounts(value: JsonValue | undefined): CampaignCounts | undefined {
  const read = countsSchema.safeParse(value);
  return read.success ? read.data : undefined;
}

/**
 * Returns the figures as the record keeps them. Opens, clicks and letters are left out where there are none: the build that did not count them
 * refuses names that it does not know.
 */
export const keptCounts = ({ parts, steps, ...counts }: CampaignCounts): JsonValue => ({
  ...counts,
  ...(steps === undefined
    ? {}
    : { steps: steps.map(({ letters = 0, ...one }) => ({ ...one, ...(letters > 0 ? { letters } : {}) })) }),
  parts: parts.map(({ opened, clicked, ...one }) => ({
    ...one,
    ...(opened > 0 ? { opened } : {}),
    ...(clicked > 0 ? { clicked } : {}),
  })),
});

type Sums = Omit<VariantCounts, 'variant' | 'part'> & { readonly members: number; readonly leftOut: number };

/** Returns the sums over all parts and variants. `members`: all who got a message, or may get one. */
export function sumOfCounts({ parts, leftOut }: Pick<CampaignCounts, 'parts' | 'leftOut'>): Sums {
  const sum = (of: (one: VariantCounts) => number) => parts.reduce((total, one) => total + of(one), 0);
  const [waits, written, sent, failed, unknown] = [sum((one) => one.waits), sum((one) => one.written), sum((one) => one.sent), sum((one) => one.failed), sum((one) => one.unknown)]; // prettier-ignore
  return {
    members: waits + written + sent + failed + unknown,
    waits,
    written,
    sent,
    failed,
    unknown,
    delivered: sum((one) => one.delivered),
    opened: sum((one) => one.opened),
    clicked: sum((one) => one.clicked),
    replied: sum((one) => one.replied),
    optedOut: sum((one) => one.optedOut),
    deals: sum((one) => one.deals),
    won: sum((one) => one.won),
    leftOut: Object.values(leftOut).reduce((total, one) => total + one, 0),
  };
}
