import { plainIssue } from '@outpost/domain/kernel/text/plain-issue';
import { accept, refuse, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import type { z } from 'zod';
import { type Rest, Slices } from '../../../sharing/loop-share.ts';
import { invalidInput } from '../../answers/answer.ts';
import { parseJson, smallBody, storable } from '../../bodies/body-rules.ts';
import type { ActSpan, Span } from '../../bodies/json-scan.ts';
import type { ReadBody } from '../../bodies/read-body.ts';

/** The way in which a body of acts is read: as a whole, or piece by piece. */
export type ActsSchemas<Whole extends z.ZodType> = {
  readonly whole: Whole;
  /** The body with an empty list of acts. */
  readonly envelope: z.ZodType<object>;
  /** An act with an empty list of edits. */
  readonly act: z.ZodType<object>;
  readonly edit: z.ZodType;
  /**
   * Makes the replacement for an act that does not match its schema, where such acts are answered separately. Undefined: there is
   * none, and the body is refused.
   */
  readonly unreadable?: (given: unknown, why: Refusal) => object | undefined;
};

/** Measured: parsing and judging this many bytes takes some 2 ms. */
const sliceBytes = 49_152;
/** The cost of a piece in addition to its bytes. */
const perPiece = 200;
/**
 * The most edits of a body that is read as a whole. Measured: to explain a wrong edit takes 30 µs, and a schema
 * explains all of them. So 900 in a body of 62 kB blocked the event loop for 32 ms.
 */
const fewEdits = 100;

const decoder = new TextDecoder();
const textOf = ({ bytes }: ReadBody, spans: readonly Span[]): string =>
  spans.map(({ from, to }) => decoder.decode(bytes.subarray(from, to))).join('');

/**
 * Parses the acts of a body and checks them by their schemas. A body that is large or has many edits is read act by act, and edit
 * by edit. A `rest` between slices keeps every body from blocking the event loop. A body with an act that does not match its
 * schema is read act by act too, where such acts are answered separately. Refuses `request/invalid`, with the place.
 */
export async function readActs<Whole extends z.ZodType>(
  body: ReadBody,
  schemas: ActsSchemas<Whole>,
  rest: Rest,
): Promise<Result<z.output<Whole>>> {
  const edits = body.scan.acts?.acts.reduce((sum, act) => sum + act.edits.length, 0) ?? 0;
  if (body.bytes.length <= smallBody && edits <= fewEdits) {
    const text = decoder.decode(body.bytes);
    const value = parseJson(text);
    const whole = value.ok ? judged({ path: 'body', text }, schemas.whole, value.value) : value;
    if (whole.ok || !value.ok || !schemas.unreadable || !body.scan.acts) return whole;
  }
  const found = body.scan.acts;
  if (!found) return refuse('request/invalid', 'body.acts: must be a list of acts', { path: 'body.acts' });
  const { list, acts } = found;
  if (acts.length === 0)
    return refuse('request/invalid', 'body.acts: must have at least one act', { path: 'body.acts' });
  const around = [
    { from: 0, to: list.from },
    { from: list.to, to: body.bytes.length },
  ];
  if (sizeOf(around) > smallBody)
    return refuse('request/invalid', `body: has more than ${smallBody} bytes in addition to its acts`, {
      path: 'body',
    });
  const text = textOf(body, around);
  const value = parseJson(text);
  if (!value.ok) return value;
  const envelope = judged({ path: 'body', text }, schemas.envelope, value.value);
  if (!envelope.ok) return envelope;
  const slices = new Slices(sliceBytes, rest);
  const read: object[] = [];
  for (const [place, span] of acts.entries()) {
    const act = await readAct(body, schemas, { span, path: `body.acts.${place}`, slices });
    if (!act.ok) return act;
    read.push(act.value);
  }
  return accept({ ...envelope.value, acts: read } as z.output<Whole>); // put together from its parts, it matches the schema of the whole
}

async function readAct<Whole extends z.ZodType>(
  body: ReadBody,
  { act, edit, unreadable }: ActsSchemas<Whole>,
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
    return refuse('request/invalid', `${path}: has more than ${smallBody} bytes in addition to its edits`, { path });
  await slices.did(sizeOf(around) + perPiece);
  const text = textOf(body, around);
  const given = parseJson(text, path);
  if (!given.ok) return given;
  const wrong = (refusal: Refusal): Result<object> => {
    const standIn = unreadable?.(given.value, refusal);
    return standIn ? accept(standIn) : refusal;
  };
  const envelope = judged({ path, text }, act, given.value);
  if (!envelope.ok) return wrong(envelope);
  const edits: unknown[] = [];
  const spans = span.edits.length === 1 && textOf(body, span.edits).trim() === '' ? [] : span.edits;
  for (const [place, one] of spans.entries()) {
    await slices.did(one.to - one.from + perPiece);
    const at = { path: `${path}.edits.${place}`, text: textOf(body, [one]) };
    const value = parseJson(at.text, at.path);
    if (!value.ok) return value;
    const read = judged(at, edit, value.value);
    if (!read.ok) return wrong(read);
    edits.push(read.value);
  }
  return accept({ ...envelope.value, edits });
}

const sizeOf = (spans: readonly Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);

/** Checks that a value read from a text can be stored, and that it matches a schema. */
function judged<S extends z.ZodType>(
  at: { readonly path: string; readonly text: string },
  schema: S,
  value: unknown,
): Result<z.output<S>> {
  const kept = storable(value, at);
  if (!kept.ok) return kept;
  const result = schema.safeParse(value, { error: plainIssue }); // a person may read it in the tray
  return result.success ? accept(result.data) : invalidInput(at.path, result.error);
}
