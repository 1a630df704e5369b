import { describe, expect, it } from 'vitest';
import { givenEvent } from '../testing/given-event.ts';
import { layOutDay } from './lay-out-day.ts';

const piece = (id: string, from: number, to: number) => ({
  event: givenEvent({ id }),
  from,
  to,
  isStart: true,
  isEnd: true,
});
const lanes = (laid: ReturnType<typeof layOutDay>) =>
  laid.pieces.map(({ event, lane, lanes: of }) => `${event.id} ${lane + 1}/${of}`);

describe('the layout of a day', () => {
  it('puts overlapping events side by side, and others over the whole width', () => {
    const laid = layOutDay([piece('a', 60, 120), piece('b', 90, 150), piece('c', 150, 180), piece('d', 200, 260)], 3);
    expect(lanes(laid)).toEqual(['a 1/2', 'b 2/2', 'c 1/1', 'd 1/1']);
    expect(laid.more).toEqual([]);
  });

  it('reuses a lane that is free again', () => {
    expect(lanes(layOutDay([piece('a', 0, 180), piece('b', 30, 60), piece('c', 60, 90)], 3))).toEqual([
      'a 1/2',
      'b 2/2',
      'c 2/2',
    ]);
  });

  it('gathers events without a lane in one box', () => {
    const many = Array.from({ length: 5 }, (_, place) => piece(`e${place}`, 60 + place, 120));
    const laid = layOutDay(many, 3);
    expect(lanes(laid)).toEqual(['e0 1/3', 'e1 2/3']);
    expect(laid.more).toMatchObject([{ from: 62, to: 120, lane: 2, lanes: 3 }]);
    expect(laid.more[0]?.pieces).toHaveLength(3);
  });

  it('lays out 1,000 events of one day within a frame', () => {
    const many = Array.from({ length: 1_000 }, (_, place) => piece(`e${place}`, place, place + 60));
    const started = performance.now();
    const laid = layOutDay(many, 3);
    expect(performance.now() - started).toBeLessThan(100);
    expect(laid.pieces.length + laid.more.reduce((sum, { pieces }) => sum + pieces.length, 0)).toBe(1_000);
  });
});
