import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { z } from 'zod';
import { Slices } from '../records/loop-share.ts';
import { invalidInput } from './answer.ts';
import { parseStorable, smallBody } from './body-rules.ts';
import type { ActSpan, Span } from './json-scan.ts';
import type { ReadBody } from './read-body.ts';

/** How a body of acts is read: as a whole, or piece by piece. */
export type ActsSchemas<Whole extends z.ZodType> = {
  readonly whole: Whole;
  /** The body with an empty list of acts. */
  readonly envelope: z.ZodType<object>;
  /** An act with an empty list of edits. */
  readonly act: z.ZodType<object>;
  readonly edit: z.ZodType;
};

/** Measured: parsing and judging so many bytes takes some 5 ms. */
const sliceBytes = 131_072;
/** What a piece costs beside its bytes. */
const perPiece = 200;

const decoder = new TextDecoder();
const textOf = ({ bytes }: ReadBody, spans: readonly Span[]): string =>
  spans.map(({ from, to }) => decoder.decode(bytes.subarray(from, to))).join('');

/**
 * The acts of a body, parsed and judged by their schemas. A large body is taken act by act, and a large act edit by edit, so that no
 * body holds the event loop. Refuses `request/invalid`, with the place.
 */
export async function readActs<Whole extends z.ZodType>(
  body: ReadBody,
  schemas: ActsSchemas<Whole>,
): Promise<Result<z.output<Whole>>> {
  if (body.bytes.length <= smallBody) {
    const value = parseStorable(decoder.decode(body.bytes));
    return value.ok ? judged('body', schemas.whole, value.value) : value;
  }
  const found = body.scan.acts;
  if (!found) return refuse('request/invalid', 'body.acts: wants a list of acts', { path: 'body.acts' });
  const { list, acts } = found;
  if (acts.length === 0) return refuse('request/invalid', 'body.acts: wants at least one act', { path: 'body.acts' });
  const around = [
    { from: 0, to: list.from },
    { from: list.to, to: body.bytes.length },
  ];
  if (sizeOf(around) > smallBody)
    return refuse('request/invalid', `body: has more than ${smallBody} bytes beside its acts`, { path: 'body' });
  const envelope = parsed('body', schemas.envelope, textOf(body, around));
  if (!envelope.ok) return envelope;
  const slices = new Slices(sliceBytes);
  const read: object[] = [];
  for (const [place, span] of acts.entries()) {
    const act = await readAct(body, schemas, { span, path: `body.acts.${place}`, slices });
    if (!act.ok) return act;
    read.push(act.value);
  }
  return accept({ ...envelope.value, acts: read } as z.output<Whole>); // the whole's schema, put together from its parts
}

async function readAct<Whole extends z.ZodType>(
  body: ReadBody,
  { act, edit }: ActsSchemas<Whole>,
  { span, path, slices }: { readonly span: ActSpan; readonly path: string; readonly slices: Slices },
): Promise<Result<object>> {
  const { list } = span;
  const around = list
    ? [
        { from: span.from, to: list.from },
        { from: list.to, to: span.to },
      ]
    : [span];
  if (sizeOf(around) > smallBody)
    return refuse('request/invalid', `${path}: has more than ${smallBody} bytes beside its edits`, { path });
  await slices.did(sizeOf(around) + perPiece);
  const envelope = parsed(path, act, textOf(body, around));
  if (!envelope.ok) return envelope;
  const edits: unknown[] = [];
  const spans = span.edits.length === 1 && textOf(body, span.edits).trim() === '' ? [] : span.edits;
  for (const [place, one] of spans.entries()) {
    await slices.did(one.to - one.from + perPiece);
    const read = parsed(`${path}.edits.${place}`, edit, textOf(body, [one]));
    if (!read.ok) return read;
    edits.push(read.value);
  }
  return accept({ ...envelope.value, edits });
}

const sizeOf = (spans: readonly Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);

function parsed<S extends z.ZodType>(path: string, schema: S, text: string): Result<z.output<S>> {
  const value = parseStorable(text, path);
  return value.ok ? judged(path, schema, value.value) : value;
}

function judged<S extends z.ZodType>(path: string, schema: S, value: unknown): Result<z.output<S>> {
  const result = schema.safeParse(value);
  return result.success ? accept(result.data) : invalidInput(path, result.error);
}
