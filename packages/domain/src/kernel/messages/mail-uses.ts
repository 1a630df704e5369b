import { z } from 'zod';
import type { JsonValue } from '../json.ts';
import type { PageVisit } from './page-visits.ts';

const count = z.number().int().min(1);
const times = {
  count,
  /** How many of them may be by a machine: a mail service that loads pictures by itself, or a scanner. */
  machines: z.number().int().min(0),
  firstAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
};

/** The most links of an e-mail that are followed. Chosen: newsletters have fewer. */
export const mostFollowedLinks = 100;

/** MSG-47: what the receiver of an e-mail did with it. `opens`: null where its picture was never loaded. `to`: the link as shown. Times in UTC. */
const mailUsesSchema = z.strictObject({
  opens: z.strictObject(times).nullable(),
  clicks: z.array(z.strictObject({ to: z.string().max(200), ...times })).max(mostFollowedLinks),
});
export type MailUses = z.output<typeof mailUsesSchema>;
/** MSG-47, MSG-83: the same with the pages that its receiver saw after a link. They have a field of their own, so that earlier apps read the rest. */
export type MailUsesAndVisits = MailUses & { readonly visits: readonly PageVisit[] };

/** Reads the uses of an e-mail from its record; undefined where there are none. */
export function readMailUses(value: JsonValue | undefined): MailUses | undefined {
  const read = mailUsesSchema.safeParse(value);
  return read.success ? read.data : undefined;
}

type Times = Pick<MailUses['clicks'][number], 'count' | 'machines' | 'firstAt' | 'lastAt'>;

/** Whether at least one of the uses is by a person, as far as can be known. */
export const isByPerson = ({ count: all, machines }: Pick<Times, 'count' | 'machines'>): boolean => all > machines;

/** Returns when an e-mail was first opened, and when a link of it was first used. Uses that may be by machines do not count. UTC. */
export function firstUsesOf({ opens, clicks }: MailUses): { readonly openedAt?: string; readonly clickedAt?: string } {
  const clickedAt = clicks.filter(isByPerson).map(({ firstAt }) => firstAt).toSorted()[0]; // prettier-ignore
  const openedAt = opens && isByPerson(opens) ? opens.firstAt : undefined;
  return { ...(openedAt === undefined ? {} : { openedAt }), ...(clickedAt === undefined ? {} : { clickedAt }) };
}
