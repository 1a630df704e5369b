import type { Catalogue } from '../catalogue/catalogue.ts';
import { noFieldCalled } from '../entities/no-field-called.ts';
import type { RefusedFormulas } from './own-formulas.ts';
import { badDefinition, type DefinitionRefusal } from './own-kinds.ts';
import type { Entity } from '../entities/entity.ts';
import { type Field, type FieldTypeName, number } from '../entities/fields.ts';
import type { RollUp } from '../entities/roll-up.ts';
import type { Filter } from '../questions/list-query.ts';
import { type Condition, readFilter } from '../query/filters/condition.ts';

const numbers: readonly FieldTypeName[] = ['number', 'percent', 'money', 'duration'];
/** The types of field that each function can read. */
const typesOf: Readonly<Record<Exclude<RollUp['fn'], 'count'>, readonly FieldTypeName[]>> = {
  sum: numbers,
  min: [...numbers, 'date', 'instant'],
  max: [...numbers, 'date', 'instant'],
  latest: [...numbers, 'date', 'instant', 'text', 'email', 'phone', 'choice', 'flag'],
};

/** Whether a roll-up's function can use a field. Another roll-up is excluded, because its values are not stored. */
export const canRollUp = (fn: RollUp['fn'], { type, rollUp }: Field): boolean =>
  fn !== 'count' && rollUp === undefined && typesOf[fn].includes(type);

/**
 * PLT-8: returns the catalogue with the roll-ups among its fields, a pack's and the tenant's, in the form of their results. A
 * roll-up is left out, with its field, if its kind, its reference or its field is gone, or if its filter cannot be read.
 */
export function withOwnRollUps(catalogue: Catalogue): {
  readonly catalogue: Catalogue;
  readonly refused: RefusedFormulas;
} {
  const entities = new Map(catalogue.entities);
  const refused = new Map<string, ReadonlyMap<string, DefinitionRefusal>>();
  for (const entity of catalogue.entities.values()) {
    const asked = Object.entries(entity.fields).filter(([, { rollUp }]) => rollUp !== undefined);
    if (asked.length === 0) continue;
    const fields = { ...entity.fields };
    const wrong = new Map<string, DefinitionRefusal>();
    for (const [name, field] of asked) {
      const made = resultOf(catalogue, entity, field);
      if ('ok' in made) {
        wrong.set(name, made);
        delete fields[name];
      } else fields[name] = made;
    }
    if (wrong.size > 0) refused.set(entity.name, wrong);
    const { worth, ...rest } = entity;
    // A roll-up cannot be a kind's worth, because its values are not stored.
    const isWorth = worth !== undefined && entity.fields[worth]?.rollUp === undefined;
    entities.set(entity.name, { ...rest, fields, ...(isWorth ? { worth } : {}) });
  }
  return { catalogue: { ...catalogue, entities }, refused };
}

const bad = (message: string): DefinitionRefusal => badDefinition(message, 'rollUp');

/** Any asker: only the form of the filter is checked. */
const anyone = { userId: '', now: '2026-01-01T00:00:00.000Z', timeZone: 'UTC' };

function resultOf(catalogue: Catalogue, entity: Entity, own: Field): Field | DefinitionRefusal {
  const { rollUp, label } = own;
  if (!rollUp) return own;
  const child = catalogue.entities.get(rollUp.of);
  if (!child || child.isRetired === true) return bad(`${label}: there is no kind of record called "${rollUp.of}".`);
  const by = child.fields[rollUp.by];
  if (!by) return bad(noFieldCalled(child, rollUp.by));
  if (by.type !== 'ref' || !by.targets.includes(entity.name))
    return bad(`${by.label} of ${child.label.many.toLowerCase()} does not link to ${entity.label.many.toLowerCase()}.`);
  const filter = judgeFilter(catalogue, child, rollUp.where);
  if (filter) return filter;
  const field = rollUp.fn === 'count' ? number({ label }) : child.fields[rollUp.field ?? ''];
  if (!field)
    return bad(
      rollUp.field === undefined ? `${label}: choose the field that it reads.` : noFieldCalled(child, rollUp.field),
    );
  if (rollUp.fn !== 'count' && !canRollUp(rollUp.fn, field))
    return bad(`${label}: ${field.label} has no ${wordsOf[rollUp.fn]}.`);
  if (field.type !== own.type)
    return bad(`${label} holds ${own.type}, and this figure is ${field.type}. Make a new field for it.`);
  const { formula: _formula, worksFrom: _from, help: _help, isOwn: _isOwn, ...form } = field;
  return {
    ...form,
    label,
    ...(own.help === undefined ? {} : { help: own.help }),
    required: false,
    merge: 'derived',
    searched: false,
    importAs: [],
    administered: false,
    ...(own.isOwn === undefined ? {} : { isOwn: own.isOwn }),
    rollUp,
    worksFrom: [child.label.many.toLowerCase()],
  };
}

const wordsOf: Readonly<Record<Exclude<RollUp['fn'], 'count'>, string>> = {
  sum: 'sum',
  min: 'least value',
  max: 'greatest value',
  latest: 'value that a roll-up can take',
};

function judgeFilter(catalogue: Catalogue, child: Entity, where: Filter | undefined): DefinitionRefusal | undefined {
  // Both engines read a filter alike. Its amounts name their currency.
  const ground = { catalogue, engine: { dialect: 'sqlite' }, asking: anyone, currency: 'XXX' } as const;
  const read = readFilter(ground, child, { filter: where, where: 'where' });
  if (!read.ok) return bad(read.message);
  const inner = rollUpIn(read.value);
  return inner && bad(`${inner.label} is itself computed from other records: the filter of a roll-up can't use it.`);
}

function rollUpIn(condition: Condition): Field | undefined {
  if (condition.kind === 'test') return condition.asked.field.rollUp === undefined ? undefined : condition.asked.field;
  if (condition.kind === 'not') return rollUpIn(condition.part);
  return condition.parts.map(rollUpIn).find((field) => field !== undefined);
}
