import { accept } from '@outpost/domain/kernel/refusal';
import { endOfNumber } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import type { DevicePull } from '../pull-ask.ts';
import type { StreamAnswer } from './pull-for-streams.ts';
import type { StreamPlace } from './stream-place.ts';
import { streamTeller, type ToldStream } from './tell-streams.ts';

const placeAt = (n: number): StreamPlace => ({
  at: { n, id: endOfNumber, tokens: 'none', gain: null, history: n },
  heads: [[n, `hash-${n}`]],
  limit: 100,
  schemas: {},
});

/** Returns a device's stream that keeps its events: `poke 5`, `page 4 to 5`. */
function streamAt(n: number | undefined, { isSlow = false } = {}) {
  const told: string[] = [];
  const stream: ToldStream = {
    orgId: 'org',
    userId: 'user',
    sessionId: null,
    place: n === undefined ? undefined : placeAt(n),
    exchanges: 0,
    late: 0,
    news: (number) => void told.push(`poke ${number}`),
    send(event) {
      const [, from, to] = /"from":(\d+).*"page":(\d+)/.exec(new TextDecoder().decode(event)) ?? [];
      if (!isSlow) told.push(`page ${from} to ${to}`);
      return !isSlow;
    },
    end: () => void told.push('ended'),
  };
  return { stream, told };
}

function answerAt(n: number): StreamAnswer {
  const { at } = placeAt(n);
  const head = { head: [n, `hash-${n}`] as [number, string], signature: '' };
  const page = { kind: 'page' as const, next: at, done: true, head, durable: n, remaining: 0 };
  return accept({ ...page, json: new TextEncoder().encode(String(n)) });
}

/** Returns a teller whose readings the test answers, each once. */
function given() {
  const readings: {
    readonly asked: readonly DevicePull[];
    readonly answer: (answers: readonly StreamAnswer[]) => void;
    readonly fail: () => void;
  }[] = [];
  const tell = streamTeller((_, asked) => {
    const reading = Promise.withResolvers<readonly StreamAnswer[]>();
    readings.push({ asked, answer: reading.resolve, fail: () => reading.reject(new Error('No database')) });
    return reading.promise;
  });
  return { readings, tell: (...told: readonly [ToldStream, number][]) => tell('org', new Map(told)) };
}
const settled = () => new Promise((resolve) => void setImmediate(resolve));

describe('[S-3] sending news to streams', () => {
  it('sends pages to devices with a known place, and pokes the others immediately', async () => {
    const { readings, tell } = given();
    const [placed, unplaced] = [streamAt(4), streamAt(undefined)];
    tell([placed.stream, 5], [unplaced.stream, 5]);
    expect(unplaced.told).toEqual(['poke 5']);
    readings[0]?.answer([answerAt(6)]);
    await settled();
    expect(placed.told).toEqual(['page 4 to 6']);
    tell([placed.stream, 6]);
    expect(readings.length).toBe(1); // its device has this news
  });

  it('pokes devices that lack more than the last news, and reads nothing for them', () => {
    const { readings, tell } = given();
    const [near, far] = [streamAt(4), streamAt(4)];
    tell([near.stream, 504], [far.stream, 505]);
    expect([near.told, far.told]).toEqual([[], ['poke 505']]);
    expect(far.stream.place).toBeUndefined();
    expect(readings.map(({ asked }) => asked.length)).toEqual([1]);
  });

  it('sends news that arrives during a reading together in the next round', async () => {
    const { readings, tell } = given();
    const [one, two] = [streamAt(4), streamAt(4)];
    tell([one.stream, 5]);
    tell([one.stream, 6], [two.stream, 6]);
    tell([two.stream, 7]);
    expect(readings.length).toBe(1);
    readings[0]?.answer([answerAt(5)]);
    await settled();
    expect(readings[1]?.asked.map(({ request }) => request.at.n)).toEqual([5, 4]);
    readings[1]?.answer([answerAt(7), answerAt(7)]);
    await settled();
    expect([one.told, two.told]).toEqual([['page 4 to 5', 'page 5 to 7'], ['page 4 to 7']]);
  });

  it("keeps news during a device's own exchange until its end, whether it began before the reading or during it", async () => {
    const { readings, tell } = given();
    const [before, during] = [streamAt(4), streamAt(4)];
    before.stream.exchanges = 1;
    tell([before.stream, 5], [during.stream, 5]);
    during.stream.exchanges = 1;
    readings[0]?.answer([answerAt(5)]);
    await settled();
    expect([before.told, during.told]).toEqual([[], []]);
    expect([before.stream.late, during.stream.late]).toEqual([5, 5]);
    expect(readings.length).toBe(1);
  });

  it('reads again for a device whose place has changed meanwhile', async () => {
    const { readings, tell } = given();
    const { stream, told } = streamAt(4);
    tell([stream, 7]);
    stream.place = placeAt(6);
    readings[0]?.answer([answerAt(7)]);
    await settled();
    readings[1]?.answer([answerAt(7)]);
    await settled();
    expect(told).toEqual(['page 6 to 7']);
  });

  it('pokes, and drops the place, where a page is not read, is not accepted, or is more than the last news', async () => {
    const { readings, tell } = given();
    const [far, slow, failed] = [streamAt(4), streamAt(4, { isSlow: true }), streamAt(4)];
    tell([far.stream, 5], [slow.stream, 5]);
    readings[0]?.answer(['alone', answerAt(5)]);
    await settled();
    tell([failed.stream, 6]);
    readings[1]?.fail();
    await settled();
    expect([far.told, slow.told, failed.told]).toEqual([['poke 5'], ['poke 5'], ['poke 6']]);
    expect([far, slow, failed].map(({ stream }) => stream.place)).toEqual([undefined, undefined, undefined]);
  });
});
