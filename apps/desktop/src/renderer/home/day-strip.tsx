import { useFormats, useNow } from '@outpost/ui/formats-context';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useOpenRecord } from '../app/use-open-record.ts';
import { useRecordList } from '../queries/record-queries.ts';
import { idsIn } from '../records/use-ref-names.ts';
import { textIn } from '../records/shown-value.ts';
import classes from './home.module.css';

const firstHour = 8;
const lastHour = 18;
const shortest = 30; // minutes that a thing without a length is drawn with, so that its name can be read

/** Minutes since midnight on the person's wall clock. */
export function minuteOfDay(at: number, timeZone: string): number {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone })
      .formatToParts(new Date(at))
      .map(({ type, value }) => [type, value]),
  );
  return Number(parts['hour']) * 60 + Number(parts['minute']);
}

const percent = (minute: number) =>
  `${(Math.min(Math.max(minute - firstHour * 60, 0), (lastHour - firstHour) * 60) / ((lastHour - firstHour) * 60)) * 100}%`;

/** Today's calls and meetings and one's timed tasks along the hours: past grey, to come in the accent, now a line. */
export function DayStrip() {
  const formats = useFormats();
  const now = useNow()();
  const open = useOpenRecord();
  const activities = useRecordList({
    entity: 'crm/activity',
    where: {
      and: [
        { field: 'happensAt', op: 'within', value: 'today' },
        { field: 'kind', op: 'one-of', value: ['call', 'meeting'] },
        { field: 'createdBy', op: 'is', value: '@me' },
      ],
    },
    sort: [{ field: 'happensAt', direction: 'asc' }],
    limit: 20,
  });
  const tasks = useRecordList({
    entity: 'crm/task',
    where: {
      and: [
        { field: 'dueAt', op: 'within', value: 'today' },
        { field: 'ownerId', op: 'is', value: '@me' },
      ],
    },
    sort: [{ field: 'dueAt', direction: 'asc' }],
    limit: 20,
  });
  const refs = { ...activities.data?.refs, ...tasks.data?.refs };
  const blockOf = (row: ShownRecord, at: unknown, lasts: unknown) => {
    if (typeof at !== 'string') return [];
    const start = minuteOfDay(Date.parse(at), formats.timeZone);
    const [about] = idsIn(row.fields['about'] ?? null);
    return [
      {
        row,
        at,
        start,
        end: start + Math.max(shortest, typeof lasts === 'number' ? lasts / 60 : 0),
        where: about === undefined ? '' : (refs[about]?.title ?? ''),
      },
    ];
  };
  const blocks = [
    ...(activities.data?.rows ?? []).flatMap((row) => blockOf(row, row.fields['happensAt'], row.fields['lasts'])),
    ...(tasks.data?.rows ?? []).flatMap((row) => blockOf(row, row.fields['dueAt'], null)),
  ]
    .filter(({ start, end }) => end > firstHour * 60 && start < lastHour * 60)
    .sort((left, right) => left.start - right.start);
  if (blocks.length === 0) return null;
  const ends = [0, 0]; // two lanes: what would cover another goes below it
  const placed = blocks.map((block) => {
    const lane = ends.findIndex((end) => end <= block.start);
    const chosen = lane < 0 ? 0 : lane;
    ends[chosen] = block.end;
    return { ...block, lane: chosen };
  });
  const lanes = placed.some(({ lane }) => lane === 1) ? 2 : 1;
  const minute = minuteOfDay(now, formats.timeZone);
  return (
    <section className={classes.day} aria-label="Today by the hour">
      <div className={classes.hours} aria-hidden>
        {Array.from({ length: lastHour - firstHour }, (_, index) => (
          <span key={index + firstHour}>{`${index + firstHour}:00`}</span>
        ))}
      </div>
      <ul className={classes.strip} data-lanes={lanes}>
        {placed.map(({ row, at, start, end, where, lane }) => (
          <li
            key={row.id}
            data-past={end < minute || undefined}
            style={{
              insetInlineStart: percent(start),
              width: `calc(${percent(end)} - ${percent(start)})`,
              top: `${lane * 50 + 6}px`,
            }}
          >
            <button
              type="button"
              onClick={() => open(row.id)}
              title={`${formats.time(at)} ${textIn(row.fields['subject'])}${where === '' ? '' : `, ${where}`}`}
            >
              <span dir="auto">{textIn(row.fields['subject'])}</span>
              <span>{where === '' ? formats.time(at) : where}</span>
            </button>
          </li>
        ))}
        {minute > firstHour * 60 && minute < lastHour * 60 ? (
          <li
            className={classes.now}
            aria-label={`Now ${formats.time(new Date(now).toISOString())}`}
            style={{ insetInlineStart: percent(minute) }}
          />
        ) : null}
      </ul>
    </section>
  );
}
