import { type ChangeEdit, type CreateEdit, type Edit, isCreate } from '../acts/act.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isWritable } from '../entities/fields.ts';
import { isEnvelopeName, isReservedName } from '../entities/envelope.ts';
import { type StoredRecord, withValue } from '../entities/record.ts';
import { isObject, type JsonValue, sameJson } from '../json.ts';
import { type ConditionGround, holds } from '../query/filters/holds.ts';
import { type AutomationDefinition, readDefinition, type StepOf } from './automation-definition.ts';
import { readAutomationFilter, startConditions } from './definition-problem.ts';
import { deviceSteps } from './device-steps.ts';
import { type StartingChange, startsRun } from './starts-run.ts';
import { editsOfStep, idOfChangeRun } from './step-edits.ts';

/**
 * An automation as every device knows it. `maker`: the person for whom its filters ask. `assignments`: the parts and the fallback of the assignment
 * rules of its steps, by the id of the step. Only administrators have the rules themselves, so the record keeps them in its steps, as `by`.
 */
export type DeviceRule = {
  readonly automation: string;
  readonly maker: string;
  readonly definition: AutomationDefinition;
  readonly assignments: ReadonlyMap<string, JsonValue>;
};

/** Returns the rule in a record that the server made; undefined where it is off, or this build cannot read it. */
export function readDeviceRule({ fields }: Pick<StoredRecord, 'fields'>): DeviceRule | undefined {
  const { automation, maker, steps, isOff } = fields;
  if (isOff === true || typeof automation !== 'string' || typeof maker !== 'string' || !Array.isArray(steps)) return undefined;
  const assignments = new Map<string, JsonValue>();
  const plain = steps.map((step: JsonValue): JsonValue => {
    if (!isObject(step) || typeof step['id'] !== 'string') return step;
    const { by, ...rest } = step as Readonly<Record<string, JsonValue>>;
    if (by !== undefined) assignments.set(step['id'], by);
    return rest;
  });
  const definition = readDefinition({ ...fields, steps: plain });
  return definition && { automation, maker, definition, assignments };
} // prettier-ignore

/** A change of one record in a person's act, by the id of the act. `record`: as the act leaves it. */
export type RuledChange = StartingChange & { readonly act: string; readonly record: StoredRecord };

/** An assignment step of a rule, and its record as the steps before it leave it. */
export type AssigningStep = {
  readonly rule: DeviceRule;
  readonly step: StepOf<'assign'>;
  readonly record: StoredRecord;
};

/**
 * The tenant's kinds and time zone, and the moment of the act, ISO 8601 UTC. `assigns`: returns the person whom an assignment rule chooses; undefined
 * where the server must decide, and where it is left out.
 */
type RuleGround = {
  readonly catalogue: Catalogue;
  readonly now: string;
  readonly timeZone: string;
  readonly assigns?: (asked: AssigningStep) => string | undefined;
};

/** Whether a device knows a value as the server will: not those of other records, computed ones, running numbers and the times of the change. */
export const isKnownHere: NonNullable<ConditionGround['knows']> = ({ hop, name, field }) =>
  hop === undefined &&
  (isEnvelopeName(name) ||
    name === 'createdBy' ||
    (!isReservedName(name) && isWritable(field) && !('series' in field && field.series !== undefined)));

/**
 * AUT-21: returns whether a rule answers a change, as far as the record alone says so. A filter over values that only the server knows leaves the
 * change to the server.
 */
export function answersHere({ catalogue, now, timeZone }: RuleGround, { maker, definition }: DeviceRule, change: RuledChange): boolean {
  const { trigger, entity: name, conditions } = definition;
  const entity = catalogue.entities.get(name);
  if (entity === undefined || name !== change.record.entity || trigger.kind !== 'change') return false;
  const asking = { userId: maker, now, timeZone };
  const start = startConditions({ catalogue, ...asking }, entity, definition);
  const met = readAutomationFilter({ catalogue, ...asking }, entity, conditions);
  if (!start.ok || !met.ok) return false;
  const ground = { asking, knows: isKnownHere };
  return startsRun(ground, { trigger, ...start.value }, change) === 'yes' && holds(ground, met.value, change.record) === 'yes';
} // prettier-ignore

type Answering = { readonly rule: DeviceRule; readonly change: RuledChange; readonly edits: readonly Edit[] };

/**
 * AUT-21, AUT-22: returns the edits of an act with those of a rule that answers the change of one of its records. Changes of the record go into the
 * edit that the person made. New records have the ids that the server's run would give them, and follow that edit. An assignment that the server must
 * decide ends the steps. Undefined where the rule would undo a value of that edit: an act can't contain both.
 */
export function withRule(ground: RuleGround, { rule, change, edits }: Answering): readonly Edit[] | undefined {
  const { catalogue, now, timeZone } = ground;
  const { automation, definition } = rule;
  let { record } = change;
  const runId = idOfChangeRun(automation, { act: change.act, record: record.id });
  let own = edits.find(({ id }) => id === record.id);
  const made: CreateEdit[] = [];
  for (const given of deviceSteps(catalogue, definition)) {
    const step = given.kind === 'assign' ? ownerChange(ground, { rule, step: given, record }) : given;
    if (step === undefined) break; // the server assigns it, and does all steps behind it
    for (const edit of editsOfStep({ catalogue, runId, record, now, timeZone }, step)) {
      if (isCreate(edit)) {
        made.push({ ...edit, follows: record.id });
        continue;
      }
      for (const [name, pair] of Object.entries(edit.fields)) {
        if (own === undefined || (!isCreate(own) && sameJson(own.fields[name]?.[0] ?? pair[0], pair[1]))) return undefined;
        own = withField(own, name, pair);
        record = withValue(record, name, pair[1]);
      }
    }
  }
  return [...edits.map((edit) => (edit.id === own?.id ? own : edit)), ...made];
} // prettier-ignore

/** Returns an assignment as the change of the owner; undefined where the server must decide. */
function ownerChange({ assigns }: RuleGround, asked: AssigningStep): StepOf<'change'> | undefined {
  const person = assigns?.(asked);
  return person === undefined ? undefined : { id: asked.step.id, kind: 'change', set: { ownerId: { is: person } } };
}

function withField(edit: Edit, name: string, [from, to]: ChangeEdit['fields'][string]): Edit {
  if (!isCreate(edit)) return { ...edit, fields: { ...edit.fields, [name]: [edit.fields[name]?.[0] ?? from, to] } };
  if (name === 'ownerId' || name === 'teamId') return { ...edit, create: { ...edit.create, [name]: typeof to === 'string' ? to : null } };
  const { [name]: _was, ...rest } = edit.create.fields;
  return { ...edit, create: { ...edit.create, fields: to === null ? rest : { ...rest, [name]: to } } };
} // prettier-ignore

/** Whether a rule added an edit to an act on a device: its record follows a change, and its id is made of the run (RFC 9562, version 8). */
export const isMadeByRule = (edit: Edit): edit is CreateEdit => isCreate(edit) && edit.follows !== undefined && edit.id[14] === '8'; // prettier-ignore
