import type { Entity } from '../entities/entity.ts';
import type { Day, Field, ValueOfField } from '../entities/fields.ts';
import { isWritable } from '../entities/fields.ts';
import type { JsonValue } from '../json.ts';
import type { Action } from './role.ts';
import { checkReads, type Read, type ReadsOf, type WithReads } from '../entities/reads.ts';
import type { Breach, FixedBreach } from '../entities/rule.ts';
import type { Changes, FieldName, FieldNameOfType, RecordOf } from '../entities/typed-record.ts';

/**
 * The input from which a move's values are computed: the record as the edit leaves it, and the calendar day of the
 * edit.
 */
type At<Of> = { readonly record: Of; readonly today: Day };
/**
 * The input of a check of one move: the record before and after the edit, the move's author and day, and the reads. A rule of the
 * kind can be used as a check, too.
 */
type CheckAt<Of> = At<Of> & { readonly before: Of; readonly actor: string };

/** A condition of a move. It is checked only at that move, at the end of its act (ADR 26). */
export interface MoveCheck {
  readonly id: string;
  readonly on: string;
  readonly reads?: Readonly<Record<string, Read>>;
  check(at: CheckAt<never> & { readonly read: never }): Breach | undefined;
}
/** An additional record that a move makes; its field `by` names the record that moved. */
export interface MoveChild {
  readonly entity: string;
  readonly by: string;
  fields(at: At<never>): Readonly<Record<string, JsonValue>>;
}

/** T-14: one declared way from states to another state. */
export interface Move {
  readonly name: string;
  readonly label: string;
  readonly from: readonly string[];
  readonly to: string;
  /** An action that the author must hold, in addition to the right to change the record; granted by name. */
  readonly action?: Action;
  /** Fields that must be filled in. */
  readonly needs: readonly string[];
  /** The field in which a person gives the reason: required, and asked for again at each such move. */
  readonly reason?: string;
  readonly checks: readonly MoveCheck[];
  /** A function that returns nothing empties the field. */
  readonly sets: Readonly<Record<string, (at: At<never>) => JsonValue | undefined>>;
  readonly creates: readonly MoveChild[];
}

/** How long a record stays in a state. */
export type Stay = {
  /**
   * The date field that every move to the state sets. Left out: the days are counted from the move in the journal, and no list
   * asks for them.
   */
  readonly since?: string;
  /** The number of days after which the record is too long there. Left out: it may stay. */
  readonly atMostDays?: number;
};

/** T-14: the states of a choice field, and its moves. The field is changed only by these moves. */
export interface Workflow {
  /** The kind of record. */
  readonly on: string;
  readonly field: string;
  /** The states in which a record is made. */
  readonly starts: readonly string[];
  /** A person who holds this action may make a record in any state: for records from elsewhere, such as an import's. */
  readonly imports?: Action;
  readonly moves: readonly Move[];
  /** By state: how long a record may stay there (`time-in-state.ts`). States without a date of their own are left out. */
  readonly stays?: Readonly<Record<string, Stay | undefined>>;
}

type State<E extends Entity, K extends FieldName<E>> = ValueOfField<E['fields'][K]> & string;
type DeclaredMove<E extends Entity, K extends FieldName<E>> = {
  readonly name: string;
  readonly label: string;
  readonly from: readonly State<E, K>[];
  readonly to: State<E, K>;
  readonly action?: Action;
  readonly needs?: readonly FieldName<E>[];
  readonly reason?: FieldName<E>;
  readonly checks?: readonly MoveCheck[];
  readonly sets?: { readonly [F in keyof Changes<E>]?: (at: At<RecordOf<E>>) => Changes<E>[F] | undefined };
  readonly creates?: readonly MoveChild[];
};

/** Declares how a choice field of a kind changes (T-2: it imports the kind, and its pack lists it). */
export const workflow = <E extends Entity, K extends FieldNameOfType<E, 'choice'>>(
  on: E,
  field: K,
  declared: {
    readonly starts: readonly State<E, K>[];
    readonly imports?: Action;
    readonly moves: readonly DeclaredMove<E, K>[];
    readonly stays?: { readonly [S in State<E, K>]?: Stay & { readonly since: FieldNameOfType<E, 'date'> } };
  },
): Workflow => ({
  ...declared,
  on: on.name,
  field,
  moves: declared.moves.map(
    (move) => ({ needs: [], checks: [], sets: {}, creates: [], ...move }) as unknown as Move, // its functions read records of its kind: the engine ensures that
  ),
});

/** Declares a check of a move, with its kind in its type. */
export const moveCheck = <
  E extends Entity,
  M extends string,
  const R extends ReadsOf<E['name']> = Record<never, never>,
>(
  on: E,
  declared: {
    readonly id: string;
    readonly reads?: R;
    readonly check: (at: CheckAt<RecordOf<E>> & WithReads<R>) => FixedBreach<FieldName<E>, R, M> | undefined;
  },
): MoveCheck => ({ ...declared, on: on.name });

/** Declares a child that a move of `on` makes; `by` is the child's field that names the record that moved. */
export const moveChild = <E extends Entity, C extends Entity>(
  _on: E,
  child: C,
  declared: { readonly by: FieldNameOfType<C, 'ref'>; readonly fields: (at: At<RecordOf<E>>) => Changes<C> },
): MoveChild => ({ ...declared, entity: child.name }) as MoveChild;

/**
 * Returns the move that leads from one state to another. A workflow declares at most one for a pair. A record without a state may
 * go where records start: it can be older than its field, which a tenant has added (PLT-53).
 */
export const moveOf = (
  { moves, starts }: Workflow,
  from: JsonValue | undefined,
  to: JsonValue | undefined,
): Move | undefined =>
  from === null || from === undefined
    ? moves.find((move) => move.to === to && starts.includes(move.to))
    : moves.find((move) => move.to === to && move.from.some((state) => state === from));

/** Returns the fields that a move needs filled in, including its reason. */
export const needsOf = ({ needs, reason }: Move): readonly string[] =>
  reason === undefined || needs.includes(reason) ? needs : [...needs, reason];

/**
 * Throws with the place and the expected form where a workflow names a missing thing, or has two moves for one pair of states.
 */
export function checkWorkflow(
  entities: ReadonlyMap<string, Entity>,
  { on, field, starts, moves, stays = {} }: Workflow,
): void {
  const entity = entities.get(on);
  if (!entity) throw new Error(`A workflow is of ${on}, which no installed pack declares`);
  const wrong = (what: string): never => {
    throw new Error(`Workflow of ${on}, field ${field}: ${what}`);
  };
  const states = entity.fields[field];
  if (states?.type !== 'choice') return wrong('it must be a choice field of this kind');
  if (!states.required) wrong('the field must be required, because every record is in a state');
  const known = (state: string, where: string): void => {
    if (!states.options.some(({ value }) => value === state))
      wrong(`${where} names the state "${state}", which does not exist`);
  };
  const fieldOf = (name: string, where: string): Field =>
    entity.fields[name] ?? wrong(`${where} names "${name}", which is not a field of this kind`);
  for (const state of starts) known(state, 'starts');
  if (starts.length === 0) wrong('it needs a state in which a record starts');
  const pairs = new Map<string, string>();
  for (const move of moves) {
    const where = `move ${move.name}`;
    if (moves.filter(({ name }) => name === move.name).length > 1) wrong(`${where} is declared twice`);
    known(move.to, where);
    for (const from of move.from) {
      known(from, where);
      if (from === move.to) wrong(`${where} leads from "${from}" to itself`);
      const other = pairs.get(`${from} ${move.to}`);
      if (other !== undefined)
        wrong(`${where} and move ${other} both lead from "${from}" to "${move.to}"; only one may`);
      pairs.set(`${from} ${move.to}`, move.name);
    }
    for (const name of needsOf(move)) fieldOf(name, where);
    for (const name of Object.keys(move.sets)) {
      const set = fieldOf(name, where);
      if (name === field || set.merge === 'fixed' || !isWritable(set))
        wrong(`${where} sets "${name}", which moves may not set`);
    }
    for (const { id, on: of, reads } of move.checks) {
      if (of !== on) wrong(`${where} has the check ${id}, which is of ${of}`);
      checkReads(entities, { where: `Check ${id}`, on, reads });
    }
    for (const { entity: child, by } of move.creates) {
      const link = entities.get(child)?.fields[by];
      if (link?.type !== 'ref' || !link.targets.includes(on))
        wrong(`${where} makes a ${child}, whose "${by}" is not a reference to this kind`);
    }
  }
  for (const [state, stay] of Object.entries(stays)) {
    if (!stay) continue;
    const { since, atMostDays } = stay;
    const where = `the stay in "${state}"`;
    known(state, where);
    if (since === undefined) wrong(`${where} names no date from which it counts`);
    else if (fieldOf(since, where).type !== 'date') wrong(`${where} counts from "${since}", which is not a date`);
    const silent = moves.find(({ to, sets }) => to === state && since !== undefined && !(since in sets));
    if (silent) wrong(`${where} counts from "${since}", which move ${silent.name} does not set`);
    if (atMostDays !== undefined && !(Number.isInteger(atMostDays) && atMostDays >= 1 && atMostDays < 10_000))
      wrong(`${where} is limited to ${atMostDays} days; a limit is a whole number from 1`);
  }
}
