import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { PullAnswer, SignedHead } from '@outpost/domain/sync/protocol';
import type { PullPorts, PullRead, ReadPage } from './pull-ask.ts';

/** A device's answer as it is sent: `json` is a `PullAnswer` in UTF-8. It contains the other properties as well. */
export type WrittenAnswer = { readonly json: Uint8Array<ArrayBuffer> } & (
  | WrittenPage
  | { readonly kind: 'fork'; readonly common: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'unknown' }
);
/** A page without its history and its rows, which stay text from the database to the socket. */
export type WrittenPage = Omit<ReadPage, 'rows' | 'history' | 'head'> & { readonly head: SignedHead };

const written = new WeakMap<PullRead, Promise<WrittenAnswer>>();

/** Returns the answer with its head signed (P-5). It is written once for all devices with the same answer. */
export function writeAnswer(ports: Pick<PullPorts, 'signHead'>, orgId: string, read: PullRead): Promise<WrittenAnswer> {
  const answer = written.get(read) ?? write(ports, orgId, read);
  written.set(read, answer);
  return answer;
}

/** Returns the answer to a pull, or its refusal. */
export const writeOutcome = async (
  ports: Pick<PullPorts, 'signHead'>,
  orgId: string,
  outcome: Result<PullRead>,
): Promise<Result<WrittenAnswer>> => (outcome.ok ? accept(await writeAnswer(ports, orgId, outcome.value)) : outcome);

async function write({ signHead }: Pick<PullPorts, 'signHead'>, orgId: string, read: PullRead): Promise<WrittenAnswer> {
  if (read.kind === 'fork' || read.kind === 'unknown') return { ...read, json: inUtf8(JSON.stringify(read)) };
  const head = { head: read.head, signature: await signHead(orgId, read.head) };
  if (read.kind === 'reset') return { kind: read.kind, json: inUtf8(JSON.stringify({ ...read, head })) };
  const { rows, history, ...others } = read;
  const page = { ...others, head };
  return { ...page, json: pageInUtf8(rows, JSON.stringify(page).slice(1, -1), history) };
}

type Written = readonly { readonly json: string }[];
const comma = 44;

/**
 * Writes row by row into the bytes that are sent. As one text, a page would be copied twice on the way (measured, 1,000 rows: 1.4
 * and 0.8 µs each).
 */
function pageInUtf8(rows: Written, rest: string, history: Written): Uint8Array<ArrayBuffer> {
  const [start, middle, end] = ['{"rows":[', `],${rest},"history":[`, ']}'];
  const sizeOf = (some: Written): number => some.reduce((sum, { json }) => sum + Buffer.byteLength(json) + 1, 0);
  const page = Buffer.allocUnsafeSlow(
    start.length + sizeOf(rows) + Buffer.byteLength(middle) + sizeOf(history) + end.length,
  );
  let at = 0;
  const append = (some: Written): void => {
    for (const [place, { json }] of some.entries()) {
      if (place > 0) page[at++] = comma;
      at += page.write(json, at);
    }
  };
  at += page.write(start);
  append(rows);
  at += page.write(middle, at);
  append(history);
  at += page.write(end, at);
  return page.subarray(0, at);
}

const encoder = new TextEncoder();
const inUtf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

const readAnswers = new WeakMap<WrittenAnswer, PullAnswer>();

/** Returns the answer parsed as a device of this wire parses it; the same object for the same answer. */
export function readWrittenAnswer(answer: WrittenAnswer): PullAnswer {
  const known = readAnswers.get(answer) ?? (JSON.parse(new TextDecoder().decode(answer.json)) as PullAnswer); // written above
  readAnswers.set(answer, known);
  return known;
}
