import type { Instant } from '../../../kernel/entities/fields.ts';
import type { JsonValue } from '../../../kernel/json.ts';

/**
 * CRM-13: the points of each kind of event. Chosen by judgement: an answer says most, and a picture that was loaded says little. They are even,
 * so half of them is a whole number. A visit says
 * more than the link that it began with, because the person stayed and agreed to be noticed. A new kind of event is a line here and a source of events.
 */
export const engagementKinds = [
  { kind: 'opened', points: 2, one: 'e-mail opened', many: 'e-mails opened' },
  { kind: 'clicked', points: 6, one: 'e-mail with a used link', many: 'e-mails with a used link' },
  {
    kind: 'visited',
    points: 8,
    one: 'e-mail with a visit of your website',
    many: 'e-mails with a visit of your website',
  },
  { kind: 'replied', points: 10, one: 'message from the lead', many: 'messages from the lead' },
] as const;
export type EngagementKind = (typeof engagementKinds)[number]['kind'];

/** The most points of a lead's engagement. Chosen: curiosity without known facts makes no lead ready to be worked. */
export const mostEngagementPoints = 40;
/** An event has all its points for 30 days, half of them until 90 days have passed, and none later. */
export const [fullDays, halfDays] = [30, 90];
const dayMs = 86_400_000;

/** `of`: the message. A message counts once for each kind, from the first time. */
export type EngagementEvent = { readonly kind: EngagementKind; readonly of: string; readonly at: string };

/** By kind, how many events have all their points, and how many have half. Kinds without an event are left out. */
export type EngagementCounts = { readonly [K in EngagementKind]?: { readonly full: number; readonly half: number } };

export type Engagement = {
  readonly points: number;
  readonly counts: EngagementCounts;
  /** When the next event loses points; null: no event counts. UTC. */
  readonly until: Instant | null;
};

/** Returns the engagement at a time. The order of the events and repeated ones change nothing. */
export function countEngagement(events: readonly EngagementEvent[], nowMs: number): Engagement {
  const firsts = new Map<string, { readonly kind: EngagementKind; readonly atMs: number }>();
  for (const { kind, of, at } of events) {
    const atMs = Math.min(Date.parse(at), firsts.get(`${kind} ${of}`)?.atMs ?? Infinity);
    firsts.set(`${kind} ${of}`, { kind, atMs });
  }
  const counts: { [K in EngagementKind]?: { full: number; half: number } } = {};
  let untilMs = Infinity;
  for (const { kind, atMs } of firsts.values()) {
    const ends = [fullDays, halfDays].map((days) => atMs + days * dayMs).find((end) => end > nowMs); // prettier-ignore
    if (ends === undefined) continue;
    untilMs = Math.min(untilMs, ends);
    const count = (counts[kind] ??= { full: 0, half: 0 });
    count[ends === atMs + fullDays * dayMs ? 'full' : 'half'] += 1;
  }
  const sorted = Object.fromEntries(
    engagementKinds.flatMap(({ kind }) => (counts[kind] ? [[kind, counts[kind]]] : [])),
  );
  return {
    points: pointsOfCounts(sorted),
    counts: sorted,
    until: untilMs === Infinity ? null : (new Date(untilMs).toISOString() as Instant), // an instant has this form
  };
}

/** Returns the points of each kind that has some, in the order of the table. */
export const linesOfCounts = (counts: EngagementCounts) =>
  engagementKinds.flatMap(({ kind, points, one, many }) => {
    const { full = 0, half = 0 } = counts[kind] ?? {};
    return full + half === 0 ? [] : [{ kind, count: full + half, full, half, points: points * full + (points / 2) * half, one, many }];
  }); // prettier-ignore

export const pointsOfCounts = (counts: EngagementCounts): number =>
  Math.min(
    mostEngagementPoints,
    linesOfCounts(counts).reduce((sum, { points }) => sum + points, 0),
  );

const isCount = (value: JsonValue | undefined): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0; // prettier-ignore

/** Reads the counts from a record. A kind that this build does not know is left out. */
export function readEngagementCounts(value: JsonValue | undefined): EngagementCounts {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return {};
  const known = value as Readonly<Record<string, JsonValue>>; // an object that is no list
  return Object.fromEntries(
    engagementKinds.flatMap(({ kind }) => {
      const at = known[kind];
      if (at === null || typeof at !== 'object' || Array.isArray(at)) return [];
      const { full, half } = at as Readonly<Record<string, JsonValue>>; // as above
      return isCount(full) && isCount(half) ? [[kind, { full, half }]] : [];
    }),
  );
}
