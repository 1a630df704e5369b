import type { ChangeEdit } from '../../kernel/acts/act.ts';
import type { Catalogue } from '../../kernel/catalogue/catalogue.ts';
import type { Entity } from '../../kernel/entities/entity.ts';
import { isCalendarDate } from '../../kernel/entities/field-types.ts';
import type { Day } from '../../kernel/entities/fields.ts';
import { type JsonValue, sameJson } from '../../kernel/json.ts';
import { type StoredRecord, valueIn } from '../../kernel/entities/record.ts';
import { type RefusalOf, refuse } from '../../kernel/refusal.ts';
import { type Move, moveOf, needsOf, type Workflow } from '../../kernel/catalogue/workflow.ts';

/** The change of a workflow's field in an edit. */
export type StateStep = { readonly workflow: Workflow; readonly from: JsonValue; readonly to: JsonValue };

export function stepIn(
  { workflows }: Pick<Catalogue, 'workflows'>,
  { entity, fields }: ChangeEdit,
): StateStep | undefined {
  const workflow = workflows?.get(entity);
  const pair = workflow && fields[workflow.field];
  return workflow && pair ? { workflow, from: pair[0], to: pair[1] } : undefined;
}

/**
 * Returns the fields of an edit that make a move: the state, then those that the move sets. If one of them was
 * changed since, an undo of the move loses.
 */
export const movedBy = (
  { field }: Workflow,
  move: Move | undefined,
  fields: ChangeEdit['fields'],
): readonly string[] => [field, ...Object.keys(move?.sets ?? {}).filter((name) => name in fields)];

/**
 * Returns the fields of an edit that lose together with its move. They include the fields filled in for the move: the
 * record must not keep a state without the values that the state needs.
 */
export const unitOf = (workflow: Workflow, move: Move | undefined, fields: ChangeEdit['fields']): readonly string[] => {
  const moved = movedBy(workflow, move, fields);
  const filled = move ? needsOf(move).filter((name) => name in fields && !moved.includes(name)) : [];
  return [...moved, ...filled];
};

/** Whether somebody else has changed a field since: it holds neither the edit's old value nor its new one. */
export function isChangedSince(now: StoredRecord, fields: ChangeEdit['fields'], name: string): boolean {
  const [from, to] = fields[name] ?? [null, null];
  const value = valueIn(now, name);
  return !sameJson(value, from) && !sameJson(value, to);
}

/** Returns the day for which a move sets its fields: the edit's day, else the day of the decision, in UTC. */
export const dayOfMove = ({ day }: ChangeEdit, at: string): Day =>
  day !== undefined && isCalendarDate(day) ? day : (at.slice(0, 10) as Day); // an instant begins with its day

/**
 * Returns the fields that a move sets, computed from the record after the edit's own fields. Fields that keep their
 * value are left out.
 */
export function setsOf(
  move: Move,
  record: Pick<StoredRecord, 'fields'>,
  today: Day,
): Readonly<Record<string, JsonValue>> {
  const sets: Record<string, JsonValue> = {};
  for (const [name, work] of Object.entries(move.sets)) {
    const value = work({ record: record as never, today }) ?? null; // moves are looked up by kind, so the value fits the record's kind
    if (!sameJson(value, record.fields[name] ?? null)) sets[name] = value;
  }
  return sets;
}

/** Returns a record, as the edit of its move leaves it, with the fields that the move sets. */
export const afterMove = <R extends Pick<StoredRecord, 'fields'>>(move: Move, record: R, today: Day): R => ({
  ...record,
  fields: { ...record.fields, ...setsOf(move, record, today) },
});

/**
 * Returns the move that a device shows for a waiting edit: the edit's own move, if that move also leads from the
 * record's present state. `stays`: where the record is in the target state already, the fields of the edit that lose.
 */
export function shownStep(
  catalogue: Pick<Catalogue, 'workflows'>,
  edit: ChangeEdit,
  now: StoredRecord,
): { readonly move?: Move; readonly stays: readonly string[] } {
  const step = stepIn(catalogue, edit);
  if (!step) return nothingShown;
  const meant = moveOf(step.workflow, step.from, step.to);
  const state = valueIn(now, step.workflow.field);
  if (sameJson(state, step.to)) return { stays: unitOf(step.workflow, meant, edit.fields) };
  return meant && meant === moveOf(step.workflow, state, step.to) ? { move: meant, stays: [] } : nothingShown;
}
export const nothingShown: { readonly move?: Move; readonly stays: readonly string[] } = { stays: [] };

const labelOf = ({ fields }: Entity, name: string): string => fields[name]?.label ?? name;
const stateName = (state: JsonValue): string => (typeof state === 'string' ? state : JSON.stringify(state));
const stateLabel = (entity: Entity, name: string, state: JsonValue): string => {
  const field = entity.fields[name];
  const options = field?.type === 'choice' ? field.options : [];
  return options.find(({ value }) => value === state)?.label ?? stateName(state);
};

/** Returns the refusal of a state change without a declared move. It lists the states that the record can go to. */
export function noSuchMove(
  entity: Entity,
  workflow: Workflow,
  { from, to }: { readonly from: JsonValue; readonly to: JsonValue },
): RefusalOf<'workflow/no-such-move'> {
  const { field, moves } = workflow;
  const one = entity.label.one.toLowerCase();
  const open = moves.filter(({ to: state }) => moveOf(workflow, from, state));
  const ways = [...new Set(open.map((move) => stateLabel(entity, field, move.to)))];
  const hint =
    ways.length === 0
      ? 'It stays there.'
      : `${from === null ? 'It can begin at' : 'From there it can go to'} ${ways.join(', ')}.`;
  const said =
    to === null
      ? `This ${one} keeps a ${labelOf(entity, field).toLowerCase()}: it is at ${stateLabel(entity, field, from)} now.`
      : from === null
        ? `This ${one} has no ${labelOf(entity, field).toLowerCase()} yet, and does not start at ${stateLabel(entity, field, to)}.`
        : `This ${one} is at ${stateLabel(entity, field, from)} now, and this step to ${stateLabel(entity, field, to)} does not start there.`;
  return refuse('workflow/no-such-move', `${said} ${hint}`, { field, from: stateName(from), to: stateName(to) });
}

/** Returns the refusal for an empty field that a move needs. */
export const needed = (entity: Entity, { field }: Workflow, at: { readonly move: Move; readonly name: string }) =>
  refuse(
    'records/invalid',
    `${labelOf(entity, at.name)} is needed to move this ${entity.label.one.toLowerCase()} to ${stateLabel(entity, field, at.move.to)}.`,
    { field: at.name },
  );

export const notAStart = (entity: Entity, { field, starts }: Workflow, state: JsonValue) =>
  refuse(
    'workflow/not-a-start',
    `A new ${entity.label.one.toLowerCase()} does not start at ${stateLabel(entity, field, state)}. Choose ${starts.map((start) => stateLabel(entity, field, start)).join(' or ')}.`,
    { field, state: stateName(state) },
  );
