import { isId } from '@outpost/domain/kernel/ids';
import { isObject } from '@outpost/domain/kernel/json';
import {
  type HistoryRow,
  type Page,
  pageSchema,
  type PullAnswer,
  pullAnswerSchema,
  type PulledRow,
} from '@outpost/domain/sync/protocol';
import { z } from 'zod';

/*
 * Pulled pages carry thousands of rows out of a JSON parser. Zod looks through each value of their fields again to see that it is JSON,
 * and copies it: half of what reading a page costs. Here rows are looked at by hand, as narrowly as their schema (a test holds the two
 * to each other); what is not plainly right goes to the schema, which says why.
 */

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isWhole: Check = Number.isSafeInteger;
const textUpTo =
  (most: number): Check =>
  (value) =>
    typeof value === 'string' && value.length <= most;
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const listOf =
  (check: Check, least = 0): Check =>
  (value) =>
    Array.isArray(value) && value.length >= least && value.every(check);
const only =
  (...allowed: readonly unknown[]): Check =>
  (value) =>
    allowed.includes(value);
/** An object of any keys, each with such a value. */
const mapOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && !Object.hasOwn(value, '__proto__') && Object.values(value).every(check);
/** An object of exactly these keys. */
function exactly(checks: Readonly<Record<string, Check>>): Check {
  const entries = Object.entries(checks);
  return (value) => {
    if (!isObject(value)) return false;
    for (const [key, check] of entries) if (!Object.hasOwn(value, key) || !check(value[key])) return false;
    return Object.keys(value).length === entries.length;
  };
}

const isIdText: Check = (value) => typeof value === 'string' && isId(value);
/** Whatever a JSON parser gave. */
const isJson: Check = (value) => value !== undefined;

const visibility = { ownerId: orNull(isIdText), teamId: orNull(isIdText), sharedWith: listOf(isIdText) };
const isRecord = exactly({
  id: isIdText,
  entity: textUpTo(120),
  schema: isWhole,
  version: isWhole,
  life: textUpTo(60),
  ...visibility,
  inherited: orNull(exactly(visibility)),
  fields: mapOf(isJson),
  createdAt: isText,
  createdBy: isIdText,
  updatedAt: isText,
  updatedBy: isIdText,
});
const isHeld = exactly({ id: isIdText, n: isWhole, record: isRecord, through: listOf(textUpTo(300), 1) });
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

/** The page that a parsed reply is, where its rows are plainly right. */
function plainPage(reply: unknown): Page | undefined {
  if (!isObject(reply) || reply['kind'] !== 'page') return undefined;
  const { rows, history, ...rest } = reply;
  if (!Array.isArray(rows) || !Array.isArray(history) || !rows.every(isRow) || !history.every(isHistoryRow))
    return undefined;
  const parsed = pageWithoutRows.safeParse(rest);
  return parsed.success ? { ...parsed.data, rows, history } : undefined;
}

/** `pullAnswerSchema` for what came out of a JSON parser: takes and refuses the same, in a third of the time. */
export const parsedPullAnswer: z.ZodType<PullAnswer> = z.unknown().transform((reply, context) => {
  const page = plainPage(reply);
  if (page !== undefined) return page;
  const parsed = pullAnswerSchema.safeParse(reply);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) context.addIssue({ ...issue });
  return z.NEVER;
});
