import { type PushAnswer, pushAnswerSchema } from '@outpost/domain/sync/protocol';
import type { z } from 'zod';
import {
  type ShapeCheck,
  exactly,
  exactlyOr,
  isIdText,
  isJson,
  isText,
  isWhole,
  listShape,
  mapById,
  mapOf,
  only,
  orNull,
  plainlyOr,
  textUpTo,
} from './plain-shapes.ts';

const isHashText = textUpTo(80);
const isPair: ShapeCheck = (value) => Array.isArray(value) && value.length === 2 && value.every(isJson);
const isHead: ShapeCheck = (value) =>
  Array.isArray(value) && value.length === 2 && isWhole(value[0]) && value[0] >= 0 && isHashText(value[1]);
const isSigned = exactly({ head: isHead, signature: textUpTo(2_000) });
const isDecided = exactly({
  kind: only('decided'),
  answers: listShape(
    exactlyOr('sets', mapById(mapOf(isPair)), {
      act: isIdText,
      status: only('accepted', 'merged', 'refused'),
      refused: mapById(exactly({ code: textUpTo(80), message: isText, details: mapOf(isJson) })),
      superseded: mapById(mapOf(isJson)),
      versions: mapById(isWhole),
      n: isWhole,
      at: isText,
      head: isHead,
    }),
  ),
  stopped: orNull(exactly({ act: isIdText, code: only('sync/device-set-back', 'sync/gap') })),
  head: isSigned,
}) as (value: unknown) => value is PushAnswer;

/** `pushAnswerSchema` for output of a JSON parser, as `parsedPullAnswer` is for `pullAnswerSchema`. */
export const parsedPushAnswer: z.ZodType<PushAnswer> = plainlyOr(
  (reply) => (isDecided(reply) ? reply : undefined),
  pushAnswerSchema,
);
