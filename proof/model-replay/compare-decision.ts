import { type JsonValue, sameJson } from '@outpost/domain/kernel/json';
import type { Decision, RefusedEdit } from '@outpost/domain/sync/protocol';
import type { ModelAct, ModelAnswer } from '../model/world/world.mjs';
import type { ModelWords } from './model-words.ts';
import { sameFields } from './same-fields.ts';

type Decided = { readonly act: ModelAct; readonly answer: ModelAnswer };
type Fields = Readonly<Record<string, JsonValue>>;
/** A decision of the server about an act of the model, with the model's names of records. */
export type RealDecision = {
  readonly status: Decision['status'];
  /** By record: the model's code for the refusal. */
  readonly refused: Readonly<Record<string, string>>;
  readonly lost: Readonly<Record<string, Fields>>;
  /** T-14: by record, the fields that its move has set. */
  readonly sets: NonNullable<Decision['sets']>;
};

/** Returns the decision with the model's names of records, and with its codes. */
export function asModelNames(words: ModelWords, { status, refused, superseded, sets = {} }: Decision): RealDecision {
  const named = <T>(byId: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(byId).map(([id, value]) => [words.name(id), value]));
  const codes = Object.entries(refused).map(([id, refusal]) => [id, codeOf(refusal)] as const);
  return { status, refused: named(Object.fromEntries(codes)), lost: named(superseded), sets: named(sets) };
}

/** Returns the first part in which the server's decision differs from the model's, or `undefined`. */
export function decisionDifference(words: ModelWords, decided: Decided, real: RealDecision): string | undefined {
  const { answer } = decided;
  if (answer.code !== undefined || !answer.refused || !answer.lost) return 'the model decided nothing';
  if (real.status !== answer.status) return 'status';
  return refusalsOf(decided, real) ?? supersededOf(words, decided, real) ?? setsOf(words, decided, real);
}

/** the server names no record to the author that they neither named nor see. */
function refusalsOf({ act, answer: { refused = {} } }: Decided, real: RealDecision): string | undefined {
  for (const { id } of act.edits) if (codeHere(refused[id]) !== real.refused[id]) return `refusal of ${id}`;
  for (const [id, code] of Object.entries(real.refused)) {
    // Where the server may not name the refused records, it reports at the act's own id that there are some.
    const ofSome = id === act.id && Object.keys(refused).length > 0 && Object.keys(real.refused).length === 1;
    if (codeHere(refused[id]) !== code && !(ofSome && code === 'records/not-found')) return `refusal of ${id}`;
  }
  return Object.keys(refused).length > 0 && Object.keys(real.refused).length === 0 ? 'no reason' : undefined;
}

function supersededOf(words: ModelWords, { act, answer }: Decided, real: RealDecision): string | undefined {
  for (const id of new Set([...act.edits.map((edit) => edit.id), ...Object.keys(real.lost)])) {
    const kind = act.edits.find((edit) => edit.id === id)?.entity ?? 'deal';
    const lost = Object.fromEntries(
      Object.entries(answer.lost?.[id] ?? {}).map(([field, value]) => words.field(kind, field, value)),
    );
    if (!sameFields(lost, real.lost[id] ?? {})) return `superseded of ${id}: ${JSON.stringify(lost)}`;
  }
  return undefined;
}

/** T-14: the server names the fields that a move has set to another value than the edit's. The model names them all. */
function setsOf(words: ModelWords, { act, answer: { sets = {} } }: Decided, real: RealDecision): string | undefined {
  for (const { id, entity, fields = {} } of act.edits) {
    const set = Object.entries(sets[id] ?? {}).filter(([name, [was, is]]) => !sameJson(fields[name]?.[1] ?? was, is));
    const wanted = Object.fromEntries(set.map(([name, pair]) => [name, pair.map((value) => words.field(entity, name, value)[1])])); // prettier-ignore
    if (!sameJson(wanted, real.sets[id] ?? {})) return `sets of ${id}: ${JSON.stringify(wanted)}`;
  }
  return undefined;
}

/** Returns the model's code for a refusal: the id of the broken rule or check, where it is one over several records. */
const codeOf = ({ code, details: { rule } }: RefusedEdit): string =>
  typeof rule === 'string' && rule.includes('/') ? rule : code;
/** Returns the product's code for one of the model's: a field that a move needs makes the record invalid. */
const codeHere = (code: string | undefined): string | undefined =>
  code === 'workflow/needs' ? 'records/invalid' : code;
