import { sql } from 'kysely';
import { Temporal } from 'temporal-polyfill';
import type { Field } from '../../entities/fields.ts';
import type { ClockBucket, SpanBucket } from '../../questions/list-query.ts';
import { type Fragment, type QueryGround, binary, literal } from '../query-engine.ts';

/** A zone's offset from UTC in seconds, valid from an instant on; the first one is valid for all time before. */
type OffsetSince = { readonly since: string; readonly seconds: number };

/** Chosen: the years that a CRM reports on. Before and after them, the zone's first and last offsets of these years apply. */
const firstInstant = '1970-01-01T00:00:00.000Z';
const lastInstant = '2075-01-01T00:00:00.000Z';
const offsets = new Map<string, readonly OffsetSince[]>(); // constant for a zone; computing it takes tens of milliseconds

function offsetsOf(timeZone: string): readonly OffsetSince[] {
  const known = offsets.get(timeZone);
  if (known) return known;
  const found: OffsetSince[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.from(firstInstant).toZonedDateTimeISO(timeZone);
  while (at) {
    const since = at.toInstant().toString({ fractionalSecondDigits: 3 });
    if (since >= lastInstant) break;
    found.push({ since, seconds: at.offsetNanoseconds / 1e9 });
    at = at.getTimeZoneTransition('next');
  }
  offsets.set(timeZone, found);
  return found;
}

/** Returns the offset at an instant as a tree of comparisons. It does not use the engines' own zone data, so both agree. */
function offsetAt(key: Fragment, from: readonly OffsetSince[]): Fragment {
  const middle = from[from.length >> 1];
  if (from.length <= 1 || !middle) return sql.lit(from[0]?.seconds ?? 0);
  const half = from.length >> 1;
  return sql`case when ${key} < ${literal(middle.since)} then ${offsetAt(key, from.slice(0, half))} else ${offsetAt(key, from.slice(half))} end`;
}

/**
 * Returns the weekday ("1", Monday, to "7"), or the hour ("00" to "23") that a clock in the asker's zone shows, of a date's or an
 * instant's key. A date has no hour: the caller refuses it.
 */
export function clockOf(
  ground: QueryGround,
  key: Fragment,
  at: { readonly field: Pick<Field, 'type'>; readonly bucket: ClockBucket },
): Fragment {
  const isSqlite = ground.engine.dialect === 'sqlite';
  if (at.bucket === 'weekday') {
    const day = dayOfKey(ground, key, at.field);
    return isSqlite
      ? sql`cast((strftime('%w', ${day}) + 6) % 7 + 1 as text)`
      : binary(ground, sql`to_char(${day}::timestamp, 'ID')`);
  }
  const seconds = offsetAt(key, offsetsOf(ground.asking.timeZone));
  return isSqlite
    ? sql`strftime('%H', ${key}, (${seconds}) || ' seconds')`
    : binary(
        ground,
        sql`to_char((${key}::timestamptz at time zone 'UTC') + make_interval(secs => ${seconds}), 'HH24')`,
      );
}

/** Returns what `clockOf` writes into a statement, for one key in memory. */
export function clockValueOf(
  key: string,
  at: { readonly field: Pick<Field, 'type'>; readonly bucket: ClockBucket },
  timeZone: string,
): string {
  const local = at.field.type === 'instant' ? Date.parse(key) + secondsAt(key, timeZone) * 1_000 : Date.parse(key);
  const shown = new Date(local);
  return at.bucket === 'weekday'
    ? String(((shown.getUTCDay() + 6) % 7) + 1)
    : String(shown.getUTCHours()).padStart(2, '0');
}

const secondsAt = (key: string, timeZone: string): number => {
  const from = offsetsOf(timeZone);
  return (from.findLast(({ since }) => key >= since) ?? from[0])?.seconds ?? 0;
};

/** Returns the calendar day of a date's or an instant's key, "2026-11-20"; an instant is read in the asker's zone. */
export function dayOfKey(ground: QueryGround, key: Fragment, field: Pick<Field, 'type'>): Fragment {
  if (field.type !== 'instant') return key;
  const seconds = offsetAt(key, offsetsOf(ground.asking.timeZone));
  if (ground.engine.dialect === 'sqlite') return sql`date(${key}, (${seconds}) || ' seconds')`;
  return binary(
    ground,
    sql`to_char((${key}::timestamptz at time zone 'UTC') + make_interval(secs => ${seconds}), 'YYYY-MM-DD')`,
  );
}

/** Returns the first day of the span that contains a day. */
export function bucketOf(ground: QueryGround, day: Fragment, bucket: SpanBucket): Fragment {
  switch (bucket) {
    case 'day':
      return day;
    case 'week':
      return ground.engine.dialect === 'sqlite'
        ? sql`date(${day}, '-6 days', 'weekday 1')`
        : binary(ground, sql`to_char(date_trunc('week', ${day}::timestamp), 'YYYY-MM-DD')`);
    case 'month':
      return sql`substr(${day}, 1, 7) || '-01'`;
    case 'quarter': {
      const month = sql`substr(${day}, 6, 2)`;
      return sql`substr(${day}, 1, 5) || case when ${month} < '04' then '01-01' when ${month} < '07' then '04-01' when ${month} < '10' then '07-01' else '10-01' end`;
    }
    case 'year':
      return sql`substr(${day}, 1, 4) || '-01-01'`;
  }
}

/** Returns the number of whole days from one day to another. */
export function daysBetweenSql(ground: QueryGround, from: Fragment, to: Fragment): Fragment {
  return ground.engine.dialect === 'sqlite'
    ? sql`cast(julianday(${to}) - julianday(${from}) as integer)`
    : sql`(${to}::date - ${from}::date)::bigint`;
}
