import { describe, expect, it } from 'vitest';
import { localClock } from './local-clock.ts';

const shown = (zone: string, at: string) => {
  const { localMs, isRepeat } = localClock(zone)(Date.parse(at));
  return [new Date(localMs).toISOString().slice(0, 19), isRepeat];
};

describe('the local time of a zone', () => {
  it('follows the clock forward and back, and recognises the second run of an hour', () => {
    expect(shown('Europe/Vienna', '2026-03-29T00:59:59.999Z')).toEqual(['2026-03-29T01:59:59', false]);
    expect(shown('Europe/Vienna', '2026-03-29T01:00:00.000Z')).toEqual(['2026-03-29T03:00:00', false]);
    expect(shown('Europe/Vienna', '2026-10-25T00:30:00.000Z')).toEqual(['2026-10-25T02:30:00', false]);
    expect(shown('Europe/Vienna', '2026-10-25T01:30:00.000Z')).toEqual(['2026-10-25T02:30:00', true]);
    expect(shown('Europe/Vienna', '2026-10-25T02:00:00.000Z')).toEqual(['2026-10-25T03:00:00', false]);
  });

  it('has offsets of half and quarter hours, and times before 1970', () => {
    expect(shown('Australia/Lord_Howe', '2026-04-04T15:15:00.000Z')).toEqual(['2026-04-05T01:45:00', true]);
    expect(shown('Asia/Kathmandu', '2026-01-01T00:00:00.000Z')).toEqual(['2026-01-01T05:45:00', false]);
    expect(shown('America/New_York', '1933-07-01T12:00:00.000Z')).toEqual(['1933-07-01T08:00:00', false]);
  });
});
