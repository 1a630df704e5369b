import { performance } from 'node:perf_hooks';
import { hostile } from '@outpost/domain/testing/hostile-values';
import fc from 'fast-check';

/** Bytes in place of JSON: other encodings, cut, and with keys that JSON.parse makes of their own. */
export const rawBodies = fc.constantFrom<Uint8Array>(
  ...[
    '', '{', '[]', 'null', '"x"', '{"__proto__":{"isAdmin":true},"fields":{"__proto__":{"x":1}}}', '{"fields":{"constructor":{"prototype":1}}}',
    '{"a":1e999}', '{"limit":1e999}', '{"a":"\\ud800"}', '{"a":"\\u0000"}', '{"a":1,"a":2}', '\ufeff{}', `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  ].map((text) => new TextEncoder().encode(text)),
  Buffer.from('{"name":"x"}', 'utf16le'),
  new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  new Uint8Array([0x00]),
); // prettier-ignore

/** Parts of an address: fitting ones, hostile ones, and broken encodings. */
export const inAddress = fc.oneof(
  fc.constantFrom('0190b1f2-7c00-7000-8000-000000000001', 'crm', 'deal', 'account', 'platform', 'person', 'me', '1'),
  hostile.map((one) => (typeof one === 'string' ? one : (JSON.stringify(one) ?? '')).slice(0, 2_000)),
  fc.constantFrom('%00', '%ff', '%c0%ae', '%', '..%2f..', '%ED%A0%80').map((raw) => ({ raw })),
);
/** Returns a part in the form that it has in an address. */
export const written = (part: string | { readonly raw: string }): string =>
  typeof part === 'object' ? part.raw : encodeURIComponent(part.toWellFormed());

/** The status of `server/no-mail`: the server of this test sends no mail. */
export const noMail = 501;

/** Texts that reveal internals of the server: places in its code, its statements, and Postgres' own words. */
const inside = [/\.[cm]?[jt]s:\d+/, /node_modules/, /\b(?:from|into|update|join) (?:store|auth)\./i, /syntax error at|violates |does not exist$|invalid input syntax/]; // prettier-ignore
/** Returns a text that an answer must not contain: internals of the server, or a text of others. */
export const leakIn = (text: string, ofOthers: readonly string[]): string | undefined =>
  inside.find((one) => one.test(text))?.source ?? ofOthers.find((one) => text.includes(one));

/**
 * Chosen: a hundred times what an answer takes. A pattern that backtracks, or a list that is scanned for each of its parts, takes
 * longer. The time of the processor counts, because other work on the machine does not lengthen it. A request that hangs is found
 * by the clock.
 */
const most = { processorMs: 500, waitMs: 30_000 };

/** Returns the time of an answer that was above its bound; undefined where none was. */
export const tooLong = ({ processorMs, waitMs }: typeof most, bounds = most): string | undefined =>
  processorMs > bounds.processorMs || waitMs > bounds.waitMs
    ? `took ${Math.round(processorMs)} ms of the processor and ${Math.round(waitMs)} ms in all`
    : undefined;

/**
 * Returns the answer to a request, and the measure that was too long. Such a request is asked twice more: a hostile
 * one is slow each time.
 */
export async function timedAnswer(
  ask: () => Promise<Response>,
  bounds = most,
): Promise<{ readonly status: number; readonly text: string; readonly late: string | undefined }> {
  let [status, text] = [0, ''];
  let late: string | undefined;
  for (let turn = 0; turn < 3 && (turn === 0 || late !== undefined); turn += 1) {
    const [start, used] = [performance.now(), process.threadCpuUsage()];
    const answer = await ask();
    const read = await answer.text();
    if (turn === 0) [status, text] = [answer.status, read];
    const { user, system } = process.threadCpuUsage(used);
    late = tooLong({ processorMs: (user + system) / 1_000, waitMs: performance.now() - start }, bounds);
  }
  return { status, text, late };
}
