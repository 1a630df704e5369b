import { envelopeFacts } from '@outpost/domain/kernel/entities/envelope';
import { isObject } from '@outpost/domain/kernel/json';
import {
  type HistoryRow,
  type Page,
  pageSchema,
  type PullAnswer,
  pullAnswerSchema,
  type PulledRow,
} from '@outpost/domain/sync/protocol';
import type { z } from 'zod';
import {
  type ShapeCheck,
  exactly,
  isIdText,
  isJson,
  isText,
  isWhole,
  listShape,
  mapOf,
  only,
  orNull,
  plainlyOr,
  textUpTo,
} from './plain-shapes.ts';

const visibility = { ownerId: orNull(isIdText), teamId: orNull(isIdText), sharedWith: listShape(isIdText) };
/** The check for each part of the envelope, by the type of its value. */
const isHeldIn: Readonly<Record<(typeof envelopeFacts)[number]['holds'], ShapeCheck>> = {
  id: isIdText,
  kind: textUpTo(120),
  number: isWhole,
  life: textUpTo(60),
  person: isIdText,
  team: isIdText,
  people: listShape(isIdText),
  visibility: exactly(visibility),
  fields: mapOf(isJson),
  instant: isText,
};
const isRecord = exactly(
  Object.fromEntries(
    envelopeFacts.map(({ name, holds, isNullable }) => [name, isNullable ? orNull(isHeldIn[holds]) : isHeldIn[holds]]),
  ),
);
const isPlace: ShapeCheck = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isHeld = exactly({ id: isIdText, n: isWhole, record: isRecord, through: listShape(isPlace, 1) });
const isGone = exactly({ id: isIdText, n: isWhole, gone: only(true) });
const isRow = (value: unknown): value is PulledRow => isHeld(value) || isGone(value);
const isHistoryRow = exactly({
  n: isWhole,
  id: isIdText,
  entity: textUpTo(120),
  act: orNull(isIdText),
  group: orNull(isIdText),
  undoes: orNull(isIdText),
  label: isText,
  by: isIdText,
  device: orNull(textUpTo(60)),
  at: isText,
  madeAt: orNull(isText),
  kind: only('created', 'changed'),
  changed: mapOf((value) => Array.isArray(value) && value.length === 2),
  superseded: mapOf(exactly({ value: isJson, by: isIdText, at: isText })),
}) as (value: unknown) => value is HistoryRow;

const pageWithoutRows = pageSchema.omit({ rows: true, history: true });

/** Returns a parsed reply as a page, where its rows pass the checks by hand. */
function plainPage(reply: unknown): Page | undefined {
  if (!isObject(reply) || reply['kind'] !== 'page') return undefined;
  const { rows, history, ...rest } = reply;
  if (!Array.isArray(rows) || !Array.isArray(history) || !rows.every(isRow) || !history.every(isHistoryRow))
    return undefined;
  const parsed = pageWithoutRows.safeParse(rest);
  return parsed.success ? { ...parsed.data, rows, history } : undefined;
}

/** `pullAnswerSchema` for output of a JSON parser: accepts and refuses the same values, in a third of the time. */
export const parsedPullAnswer: z.ZodType<PullAnswer> = plainlyOr(plainPage, pullAnswerSchema);
