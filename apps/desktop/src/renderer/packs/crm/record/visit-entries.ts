import { readPageVisits } from '@outpost/domain/kernel/messages/page-visits';
import type { TimelineKind } from '../../../slots/pack-screens.ts';

/** Chosen: more pages than this push everything else of the day off the screen. */
const mostNamed = 5;

const often = (count: number): string => (count === 1 ? '' : count === 2 ? ' twice' : ` ${count} times`);

/**
 * MSG-83: returns the visits of the organisation's websites that began with a link of an e-mail, each at the time of its last: "Visited /pricing on
 * www.example.com twice". The pages that were seen last are named, and the number of the others.
 */
export const visitEntries: NonNullable<TimelineKind['moreOf']> = (record, { textOf }) => {
  const visits = readPageVisits(record.fields['visits']).toSorted((a, b) => (a.lastAt > b.lastAt ? -1 : 1));
  const entries = visits.slice(0, mostNamed).map(({ host, path, title, count, firstAt, lastAt }) => ({
    id: `${record.id}/visit/${host}${path}`,
    at: lastAt,
    kind: 'event' as const,
    icon: 'world',
    title: `Visited ${path} on ${host}${often(count)}`,
    note: `${title === '' ? '' : `“${title}”. `}By a link of the e-mail${count === 1 ? '' : `, first ${textOf('visitedAt', firstAt)}`}.`,
  }));
  const others = visits.slice(mostNamed);
  const [newest] = others;
  return newest === undefined
    ? entries
    : [
        ...entries,
        {
          id: `${record.id}/visits`,
          at: newest.lastAt,
          kind: 'event',
          icon: 'world',
          title: `Visited ${others.length} more ${others.length === 1 ? 'page' : 'pages'}`,
          note: 'By a link of the e-mail.',
        },
      ];
};
