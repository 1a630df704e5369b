import { installedCatalogue } from '@outpost/domain/installed-packs';
import { endOfNumber, type PullRequest, type PushAnswer } from '@outpost/domain/sync/protocol';
import { describe, expect, it } from 'vitest';
import { inOrderOfUse } from './pages/order-of-use.ts';
import { placeBeyondPage } from './pages/page-rows.ts';
import { type FeedPlace, newsAmong } from './pages/read-feed.ts';
import { durableAt, judgeCheckpoint, judgePlace, judgeSchemas, type PullRead } from './pull-ask.ts';
import { isBeforeAccess } from './history/seen-since.ts';
import { keepsTokens, placeAfter, placeAfterPush, seenAt, type StreamPlace } from './streams/stream-place.ts';
import { readWrittenAnswer, writeAnswer } from './written-answer.ts';

const id = (n: number): string => `0190b1f2-7c00-7000-8000-${String(n).padStart(12, '0')}`;
const at = { n: 5, id: endOfNumber, tokens: ['a@org'], since: { 'a@org': 1 }, whole: {}, history: 9 };
const clock = { head: 9, hash: 'ab', durable: 7, floor: 4, rights: '1', loss: undefined };

describe('the request of a device', () => {
  it('[K-5] has schemas of its own build or of the one before, for the kinds that it has', () => {
    const { name, schema } = [...installedCatalogue.entities.values()].find((one) => one.schema >= 1) ?? { name: '', schema: 0 }; // prettier-ignore
    const judge = (yours: number) => judgeSchemas(installedCatalogue, { [name]: yours });
    expect(judgeSchemas(installedCatalogue, {})).toBeUndefined();
    expect([judge(schema), judge(schema - 1)]).toEqual([undefined, undefined]);
    expect(judge(schema - 2)).toMatchObject({ code: 'sync/client-too-old', details: { least: schema - 1, yours: schema - 2 } }); // prettier-ignore
    expect(judge(schema + 1)).toMatchObject({
      code: 'sync/client-too-new',
      details: { most: schema, yours: schema + 1 },
    });
    expect(judgeSchemas(installedCatalogue, { 'crm/unheard': 99 })).toBeUndefined();
  });
  it('[E-2] has a possible place', () => {
    for (const right of [null, at, { ...at, id: id(1) }, { ...at, whole: { 'a@org': '', 'b@org': id(1) } }])
      expect(judgeCheckpoint(right)).toBeUndefined();
    expect(judgeCheckpoint({ ...at, id: 'nowhere' })).toMatchObject({ details: { path: 'body.at.id' } });
    expect(judgeCheckpoint({ ...at, whole: { 'a@org': '', 'b@org': 'x' } })).toMatchObject({
      code: 'request/invalid',
      message: 'body.at.whole: is not a place in a journal; send the checkpoint unchanged',
      details: { path: 'body.at.whole' },
    });
  });
  it('[S-1a] [S-1b] has a place in this journal, not before the horizon', () => {
    const judge = (place: typeof at | null, common?: number) => judgePlace({ at: place, common, clock });
    expect([judge(null), judge(at), judge({ ...at, n: 4 })]).toEqual([undefined, undefined, undefined]);
    expect(judge(at, 0)).toEqual({ kind: 'fork', common: 0 });
    const reset = { kind: 'reset', head: [9, 'ab'] };
    expect([judge({ ...at, n: 3 }), judge({ ...at, n: 4, id: id(1) })]).toEqual([reset, reset]);
    expect(judge({ ...at, n: 5, id: id(1) })).toBeUndefined();
  });
  it('[S-1c] gets as durable the number that every restore would contain', () => {
    expect([durableAt({ durability: 'commit' }, clock), durableAt({ durability: 'backup' }, clock)]).toEqual([9, 7]);
  });
});

describe('a page of news', () => {
  const row = (n: number, of: number): FeedPlace => ({ n, id: id(of), entity: 'crm/deal' });
  it('[S-1] has each record once, at its last place, in order', () => {
    const rows = [row(3, 2), row(1, 1), row(3, 1), row(2, 3), row(2, 2)];
    expect(newsAmong(rows, 10)).toEqual({ rows: [row(2, 3), row(3, 1), row(3, 2)], cut: false });
    expect(newsAmong([], 10)).toEqual({ rows: [], cut: false });
  });
  it('[S-1] ends before rows that may be incomplete', () => {
    const rows = [1, 2, 3, 4].map((n) => row(n, n));
    expect(newsAmong(rows, 4)).toEqual({ rows, cut: false });
    expect(newsAmong(rows, 3)).toEqual({ rows: rows.slice(0, 3), cut: true });
    expect(newsAmong(rows, 2)).toEqual({ rows: rows.slice(0, 2), cut: true });
    const twice = [row(1, 1), row(2, 1), row(3, 2), row(4, 3)];
    expect(newsAmong(twice, 2)).toEqual({ rows: [row(2, 1), row(3, 2)], cut: true });
  });
  it('[E-3] ends where its rows no longer fit', () => {
    const rows = ['xxxx', 'xxxx', 'xxx'].map((json) => ({ json }) as never);
    const beyond = (pageChars: number) => placeBeyondPage(rows, { pageChars } as never);
    expect([beyond(11), beyond(10), beyond(8), beyond(7), beyond(3)]).toEqual([-1, 2, 2, 1, 0]);
  });
  it('[S-8] has kinds in the order of use, unknown ones last', () => {
    const [first = '', second = ''] = [...installedCatalogue.entities.keys()];
    const sorted = inOrderOfUse(['x/unheard', second, first, second], installedCatalogue, (one) => one);
    expect(sorted).toEqual([first, second, second, 'x/unheard']);
  });
  it('[A-4] contains a record’s changes since it was seen, its creation included', () => {
    expect([isBeforeAccess({ n: 4, kind: 'created' }, 5), isBeforeAccess({ n: 5, kind: 'created' }, 5)]).toEqual([
      true,
      false,
    ]);
    expect([isBeforeAccess({ n: 5, kind: 'changed' }, 5), isBeforeAccess({ n: 6, kind: 'changed' }, 5)]).toEqual([
      true,
      false,
    ]);
  });
});

describe('an answer, and the place of its device', () => {
  const request = { at, heads: [], limit: 100, schemas: { 'crm/deal': 1 } } as unknown as PullRequest;
  const read = (more: object = {}): PullRead =>
    ({ kind: 'page', rows: [{ json: '{"id":"é"}' }, { json: '{"id":"b"}' }], history: [{ json: '{"n":1}' }], tokens: ['a@org'], next: at, done: true, head: [9, 'ab'], ...more }) as unknown as PullRead; // prettier-ignore
  const ports = { signHead: () => Promise.resolve('signed') };
  const answer = (more?: object) => writeAnswer(ports, 'org', read(more));

  it('[P-5] is written once for all, row by row, with its head signed', async () => {
    const one = read();
    const written = await writeAnswer(ports, 'org', one);
    expect(await writeAnswer(ports, 'org', one)).toBe(written);
    const told = readWrittenAnswer(written);
    expect(told).toMatchObject({ kind: 'page', rows: [{ id: 'é' }, { id: 'b' }], history: [{ n: 1 }], head: { head: [9, 'ab'], signature: 'signed' } }); // prettier-ignore
    expect(readWrittenAnswer(written)).toBe(told);
    expect(readWrittenAnswer(await answer({ rows: [], history: [] }))).toMatchObject({ rows: [], history: [] });
    const fork = await writeAnswer(ports, 'org', { kind: 'fork', common: 3 });
    expect(readWrittenAnswer(fork)).toEqual({ kind: 'fork', common: 3 });
    expect(fork).toMatchObject({ kind: 'fork', common: 3 });
    const reset = await writeAnswer(ports, 'org', { kind: 'reset', head: [9, 'ab'] });
    expect(readWrittenAnswer(reset)).toEqual({ kind: 'reset', head: { head: [9, 'ab'], signature: 'signed' } });
  });
  it('[S-1] gives a stream the place at the journal’s end, or none', async () => {
    const place = placeAfter(request, await answer({ next: { ...at, n: 9, since: {} } }));
    expect(place).toMatchObject({ at: { n: 9 }, heads: [[9, 'ab']], limit: 100, schemas: { 'crm/deal': 1 } });
    expect(placeAfter(request, await answer({ done: false }))).toBeUndefined();
    expect(placeAfter(request, await writeAnswer(ports, 'org', { kind: 'fork', common: 3 }))).toBeUndefined();
  });
  it('[S-1b] gives the newest head of the decided acts', () => {
    const place = { at, heads: [[1, 'x'], [9, 'ab']], limit: 1, schemas: {} } as unknown as StreamPlace; // prettier-ignore
    expect(seenAt(place)).toEqual([9, 'ab']);
    expect(() => seenAt({ ...place, heads: [] })).toThrow('has a head');
    const decided = (...heads: readonly (readonly [number, string])[]) =>
      placeAfterPush(place, { kind: 'decided', answers: heads.map((head) => ({ head })) } as unknown as PushAnswer);
    expect(decided([11, 'b'], [12, 'c'], [10, 'a'])).toEqual({ ...place, heads: [[12, 'c']] });
    expect(decided([8, 'z'])).toEqual({ ...place, heads: [[9, 'ab']] });
    expect(placeAfterPush(place, { kind: 'fork', common: 1 } as unknown as PushAnswer)).toBeUndefined();
  });
  it('[A-2] shows unchanged rights only where the tokens are the same', () => {
    const keeps = (before: readonly string[] | string, now: readonly string[] | string) =>
      keepsTokens({ at: { tokens: before } } as unknown as StreamPlace, { next: { tokens: now } } as never);
    expect([keeps('a digest', 'a digest'), keeps('a digest', 'another'), keeps('a digest', ['a'])]).toEqual([true, false, false]); // prettier-ignore
    expect(keeps(['a', 'b'], ['a', 'b'])).toBe(true);
    expect([keeps(['a', 'b'], ['a', 'c']), keeps(['a'], ['a', 'b']), keeps(['a', 'b'], ['a'])]).toEqual([false, false, false]); // prettier-ignore
  });
});
