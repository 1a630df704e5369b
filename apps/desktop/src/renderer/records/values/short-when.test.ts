import { createFormats } from '@outpost/ui/formats/formats';
import { expect, it } from 'vitest';
import { shortWhen } from './short-when.ts';

const formats = createFormats({ locale: 'en-GB', timeZone: 'UTC' });
const now = Date.parse('2026-11-20T09:00:00.000Z'); // a Friday
const short = (at: string) => shortWhen(at, now, formats);

it('near instants have their day and time', () => {
  expect(['2026-11-20T15:30:00.000Z', '2026-11-21T08:00:00.000Z', '2026-11-19T08:00:00.000Z'].map(short)).toEqual([
    'today 15:30',
    'tomorrow',
    'yesterday',
  ]);
  expect(['2026-11-23T08:30:00.000Z', '2026-12-24T08:30:00.000Z'].map(short)).toEqual(['Mon 8:30', 'Thu 24 Dec']);
});

it('a day is named without a time', () => {
  expect(['2026-11-20', '2026-11-21', '2026-11-23'].map(short)).toEqual(['today', 'tomorrow', 'Mon']);
});
