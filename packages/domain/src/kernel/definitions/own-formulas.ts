import type { Catalogue } from '../catalogue/catalogue.ts';
import { badDefinition, type DefinitionRefusal } from './own-kinds.ts';
import type { Derived } from '../entities/derived.ts';
import type { Entity } from '../entities/entity.ts';
import type { Field } from '../entities/fields.ts';
import { type Formula, FormulaReader, type ReadFormula } from '../formulas/formula.ts';
import { problemText } from '../formulas/formula-problem.ts';
import type { JsonValue } from '../json.ts';

/** By kind of record and field: why a formula is not counted. */
export type RefusedFormulas = ReadonlyMap<string, ReadonlyMap<string, DefinitionRefusal>>;

/**
 * PLT-7: returns the catalogue with the functions of all formulas among its fields, each after the formulas that it reads.
 * A formula is left out, with its field, if its expression cannot be read or its result does not fit the field. The
 * same holds if it reads itself through others, or reads a formula that is left out.
 */
export function withOwnFormulas(catalogue: Catalogue): {
  readonly catalogue: Catalogue;
  readonly refused: RefusedFormulas;
} {
  const entities = new Map(catalogue.entities);
  const derived = new Map(catalogue.derived);
  const refused = new Map<string, ReadonlyMap<string, DefinitionRefusal>>();
  for (const entity of catalogue.entities.values()) {
    if (!Object.values(entity.fields).some(({ formula }) => formula !== undefined)) continue;
    const { inOrder, wrong } = formulasOf(entity);
    if (wrong.size > 0) refused.set(entity.name, wrong);
    entities.set(entity.name, withSources(withoutFields(entity, wrong), inOrder));
    derived.set(entity.name, [...(catalogue.derived.get(entity.name) ?? []), ...inOrder]);
  }
  return { catalogue: { ...catalogue, entities, derived }, refused };
}

function withoutFields(entity: Entity, wrong: ReadonlyMap<string, unknown>): Entity {
  if (wrong.size === 0) return entity;
  const { worth, ...rest } = entity;
  const fields = Object.fromEntries(Object.entries(entity.fields).filter(([name]) => !wrong.has(name)));
  const isWorthGone = worth !== undefined && wrong.has(worth);
  return { ...rest, fields, ...(worth === undefined || isWorthGone ? {} : { worth }) };
}

/** Adds to each formula's field the labels of the fields that it reads, for people. */
function withSources(entity: Entity, formulas: readonly Derived[]): Entity {
  const fields = { ...entity.fields };
  for (const { field: name, uses = [] } of formulas) {
    const field = fields[name];
    if (field) fields[name] = { ...field, worksFrom: uses.map((used) => fields[used]?.label ?? used) };
  }
  return { ...entity, fields };
}

/**
 * Reads an expression as the formula of a kind's field, or returns the place and the reason of its error: for the editor, before
 * anything is sent. `name`: the field that has the formula; left out for a new one.
 */
export function checkFormula(reader: FormulaReader, entity: Entity, asked: AskedFormula): ReadFormula {
  const { expression, name } = asked;
  const read = reader.read(expression);
  const field = name === undefined ? undefined : entity.fields[name];
  if (!read.ok || name === undefined || field === undefined) return read;
  const whole = (reason: string): ReadFormula => ({
    ok: false,
    problem: { start: 0, end: expression.length, reason: `${reason.charAt(0).toLowerCase()}${reason.slice(1)}` },
  });
  if (!read.formula.resultTypes.some((type) => type === field.type)) return whole(wrongResult(field, read.formula));
  const all = new Map<string, Read>([[name, { field, formula: read.formula }]]);
  for (const [other, one] of Object.entries(entity.fields)) {
    if (one.formula === undefined || other === name) continue;
    const known = reader.read(one.formula);
    if (known.ok) all.set(other, { field: one, formula: known.formula });
  }
  const circle = circleOf(name, all);
  return circle ? whole(circleText(circle, entity)) : read;
}
type AskedFormula = { readonly expression: string; readonly name?: string | undefined };

type Read = { readonly field: Field; readonly formula: Formula };

function formulasOf(entity: Entity): {
  readonly inOrder: readonly Derived[];
  readonly wrong: ReadonlyMap<string, DefinitionRefusal>;
} {
  const reader = new FormulaReader(entity.fields);
  const wrong = new Map<string, DefinitionRefusal>();
  const read = new Map<string, Read>();
  for (const [name, field] of Object.entries(entity.fields)) {
    if (field.formula === undefined) continue;
    const one = reader.read(field.formula);
    if (!one.ok) wrong.set(name, badDefinition(problemText(field.formula, one.problem), 'formula'));
    else if (!one.formula.resultTypes.some((type) => type === field.type))
      wrong.set(name, badDefinition(wrongResult(field, one.formula), 'formula'));
    else read.set(name, { field, formula: one.formula });
  }
  for (const name of read.keys()) {
    const circle = circleOf(name, read);
    if (circle) wrong.set(name, badDefinition(circleText(circle, entity), 'formula'));
  }
  const inOrder: Derived[] = [];
  const done = new Set<string>();
  const add = (name: string): void => {
    const one = read.get(name);
    if (!one || wrong.has(name) || done.has(name)) return;
    done.add(name);
    for (const used of one.formula.uses) add(used);
    const missing = one.formula.uses.find((used) => wrong.has(used));
    if (missing === undefined) inOrder.push(derivedBy(entity.name, name, one));
    else
      wrong.set(
        name,
        badDefinition(`It reads ${entity.fields[missing]?.label ?? missing}, whose formula has an error.`, 'formula'),
      );
  };
  for (const name of read.keys()) add(name);
  return { inOrder, wrong };
}

const derivedBy = (on: string, name: string, { field, formula }: Read): Derived => ({
  on,
  field: name,
  uses: formula.uses,
  work: ({ record }: { readonly record: { readonly fields: Readonly<Record<string, JsonValue>> } }) =>
    formula.work(field, record.fields),
});

const wrongResult = ({ type, label }: Field, { resultTypes }: Formula): string =>
  `${label} holds ${type}, and this formula gives ${resultTypes.join(' or ')}. Make a new field for it.`;

/** Returns the names on a way from a formula back to itself, the shortest, or nothing. */
function circleOf(name: string, read: ReadonlyMap<string, Read>): readonly string[] | undefined {
  const ways: (readonly string[])[] = [[name]];
  const seen = new Set<string>();
  for (const way of ways) {
    const last = way.at(-1) ?? name;
    for (const used of read.get(last)?.formula.uses ?? []) {
      if (used === name) return [...way, name];
      if (seen.has(used) || !read.has(used)) continue;
      seen.add(used);
      ways.push([...way, used]);
    }
  }
  return undefined;
}

function circleText(circle: readonly string[], { fields }: Entity): string {
  const labels = circle.map((name) => fields[name]?.label ?? name);
  return circle.length === 2
    ? `${labels[0] ?? ''} reads itself.`
    : `The formula reads itself through others: ${labels.join(' → ')}.`;
}
