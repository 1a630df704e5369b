import { type SeededRandom, seededRandom } from '@outpost/domain/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import { bodyLimitsOf } from './body-rules.ts';
import { JsonScan, type ScanLimits } from './json-scan.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const usual: ScanLimits = { values: 10_000, acts: 20, edits: 10 };

/** Scans a text in chunks of some bytes. */
function scanned(text: string, { limits = usual, chunk = 7 }: { limits?: ScanLimits; chunk?: number } = {}) {
  const bytes = bytesOf(text);
  const scan = new JsonScan(limits);
  for (let end = 0; end < bytes.length;) {
    end = Math.min(bytes.length, end + chunk);
    const wrong = scan.advance(bytes, end);
    if (wrong) return { wrong, parts: undefined };
  }
  const textOf = ({ from, to }: { from: number; to: number }) => new TextDecoder().decode(bytes.subarray(from, to));
  const found = scan.acts;
  const parts = found?.acts.map((act) => ({ text: textOf(act), edits: act.edits.map(textOf) }));
  return { wrong: undefined, parts };
}

describe('a scan of JSON', () => {
  it('[E-3] accepts a depth of 64, without counting brackets in strings', () => {
    const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(scanned(nested(64)).wrong).toBeUndefined();
    expect(scanned(nested(65)).wrong).toMatchObject({ code: 'request/invalid' });
    expect(scanned(nested(100_000), { chunk: 1_000 }).wrong).toMatchObject({ code: 'request/invalid' });
    expect(scanned(JSON.stringify(['['.repeat(100), '\\"[[', '{'.repeat(100)])).wrong).toBeUndefined();
  });

  it('[E-3] counts brackets and commas with any content', () => {
    for (const [text, values] of [
      ['[1,2,3]', 4],
      ['[[],{},[]]', 7],
      ['{"a":{"b":[1,2]}}', 5],
    ] as const) {
      expect(scanned(text, { limits: { values } }).wrong).toBeUndefined();
      expect(scanned(text, { limits: { values: values - 1 } }).wrong).toMatchObject({
        code: 'request/too-large',
        details: { limit: values - 1 },
      });
    }
  });

  it('[E-3] refuses an object with more members than any of the wire has, and accepts as many in several objects', () => {
    const members = (count: number): string => `{${Array.from({ length: count }, (_, n) => `"m${n}":1`).join(',')}}`;
    expect(scanned(members(5_000)).wrong).toBeUndefined();
    expect(scanned(members(5_001)).wrong).toMatchObject({
      code: 'request/invalid',
      message: 'body: has an object with more than 5000 members',
    });
    expect(scanned(`[${members(4_000)},${members(4_000)}]`).wrong).toBeUndefined();
    const parent = `{"a":${members(4_999)},${members(4_999).slice(1)}`;
    expect(scanned(parent, { limits: { ...usual, values: 20_000 } }).wrong).toBeUndefined();
    // The largest checkpoint of the previous wire: 5,000 tokens, each of them being fetched.
    const tokens = Array.from({ length: 5_000 }, (_, n) => `crm/deal@team:${n}`);
    const since = Object.fromEntries(tokens.map((token) => [token, 1]));
    const at = { n: 1, id: '~', tokens, whole: since, since, history: 1 };
    expect(scanned(JSON.stringify({ at, heads: [], limit: 500, schemas: {} }), { limits: bodyLimitsOf('/sync/pull'), chunk: 4_096 }).wrong).toBeUndefined(); // prettier-ignore
  });

  it('[E-3] refuses numbers with more characters than any number needs', () => {
    expect(scanned(`[-1.7976931348623157e+308]`).wrong).toBeUndefined();
    expect(scanned(`["${'1'.repeat(500)}"]`).wrong).toBeUndefined();
    expect(scanned(`[${'1'.repeat(65)}]`).wrong).toMatchObject({ code: 'request/invalid' });
  });

  it('[E-3] stops at the first act or edit over the limit', () => {
    const acts = (count: number, edits: number) =>
      JSON.stringify({
        acts: Array.from({ length: count }, () => ({ edits: Array.from({ length: edits }, () => ({})) })),
      });
    expect(scanned(acts(20, 10)).parts).toHaveLength(20);
    expect(scanned(acts(21, 1)).wrong).toMatchObject({ details: { limit: 20 } });
    expect(scanned(acts(2, 11)).wrong).toMatchObject({
      details: { limit: 10 },
      message: expect.stringContaining('body.acts.0.edits') as unknown,
    });
  });

  it('[E-2] refuses two lists of acts, because a parser would keep only one', () => {
    expect(scanned('{"acts":[],"acts":[{}]}').wrong).toMatchObject({ code: 'request/invalid' });
    expect(scanned('{"acts":[{"edits":[],"edits":[{}]}]}').wrong).toMatchObject({ code: 'request/invalid' });
  });

  it('finds acts and edits where a parser finds them, in chunks of any size', () => {
    let edits = 0;
    for (let seed = 1; seed <= 500; seed += 1) {
      const random = seededRandom(seed);
      const value = randomBody(random);
      const text = JSON.stringify(value, null, random.below(2));
      const { wrong, parts } = scanned(text, { chunk: 1 + random.below(40) });
      expect(wrong, `seed ${seed}: ${text}`).toBeUndefined();
      const read = parts?.map((part) => ({
        act: JSON.parse(part.text) as unknown,
        edits: part.edits.filter((one) => one.trim() !== '').map((one) => JSON.parse(one) as unknown),
      }));
      expect(read, `seed ${seed}: ${text}`).toEqual(value.acts.map((act) => ({ act, edits: act.edits })));
      edits += value.acts.reduce((sum, act) => sum + act.edits.length, 0);
    }
    expect(edits).toBeGreaterThan(1_000);
  });
});

/** Returns a body whose texts and names contain everything that a scan could mistake for structure. */
function randomBody(random: SeededRandom) {
  const { below, pick } = random;
  const list = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make);
  const text = () =>
    list(4, () => pick(['acts', 'edits', '"', '\\', '[', ']', '{', '}', ',', ':', ' ', 'ä👍', 'x'])).join('');
  const edit = () =>
    Object.fromEntries(
      list(3, () => [
        text(),
        pick<unknown>([text(), list(3, text), { edits: list(2, text), acts: [1, { edits: [[]] }] }, -1.5e3, null]),
      ]),
    );
  const act = () => ({ label: text(), edits: list(4, edit), after: list(2, () => list(2, text)) });
  return { device: text(), heads: list(2, () => list(2, text)), acts: [act(), ...list(4, act)], schemas: edit() };
}
