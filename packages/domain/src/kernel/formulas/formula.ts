import { type ASTNode, type Environment, ParseError, TypeError as CelTypeError } from '@marcbachmann/cel-js';
import { nearestWord } from '../text/nearest-word.ts';
import type { Field, FieldTypeName } from '../entities/fields.ts';
import { isEmptyValue } from '../entities/field-types.ts';
import type { JsonValue } from '../json.ts';
import { celTypeOf, formulaEnvironment, formulaFunctions, textFunctions } from './formula-functions.ts';
import { type FormulaProblem, problemOf, typeInWords, unknownField, unknownFunction } from './formula-problem.ts';
import { formulaTypeOf, formulaValue, storedValue } from './formula-values.ts';

/** Chosen: longer than any formula that a person reads. */
export const mostFormulaChars = 2_000;

/**
 * Raised when the same formula over the same values would have another result than before: by a changed function, or a
 * version of the library. All records are then recomputed (`ownFields`).
 */
export const formulaVersion = 1;

/** The types of field that a formula can fill. */
export type FormulaResultType = Extract<
  FieldTypeName,
  'text' | 'number' | 'percent' | 'flag' | 'money' | 'date' | 'instant'
>;
/** The types of field that a formula can fill, in the order in which the editor offers them. */
export const formulaResultTypes: readonly FormulaResultType[] = [
  'number',
  'percent',
  'money',
  'text',
  'flag',
  'date',
  'instant',
];
const resultTypes: Readonly<Record<string, readonly FormulaResultType[]>> = {
  string: ['text'],
  double: ['number', 'percent'],
  bool: ['flag'],
  money: ['money'],
  date: ['date'],
  instant: ['instant'],
};

/** A formula that was read against the fields of a kind of record. */
export type Formula = {
  /** The types of field that hold its result, the usual one first. */
  readonly resultTypes: readonly FormulaResultType[];
  /** The fields that it reads, each once. */
  readonly uses: readonly string[];
  /** Returns its result in the form of `field`, or nothing where there is none. Never throws. */
  work(field: Field, values: Readonly<Record<string, JsonValue>>): JsonValue | undefined;
};

export type ReadFormula =
  { readonly ok: true; readonly formula: Formula } | { readonly ok: false; readonly problem: FormulaProblem };

/** Reads formulas of one kind of record. `fields`: the fields that they may name. */
export class FormulaReader {
  readonly #fields: Readonly<Record<string, Field>>;
  readonly #environment: Environment;
  readonly #named = new Set<string>();

  constructor(fields: Readonly<Record<string, Field>>) {
    this.#fields = fields;
    this.#environment = formulaEnvironment();
    for (const [name, field] of Object.entries(fields)) this.#register(name, field);
  }

  #register(name: string, field: Field): void {
    try {
      this.#environment.registerVariable(name, celTypeOf[formulaTypeOf[field.type]]);
      this.#named.add(name);
    } catch {
      // A reserved word of the language, such as "type": formulas cannot name this field, and say so.
    }
  }

  /**
   * Returns a formula, or the place and the reason of an error. Errors are a wrong form, an unknown field, two kinds of value
   * that do not fit, and a result that no field holds.
   */
  read(expression: string): ReadFormula {
    if (expression.trim() === '') return refused({ start: 0, end: 0, reason: 'the formula is empty.' });
    if (expression.length > mostFormulaChars)
      return refused({
        start: mostFormulaChars,
        end: expression.length,
        reason: `a formula has at most ${mostFormulaChars} characters.`,
      });
    try {
      const parsed = this.#environment.parse(expression);
      const uses = new Set<string>();
      const problem = this.#walk(parsed.ast, uses);
      if (problem) return refused(problem);
      const checked = parsed.check();
      if (!checked.valid || checked.type === undefined)
        return refused(
          checked.error ? problemOf(expression, checked.error) : whole(expression, 'this is not a formula.'),
        );
      const types = resultTypes[checked.type];
      if (!types)
        return refused(whole(expression, `the result is ${typeInWords(checked.type)}, and no field holds that.`));
      const names = [...uses];
      const work = (field: Field, values: Readonly<Record<string, JsonValue>>): JsonValue | undefined => {
        try {
          return storedValue(field, parsed(this.#context(names, values)));
        } catch {
          return undefined; // a field is empty, or the result does not exist: a division of money by zero
        }
      };
      return { ok: true, formula: { resultTypes: types, uses: names, work } };
    } catch (cause) {
      if (cause instanceof ParseError || cause instanceof CelTypeError) return refused(problemOf(expression, cause));
      throw cause;
    }
  }

  #context(names: readonly string[], values: Readonly<Record<string, JsonValue>>): Readonly<Record<string, unknown>> {
    const context: Record<string, unknown> = {};
    for (const name of names) {
      const field = this.#fields[name];
      const value = values[name];
      if (!field) continue;
      if (value !== undefined && !isEmptyValue(value)) context[name] = formulaValue(field, value);
      else if (field.type === 'flag')
        context[name] = false; // an empty one already means "no"
      else if (field.type === 'tags') context[name] = [];
    }
    return context;
  }

  /**
   * Collects the fields that a part names, and returns the first thing in it that formulas do not have. Makes its whole
   * numbers ordinary numbers: to the language 1/2 is 0, and 2 is not comparable with 2.5.
   */
  #walk(node: ASTNode, uses: Set<string>): FormulaProblem | undefined {
    const at = (reason: string): FormulaProblem => ({ start: node.range.start, end: node.range.end, reason });
    switch (node.op) {
      case 'value':
        if (typeof node.args === 'bigint') {
          (node as { args: unknown }).args = Number(node.args); // the library reads a literal's type from its value
          return undefined;
        }
        if (node.args === null) return at('write isEmpty(field) to ask whether a field is empty.');
        return ['string', 'number', 'boolean'].includes(typeof node.args)
          ? undefined
          : at('write a number without letters, or a text in quotation marks.');
      case 'id':
        if (!Object.hasOwn(this.#fields, node.args)) return at(unknownField(node.args, this.#fields));
        if (!this.#named.has(node.args))
          return at(`"${node.args}" is a reserved word, so formulas cannot read this field.`);
        if (this.#fields[node.args]?.rollUp !== undefined)
          return at(`"${node.args}" is computed for each person when it is shown, so a stored formula can't read it.`);
        uses.add(node.args);
        return undefined;
      case '.':
      case '.?':
      case '[]':
      case '[?]':
        return at(
          'a formula reads the fields of its own record. Fields of another record would disclose it to people who may not see it.',
        );
      case 'call': {
        const [name, args] = node.args;
        if (!formulaFunctions.some((one) => one.name === name)) return at(unknownFunction(name));
        return this.#walkAll(args, uses);
      }
      case 'rcall': {
        const [name, receiver, args] = node.args;
        if (!textFunctions.includes(name)) return at(wrongMethod(name));
        return this.#walkAll([receiver, ...args], uses);
      }
      case 'list':
        return this.#walkAll(node.args, uses);
      case 'map':
        return at('"{" is not allowed here.');
      case '!_':
      case '-_':
        return this.#walk(node.args, uses);
      case '?:':
      case '||':
      case '&&':
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
      case 'in':
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return this.#walkAll(node.args, uses);
    }
  }

  #walkAll(nodes: readonly ASTNode[], uses: Set<string>): FormulaProblem | undefined {
    for (const node of nodes) {
      const problem = this.#walk(node, uses);
      if (problem) return problem;
    }
    return undefined;
  }
}

const refused = (problem: FormulaProblem): ReadFormula => ({ ok: false, problem });
const whole = (expression: string, reason: string): FormulaProblem => ({ start: 0, end: expression.length, reason });

function wrongMethod(name: string): string {
  const isFunction = formulaFunctions.some((one) => one.name === name);
  if (isFunction) return `write ${name}(…) around the value.`;
  const meant = nearestWord(name, textFunctions);
  return `unknown function "${name}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`;
}
