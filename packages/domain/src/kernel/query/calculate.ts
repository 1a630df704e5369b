import { type Principal, tokensOfPrincipal } from '../access/access.ts';
import type { Calculation, Cannot, Shape } from '../catalogue/calculations/calculation.ts';
import { settingValues } from '../catalogue/settings.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isEmptyValue, valueSchema } from '../entities/field-types.ts';
import { isObject, type JsonValue } from '../json.ts';
import { nearestWord } from '../text/nearest-word.ts';
import { firstIssue, plainIssue } from '../text/plain-issue.ts';
import { accept, refuse, type RefusalOf, type Result } from '../refusal.ts';

/** The values that a calculation returns, by name. */
export type Calculated = Readonly<Record<string, JsonValue>>;

/**
 * Whether a person may use a calculation: they must be allowed to read some kind of record of its pack. Kinds whose records belong to one person each do
 * not count: everybody has a token of those (A-3c).
 */
export function mayCalculate(principal: Principal, catalogue: Catalogue, { name }: Calculation): boolean {
  const pack = name.slice(0, name.indexOf('/') + 1);
  return tokensOfPrincipal(principal, catalogue).some(
    (token) => token.startsWith(pack) && catalogue.entities.get(token.slice(0, token.indexOf('@')))?.audience !== 'own',
  );
}

/**
 * Runs a calculation on values from outside. Refuses `request/invalid` with the name of the wrong or missing value and a hint.
 * `path` begins with `body`, like the parts of a request.
 */
export function calculate(declared: Calculation, given: unknown, settings?: SettingsRecord): Result<Calculated> {
  const values = readShape(declared, given);
  if (!values.ok) return values;
  const read = declared.settings && settingValues(declared.settings, settings);
  const made = declared.work(values.value as never, read as never); // just parsed by its own shape
  if (!('cannot' in made)) return accept(made as Calculated); // of the declared shape: the compiler has checked it
  const { field, message } = (made as Cannot).cannot;
  return wrong(field ?? '', message);
}

/**
 * The tenant's record of the settings that a calculation names (T-24). Undefined: it is not held yet, and the
 * defaults apply.
 */
export type SettingsRecord = { readonly fields: Readonly<Record<string, unknown>> } | undefined;

/** Reads values from outside by a shape. Refuses as `calculate` does; `declared.label` begins the sentence. */
export function readShape(
  declared: { readonly label: string; readonly takes: Shape },
  given: unknown,
): Result<Readonly<Record<string, JsonValue>>> {
  const { takes } = declared;
  const labelOf = (name: string) => takes[name]?.label ?? `"${name}"`;
  if (!isObject(given)) return wrong('', `${declared.label} takes an object with a value for each name.`);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(takes, name)) continue;
    const meant = nearestWord(name, Object.keys(takes));
    return wrong(
      name,
      `${declared.label} takes no "${name}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`,
    );
  }
  const values: Record<string, JsonValue> = {};
  for (const [name, field] of Object.entries(takes)) {
    const value = (given[name] ?? null) as JsonValue; // parsed in the next lines
    if (isEmptyValue(value)) {
      if (field.required) return wrong(name, `${labelOf(name)} must be filled in.`);
      continue;
    }
    const parsed = valueSchema(field).safeParse(value, { error: plainIssue });
    if (!parsed.success) {
      const { path, message } = firstIssue(parsed.error);
      return wrong([name, ...path].join('.'), `${[labelOf(name), ...path].join(', ')} ${message}.`);
    }
    values[name] = parsed.data;
  }
  return accept(values);
}

type CalculatingGround = {
  readonly principal: Principal;
  readonly catalogue: Catalogue;
  readonly settings?: SettingsRecord;
};

/**
 * Runs a calculation for a person: `access/denied` where they may not use it. Every border uses this function, so
 * that all return the same answer.
 */
export function calculateAs(
  { principal, catalogue, settings }: CalculatingGround,
  declared: Calculation,
  given: unknown,
): Result<Calculated> {
  if (mayCalculate(principal, catalogue, declared)) return calculate(declared, given, settings);
  const why = `Your roles show you no records of "${declared.name.split('/')[0] ?? ''}", so you can't use "${declared.label}".`;
  return refuse('access/denied', why, { action: 'read' });
}

const wrong = (path: string, message: string): RefusalOf<'request/invalid'> =>
  refuse('request/invalid', message, { path: path === '' ? 'body' : `body.${path}` });
