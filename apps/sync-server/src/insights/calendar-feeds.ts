import { hash } from 'node:crypto';
import { calendarEnd, calendarLines, calendarStart } from '@outpost/domain/kernel/calendar/calendar-file';
import { calendarEntry } from '@outpost/domain/kernel/catalogue/calendar-entry';
import { addDays, startOfDay } from '@outpost/domain/kernel/days';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { RandomBytes } from '@outpost/domain/kernel/ports';
import { listWindows } from '@outpost/domain/kernel/query/lists/list-windows';
import type { ListQuery } from '@outpost/domain/kernel/questions/list-query';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import { readAsker } from '../access/asker.ts';
import { inTenant } from '../db/database.ts';
import { askList, type InsightPorts } from './questions.ts';

/** The person whose calendar it is. */
export type CalendarOwner = { readonly orgId: string; readonly userId: string };
type Ports = InsightPorts & { readonly random: RandomBytes };

/**
 * The instant at which the address of a calendar was made, and the day on which a program last read it. Null where
 * there is none.
 */
export type CalendarFeed = { readonly madeAt: string | null; readonly readOn: string | null };

const hashOf = (key: string): string => hash('sha256', key, 'base64url');

/** Makes the address of a person's calendar. The former one no longer works. The key is returned this once. */
export async function makeCalendarFeed(
  { database, clock, random }: Pick<Ports, 'database' | 'clock' | 'random'>,
  { orgId, userId }: CalendarOwner,
): Promise<Result<{ readonly path: string }>> {
  const key = Buffer.from(random(32)).toString('base64url');
  await inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query(
      `insert into auth.calendar_feed (org_id, person_id, key_hash, made_at) values ($1, $2, $3, $4)
       on conflict (org_id, person_id) do update set key_hash = excluded.key_hash, made_at = excluded.made_at, read_at = null`,
      [orgId, userId, hashOf(key), new Date(clock.nowMs()).toISOString()],
    ),
  );
  return accept({ path: `/calendars/${orgId}/${key}.ics` });
}

/** Ends the address of a person's calendar. */
export async function endCalendarFeed(
  { database }: Pick<Ports, 'database'>,
  { orgId, userId }: CalendarOwner,
): Promise<void> {
  await inTenant(database, { orgId, mode: 'write' }, (tx) =>
    tx.query('delete from auth.calendar_feed where org_id = $1 and person_id = $2', [orgId, userId]),
  );
}

export async function calendarFeedOf(
  { database }: Pick<Ports, 'database'>,
  { orgId, userId }: CalendarOwner,
): Promise<CalendarFeed> {
  const [row] = await inTenant(database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ made_at: string; read_at: string | null }>(
      'select made_at, read_at from auth.calendar_feed where org_id = $1 and person_id = $2',
      [orgId, userId],
    ),
  );
  return { madeAt: row?.made_at ?? null, readOn: row?.read_at ?? null };
}

/**
 * Returns the person whose calendar has this key, and notes the day. Undefined for every other address, also of a person who
 * may no longer sign in.
 */
export async function ownerOfCalendar(
  { database, clock, installed }: InsightPorts,
  { orgId, key }: { readonly orgId: string; readonly key: string },
): Promise<CalendarOwner | undefined> {
  const found = await inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => {
    const [row] = await tx.query<{ person_id: string; read_at: string | null }>(
      'select person_id, read_at from auth.calendar_feed where org_id = $1 and key_hash = $2',
      [orgId, hashOf(key)],
    );
    if (!row) return undefined;
    const { principal } = await readAsker(tx, { orgId, userId: row.person_id, installed });
    return principal.memberships.length === 0 ? undefined : { userId: row.person_id, readOn: row.read_at };
  });
  if (!found) return undefined;
  const { userId, readOn } = found;
  const today = new Date(clock.nowMs()).toISOString().slice(0, 10);
  if (readOn !== today)
    await inTenant(database, { orgId, mode: 'write' }, (tx) =>
      tx.query('update auth.calendar_feed set read_at = $3 where org_id = $1 and person_id = $2', [
        orgId,
        userId,
        today,
      ]),
    );
  return { orgId, userId };
}

/** Chosen: the days of a subscribed calendar. */
const [daysBefore, daysAfter] = [60, 400];
/** E-3: the entries of a subscribed calendar. Chosen: ten a day. */
const mostEntries = 5_000;

/**
 * Writes a person's calendar (RFC 5545): the records of all kinds with a schedule that are theirs, as they may see them
 * now. Refuses like lists, and `request/not-found` for a person who is gone.
 */
export async function writeCalendar(ports: InsightPorts, owner: CalendarOwner): Promise<Result<string>> {
  const { tenant, person, settings } = await inTenant(ports.database, { orgId: owner.orgId, mode: 'snapshot' }, (tx) =>
    readAsker(tx, { ...owner, installed: ports.installed }),
  );
  const name = person?.fields['name'];
  if (!settings || typeof name !== 'string') return refuse('request/not-found', 'There is no such calendar.', { path: '/calendars' }); // prettier-ignore
  const now = new Date(ports.clock.nowMs()).toISOString();
  const { timeZone } = settings;
  let text = calendarStart(name, { timeZone, now });
  let left = mostEntries;
  for (const entity of tenant.catalogue.entities.values()) {
    const question = questionOf(entity, { timeZone, today: now.slice(0, 10) });
    if (!question) continue;
    for await (const window of listWindows((asked) => askList(ports, owner, asked), question, left)) {
      if (!window.ok) return window;
      for (const record of window.value.rows) {
        const entry = calendarEntry(entity, record);
        if (entry) text += calendarLines(entry, { timeZone, as: 'events' });
      }
      left -= window.value.rows.length;
    }
  }
  return accept(text + calendarEnd);
}

function questionOf(
  { name, schedule, fields, isRetired }: Entity,
  { timeZone, today }: { readonly timeZone: string; readonly today: string },
): Omit<ListQuery, 'limit'> | undefined {
  if (schedule === undefined || isRetired) return undefined;
  const { at } = schedule;
  const start = (day: string) => (fields[at]?.type === 'date' ? day : startOfDay(day, timeZone));
  return {
    entity: name,
    where: {
      and: [
        { field: 'ownerId', op: 'is', value: '@me' },
        { field: at, op: 'gte', value: start(addDays(today, -daysBefore)) },
        { field: at, op: 'lt', value: start(addDays(today, daysAfter)) },
      ],
    },
    sort: [{ field: at, direction: 'asc' }],
    life: 'alive',
  };
}
