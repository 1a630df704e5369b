import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { HomeHours } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import { wallTimeOf } from '@outpost/domain/kernel/calendar/wall-time';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import type { CSSProperties } from 'react';
import type { RefNames, ShownRecord } from '../../../bridge/contract.ts';
import { useRecordLists } from '../../queries/record-queries.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { idsIn } from '../../records/use-ref-names.ts';
import { useOpenRecord } from '../../window/use-open-record.ts';
import classes from './panels.module.css';

/** The hours of a usual day; earlier or later blocks extend them. */
const usualHours = { first: 8, last: 18 } as const;
const shortest = 30; // the drawn minutes of a block without a length, so that its name can be read

type Hours = { readonly first: number; readonly last: number };

/** Returns the whole hours that contain all of these blocks, and the usual day. */
export function hoursOf(blocks: readonly { readonly start: number; readonly end: number }[]): Hours {
  const first = Math.min(usualHours.first, ...blocks.map(({ start }) => Math.floor(start / 60)));
  const last = Math.max(usualHours.last, ...blocks.map(({ end }) => Math.ceil(end / 60)));
  return { first, last: Math.min(last, 24) };
}

type Span = { readonly start: number; readonly end: number };
/**
 * A block with its place: its lane (0 or 1), and its drawn width in minutes, so that its name can be read. `end` stays the
 * real end.
 */
export type Placed<B> = B & { readonly lane: number; readonly width: number };

/** Returns a tenth of the strip in minutes: room for a name's first words on a wide window. */
const readable = ({ first, last }: Hours): number => ((last - first) * 60) / 10;

/**
 * Returns blocks in order of time, in two lanes. A block that would cover another one's time, or the first words of its
 * name, is in the lower lane.
 */
export function placedInLanes<B extends Span>(blocks: readonly B[], hours: Hours): readonly Placed<B>[] {
  const room = readable(hours);
  const lanes: [B[], B[]] = [[], []];
  const laneOf = ({ start }: B): number => {
    const isFree = (reach: (before: Span) => number) => (lane: readonly B[]) => {
      const before = lane.at(-1);
      return before === undefined || reach(before) <= start;
    };
    const readably = lanes.findIndex(isFree((before) => Math.max(before.end, before.start + room)));
    return readably >= 0 ? readably : Math.max(0, lanes.findIndex(isFree((before) => before.end)));
  };
  for (const block of blocks) lanes[laneOf(block) === 1 ? 1 : 0].push(block);
  return lanes
    .flatMap((lane, number) =>
      lane.map((block, index) => {
        const free = (lane[index + 1]?.start ?? hours.last * 60) - block.start;
        return { ...block, lane: number, width: Math.max(block.end - block.start, Math.min(room, free)) };
      }),
    )
    .toSorted((left, right) => left.start - right.start);
}

const percentOf = (minute: number, { first, last }: Hours) =>
  `${(Math.min(Math.max(minute - first * 60, 0), (last - first) * 60) / ((last - first) * 60)) * 100}%`;

/** A record on the strip: from its start to its end in minutes since midnight, its title, and the record that it belongs to. */
type Block = Span & { readonly row: ShownRecord; readonly at: string; readonly title: string; readonly where: string };

/** Chosen: with more blocks of one kind, two lanes cannot be read. */
const mostBlocks = 20;

/** Returns the records of today by the schedule of their kind, in the order of their start. */
function useBlocks(hours: readonly HomeHours[]): readonly Block[] {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const kinds = hours.flatMap(({ on, where }) => {
    const entity = entityOf(catalogue, on);
    return entity.schedule ? [{ entity, schedule: entity.schedule, where }] : [];
  });
  const lists = useRecordLists(
    kinds.map(({ entity, schedule: { at }, where }) => ({
      entity: entity.name,
      where: { and: [{ field: at, op: 'within', value: 'today' }, ...(where ? [where] : [])] },
      sort: [{ field: at, direction: 'asc' }],
      limit: mostBlocks,
    })),
  );
  const refs: RefNames = Object.fromEntries(lists.flatMap((list) => Object.entries(list?.refs ?? {})));
  return kinds
    .flatMap(({ entity, schedule: { at: start, lasts } }, place) =>
      (lists[place]?.rows ?? []).flatMap((row): Block[] => {
        const at = row.fields[start];
        if (typeof at !== 'string') return [];
        const minute = wallTimeOf(at, formats.timeZone).minute;
        const seconds = lasts === undefined ? undefined : row.fields[lasts];
        const minutes = Math.max(shortest, typeof seconds === 'number' ? seconds / 60 : 0);
        const where = parentName(entity, row, refs);
        return [{ row, at, start: minute, end: minute + minutes, title: textIn(row.fields[entity.title]), where }];
      }),
    )
    .sort((left, right) => left.start - right.start);
}

/** Returns the title of the record that a record belongs to; empty if it has none. */
function parentName({ parent }: Entity, row: ShownRecord, refs: RefNames): string {
  const [id] = idsIn(parent === undefined ? null : (row.fields[parent] ?? null));
  return id === undefined ? '' : (refs[id]?.title ?? '');
}

/**
 * The records of today that packs declare, along the hours: past ones grey, later ones in the accent, the present as a line.
 */
export function DayStrip({ hours: declared }: { readonly hours: readonly HomeHours[] }) {
  const formats = useFormats();
  const now = useNowMs();
  const open = useOpenRecord();
  const blocks = useBlocks(declared);
  if (blocks.length === 0) return null;
  const hours = hoursOf(blocks);
  const percent = (minute: number) => percentOf(minute, hours);
  const placed = placedInLanes(blocks, hours);
  const lanes = placed.some(({ lane }) => lane === 1) ? 2 : 1;
  const minute = wallTimeOf(new Date(now).toISOString(), formats.timeZone).minute;
  const every = hours.last - hours.first > 14 ? 2 : 1;
  const hourName = new Intl.DateTimeFormat(formats.locale, { hour: 'numeric', timeZone: 'UTC' });
  return (
    <section className={classes.day} aria-label="Today by the hour">
      <div className={classes.hours} aria-hidden>
        {Array.from({ length: hours.last - hours.first }, (_, index) => (
          <span key={index}>
            {index % every === 0 ? hourName.format(Date.UTC(2000, 0, 1, index + hours.first)) : null}
          </span>
        ))}
      </div>
      <ul className={classes.strip} data-lanes={lanes} style={{ '--hours': hours.last - hours.first } as CSSProperties}>
        {placed.map(({ row, at, title, start, end, width, where, lane }) => (
          <li
            key={row.id}
            data-past={end < minute || undefined}
            style={
              {
                insetInlineStart: percent(start),
                width: `calc(${percent(start + width)} - ${percent(start)})`,
                top: `${lane * 50 + 6}px`,
                '--lasts': `${Math.min(1, (end - start) / width) * 100}%`,
              } as CSSProperties
            }
          >
            <button
              type="button"
              onClick={() => open(row.id)}
              title={`${formats.time(at)} ${title}${where === '' ? '' : `, ${where}`}`}
            >
              <span dir="auto">{title}</span>
              <span>{where === '' ? formats.time(at) : where}</span>
              {where === '' ? null : <span className={classes.clock}>{formats.time(at)}</span>}
            </button>
          </li>
        ))}
        {minute > hours.first * 60 && minute < hours.last * 60 ? (
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
